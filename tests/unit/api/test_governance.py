"""A governance whose acts have a delay: announced, listed, executed and cancelled, by HTTP and by command."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from chain_gateway.api import AccessSettings, GatewayServices, GatewaySettings, create_app
from chain_gateway.api.approvals import ApprovalPolicy, ApprovalRule
from chain_gateway.client import GatewayClient, Problem, Submission
from chain_gateway.ledger import reads
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.operations import EXPIRES_AFTER, Role, operation_id
from chain_gateway.ledger.verbs import selector_of
from chain_gateway.signing import GOVERNANCE, Signer
from pledge.cli import app
from tests.support.pledge_states import travel
from tests.unit.api.conftest import Town, founded, served

DELAY = 2 * 86_400


@pytest.fixture(scope="module")
def delayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose governance gave itself a delay."""
    with founded(tmp_path_factory.mktemp("delayed")) as built:
        own = built.services.keyring.signer(GOVERNANCE).address
        body = {"role": "Governance", "account": own, "delay_seconds": DELAY}
        built.done(GOVERNANCE, "/v1/governance/roles", body)
        yield built


def listed(town: Town, *states: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = town.client(GOVERNANCE).operations(states)["operations"]
    return found


def announced(town: Town, verb: str, body: dict[str, Any], when: int = 0, **places: Any) -> dict[str, Any]:
    """Announces the act; answers the operation as the gateway lists it."""
    client = town.client(GOVERNANCE)
    done = client.wait(client.act(verb, body, scheduled_for=when, **places).id)
    assert done.succeeded, done.error
    (found,) = [each for each in listed(town) if each["transaction"] == done.transaction]
    return found


def ended(town: Town, verb: str, operation: str) -> Submission:
    client = town.client(GOVERNANCE)
    return client.wait(client.act(verb, {}, operation=operation).id)


def refusal(found: Submission) -> str:
    assert found.error is not None
    return str(found.error.error["name"])


def pass_the_delay(town: Town, seconds: int = DELAY + 1) -> None:
    travel(town.chain, town.chain.node.head().timestamp + seconds)


def paused(town: Town) -> bool:
    deployment = town.services.deployment
    read = reads.is_paused(deployment.pledges, selector_of("PledgeRegistry", "file"))
    return bool(read.decode(town.chain.node.call(deployment.parties, read.data)))


def kind_of(town: Town, party: int) -> reads.PartyStatus:
    read = reads.party_kind(party)
    return read.decode(town.chain.node.call(town.services.deployment.parties, read.data))


def test_a_pause_is_at_once_and_lifting_it_waits_out_the_delay(delayed: Town) -> None:
    town = delayed
    town.done(GOVERNANCE, "/v1/pauses", {"verb": "file"})
    assert refusal(town.submit(GOVERNANCE, "/v1/pauses:lift", {"verb": "file"})) == "AccessManagerNotScheduled"
    found = announced(town, "parties_unpause", {"verb": "file"})
    assert (found["state"], found["contract"], found["function"]) == ("waiting", "PartyRegistry", "unpause")
    assert found["arguments"]["target"] == town.services.deployment.pledges
    assert found["arguments"]["selector"] == "0x" + selector_of("PledgeRegistry", "file").hex()
    assert found["caller"] == town.services.keyring.signer(GOVERNANCE).address
    assert found["id"] == "0x" + operation_id(found["caller"], found["target"], bytes.fromhex(found["data"][2:])).hex()
    assert refusal(ended(town, "governance_execute", found["id"])) == "AccessManagerNotReady"
    assert paused(town)
    pass_the_delay(town)
    assert [each["id"] for each in listed(town, "ready")] == [found["id"]]
    done = ended(town, "governance_execute", found["id"])
    assert [(event.name, event.actor) for event in done.events] == [("VerbUnpaused", 0)]
    assert not paused(town)
    assert [each["state"] for each in listed(town) if each["id"] == found["id"]] == ["executed"]
    assert refusal(ended(town, "governance_execute", found["id"])) == "AccessManagerNotScheduled"


def test_acts_of_the_other_books_wait_alike(delayed: Town) -> None:
    town = delayed
    kind = {"jurisdiction": "CN", "kind": "Trademark", "ranking": "Ranked", "office": town.office}
    assert refusal(town.submit(GOVERNANCE, "/v1/kinds", kind)) == "AccessManagedUnauthorized"
    entry = {"kind": "Bank", "name": "演示新银行"}
    admitting = announced(town, "parties_enter_parties", {"entries": [entry], "keys": [Signer.random().address]})
    waiting = [
        announced(town, "assets_configure_kind", kind),
        announced(town, "buybacks_set_cap", {"basis_points": 7_000}),
        announced(town, "parties_suspend", {}, party=town.other_bank),
        announced(town, "parties_rename", {"name": "演示改名", "act": {"document": town.document}}, party=town.bank),
        admitting,
    ]
    pass_the_delay(town)
    names = [event.name for each in waiting for event in ended(town, "governance_execute", each["id"]).events]
    assert names == ["KindConfigured", "CapSet", "PartySuspended", "PartyRenamed", "PartyAdmitted", "KeyAdded"]
    assert not kind_of(town, town.other_bank).active


def test_a_role_changes_hands_after_the_delay(delayed: Town) -> None:
    town = delayed
    guardian = Signer.random().address
    body = {"role": "Guardian", "account": guardian}
    assert refusal(town.submit(GOVERNANCE, "/v1/governance/roles", body)) == "AccessManagerNotScheduled"
    granting = announced(town, "governance_grant_role", body)
    assert granting["arguments"] == {"roleId": int(Role.Guardian), "account": guardian, "executionDelay": 0}
    pass_the_delay(town)
    assert ended(town, "governance_execute", granting["id"]).succeeded
    revoking = announced(town, "governance_revoke_role", body)
    pass_the_delay(town)
    assert ended(town, "governance_execute", revoking["id"]).succeeded


def test_who_may_call_a_verb_changes_after_the_delay(delayed: Town) -> None:
    town = delayed
    deployment = town.services.deployment
    asked = reads.kinds_of(deployment.searches, selector_of("SearchRegister", "certify"))
    body = {"book": "SearchRegister", "verb": "certify", "kinds": ["Bank", "Searcher"], "governance": False}
    found = announced(town, "governance_grant_verb", body)
    pass_the_delay(town)
    assert [each.name for each in ended(town, "governance_execute", found["id"]).events] == ["VerbGranted"]
    kinds = asked.decode(town.chain.node.call(deployment.parties, asked.data))
    assert kinds == 1 << PartyKind.Bank | 1 << PartyKind.Searcher
    calling = {"book": "AssetRegistry", "verb": "lock", "caller": "BuybackBook", "allowed": True}
    found = announced(town, "governance_grant_caller", calling)
    pass_the_delay(town)
    assert [each.name for each in ended(town, "governance_execute", found["id"]).events] == ["CallerGranted"]


def test_what_was_announced_is_cancelled_or_runs_out(delayed: Town) -> None:
    town = delayed
    body = {"basis_points": 6_000}
    first = announced(town, "buybacks_set_cap", body)
    again = town.client(GOVERNANCE)
    twice = again.wait(again.act("buybacks_set_cap", body, scheduled_for=0).id)
    assert refusal(twice) == "AccessManagerAlreadyScheduled"
    assert ended(town, "governance_cancel", first["id"]).succeeded
    assert [each["id"] for each in listed(town, "cancelled")] == [first["id"]]
    pass_the_delay(town)
    assert refusal(ended(town, "governance_execute", first["id"])) == "AccessManagerNotScheduled"
    second = announced(town, "buybacks_set_cap", body)
    assert (second["id"], second["nonce"]) == (first["id"], first["nonce"] + 1)
    pass_the_delay(town, DELAY + EXPIRES_AFTER + 1)
    assert [each["nonce"] for each in listed(town, "expired")] == [second["nonce"]]
    assert refusal(ended(town, "governance_execute", first["id"])) == "AccessManagerExpired"


def test_a_later_moment_can_be_named_and_an_earlier_one_than_the_delay_not(delayed: Town) -> None:
    town = delayed
    now = town.chain.node.head().timestamp
    found = announced(town, "buybacks_set_cap", {"basis_points": 5_000}, now + 3 * DELAY)
    assert found["ready_at"] == datetime.fromtimestamp(now + 3 * DELAY, UTC).isoformat().replace("+00:00", "Z")
    client = town.client(GOVERNANCE)
    early = client.wait(client.act("buybacks_set_cap", {"basis_points": 5_001}, scheduled_for=now + 10).id)
    assert refusal(early) == "AccessManagerUnauthorizedCall"
    assert ended(town, "governance_cancel", found["id"]).succeeded


def test_the_same_key_with_another_moment_is_another_request(delayed: Town) -> None:
    client = delayed.client(GOVERNANCE)
    body = {"basis_points": 4_999}
    first = client.act("buybacks_set_cap", body, "one-key", scheduled_for=0)
    assert client.act("buybacks_set_cap", body, "one-key", scheduled_for=0).id == first.id
    with pytest.raises(Problem) as refused:
        client.act("buybacks_set_cap", body, "one-key")
    assert refused.value.code == "idempotency-key-reused"


def test_who_is_not_the_governance_schedules_nothing_and_sees_nothing(delayed: Town) -> None:
    town = delayed
    with pytest.raises(Problem) as refused:
        town.client(town.office).act(
            "parties_enter_parties", {"entries": [{"kind": "Enterprise", "name": "演示"}]}, scheduled_for=0
        )
    assert (refused.value.status, refused.value.field) == (422, "scheduled_for")
    with pytest.raises(Problem) as refused:
        town.client(town.bank).operations()
    assert refused.value.code == "scope-missing"
    with GatewayClient(str(town.http.base_url), town.token(GOVERNANCE, "guardian")) as guardian:
        assert guardian.operations()["operations"]
        with pytest.raises(Problem) as refused:
            guardian.act("governance_execute", {}, operation="0x" + "00" * 32)
        assert refused.value.code == "scope-missing"


def test_what_nobody_announced_is_not_found(delayed: Town) -> None:
    for verb in ("governance_execute", "governance_cancel"):
        with pytest.raises(Problem) as refused:
            delayed.client(GOVERNANCE).act(verb, {}, operation="0x" + "ab" * 32)
        assert (refused.value.status, refused.value.code) == (404, "unknown-operation")


def test_grants_name_books_and_verbs_that_there_are(delayed: Town) -> None:
    client = delayed.client(GOVERNANCE)
    calling = {"book": "AssetRegistry", "verb": "lock", "caller": "Safe", "allowed": True}
    for verb, body, field in (
        ("governance_grant_verb", {"book": "Safe", "verb": "open", "kinds": []}, "book"),
        ("governance_grant_verb", {"book": "PledgeRegistry", "verb": "pledgeOf", "kinds": []}, "verb"),
        ("governance_grant_caller", calling, "caller"),
    ):
        with pytest.raises(Problem) as refused:
            client.act(verb, body)
        assert (refused.value.status, refused.value.field) == (422, field)


def test_a_second_person_decides_on_what_is_announced(delayed: Town, tmp_path: Any) -> None:
    town = delayed
    services = GatewayServices.open(
        GatewaySettings(f"sqlite:///{tmp_path / 'gateway.db'}", tmp_path / "documents"),
        deployment=town.services.deployment,
        node=town.services.node,
        keyring=town.services.keyring,
        issuers=town.issuer.public_keys,
        access=AccessSettings(approvals=ApprovalPolicy((ApprovalRule("reinstate"), ApprovalRule("execute_operation")))),
    )
    services.start()
    hour = timedelta(hours=1)
    first = town.issuer.issue("first member", GOVERNANCE, ("governance",), hour)
    second = town.issuer.issue("second member", GOVERNANCE, ("approvals:write",), hour)
    try:
        with (
            served(create_app(services)) as url,
            GatewayClient(url, first) as client,
            httpx.Client(base_url=url) as http,
        ):
            held = client.act("parties_reinstate", {}, scheduled_for=0, party=town.other_bank)
            headers = {"authorization": f"Bearer {second}"}
            (act,) = http.get("/v1/approvals", headers=headers).json()["acts"]
            assert (act["submission"], act["verb"]) == (held.id, "reinstate")
            assert (act["arguments"]["party"], act["arguments"]["scheduled_for"]) == (town.other_bank, 0)
            assert [each for each in listed(town, "waiting") if each["function"] == "reinstate"] == []
            assert http.post(f"/v1/submissions/{held.id}/approval", json={}, headers=headers).status_code == 200
            assert client.wait(held.id).succeeded
            (operation,) = [each for each in listed(town, "waiting") if each["function"] == "reinstate"]
            pass_the_delay(town)
            executing = client.act("governance_execute", {}, operation=operation["id"])
            assert executing.state == "awaiting-approval", executing.state
            assert http.post(f"/v1/submissions/{executing.id}/approval", json={}, headers=headers).status_code == 200
            assert [event.name for event in client.wait(executing.id).events] == ["PartyReinstated"]
    finally:
        services.close()


def test_the_command_announces_lists_executes_and_cancels(delayed: Town) -> None:
    town = delayed
    url = str(town.http.base_url)

    def run(*arguments: str, code: int = 0, scope: str = "governance") -> dict[str, Any]:
        token = town.token(GOVERNANCE, scope)
        done = CliRunner().invoke(app, ["governance", *arguments, "--token", token, "--url", url, "--json"])
        assert done.exit_code == code, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    assert run("pause", "migrate", scope="guardian")["state"] == "final"
    assert run("unpause", "migrate", code=1)["error"]["name"] == "AccessManagerNotScheduled"
    unpausing = run("unpause", "migrate", "--announce")
    guardian = Signer.random().address
    later = datetime.fromtimestamp(town.chain.node.head().timestamp + 2 * DELAY, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    granting = run("grant-role", "Guardian", guardian, "--announce", "--from", later)
    assert granting["ready_at"] == later + "Z"
    revoking = run("revoke-role", "Guardian", guardian, "--announce")
    assert run("execute", unpausing["operation"], code=1)["error"]["name"] == "AccessManagerNotReady"
    assert run("cancel", granting["operation"])["state"] == "final"
    pass_the_delay(town)
    ready = {each["id"] for each in run("operations", "--state", "ready")["operations"]}
    assert {unpausing["operation"], revoking["operation"]} <= ready
    assert granting["operation"] not in ready
    assert run("execute", unpausing["operation"])["state"] == "final"
    token = town.token(GOVERNANCE, "governance")
    done = CliRunner().invoke(app, ["governance", "operations", "--token", token, "--url", url])
    assert done.exit_code == 0
    assert "unpause" in done.output
    wrong = ["governance", "unpause", "file", "--from", "2030-01-01", "--token", token, "--url", url]
    assert CliRunner().invoke(app, wrong).exit_code == 2
