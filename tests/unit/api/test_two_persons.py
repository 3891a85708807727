"""Two persons for one act: an act above the amount waits, another person of the party decides, and both are audited."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chain_gateway.api import AccessSettings, GatewayServices, GatewaySettings, create_app
from chain_gateway.api.approvals import AMOUNTS, ApprovalPolicy, ApprovalRule, InvalidRule
from chain_gateway.submission import Store
from tests.unit.api.conftest import served

LIMIT = 500_000_000


@pytest.fixture
def services(town: Any, tmp_path: Path) -> Iterator[GatewayServices]:
    """The town's gateway with a store of its own and rules: filings above the limit, and every discharge."""
    rules = (ApprovalRule("file", LIMIT, "CNY"), ApprovalRule("discharge", party=town.bank, expires_hours=1))
    opened = GatewayServices.open(
        GatewaySettings(f"sqlite:///{tmp_path / 'gateway.db'}", tmp_path / "documents"),
        deployment=town.services.deployment,
        node=town.services.node,
        keyring=town.services.keyring,
        issuers=town.issuer.public_keys,
        access=AccessSettings(approvals=ApprovalPolicy(rules)),
    )
    opened.start()
    yield opened
    opened.close()


@pytest.fixture
def http(services: GatewayServices) -> Iterator[httpx.Client]:
    with served(create_app(services)) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def headers(town: Any, subject: str, *scopes: str, party: int | None = None, key: str | None = None) -> dict[str, str]:
    token = town.issuer.issue(subject, party if party is not None else town.bank, scopes, timedelta(hours=1))
    return {"authorization": f"Bearer {token}"} | ({"idempotency-key": key} if key else {})


def clerk(town: Any, key: str) -> dict[str, str]:
    return headers(town, "clerk", "pledges:write", "approvals:write", key=key)


def officer(town: Any, subject: str = "officer") -> dict[str, str]:
    return headers(town, subject, "approvals:write")


def filing(town: Any, amount: int) -> dict[str, Any]:
    body: dict[str, Any] = town.filing(town.right(town.firm), amount_minor=str(amount))
    return body


def ended(http: httpx.Client, town: Any, submission: str) -> dict[str, Any]:
    found: dict[str, Any] = http.get(f"/v1/submissions/{submission}?wait=30", headers=officer(town)).json()
    return found


def outcomes(store: Store) -> list[tuple[str, str, str]]:
    return [(act.outcome, act.subject, act.verb) for act in store.audit_acts()]


def test_an_act_above_the_amount_is_signed_only_after_another_person_approved(
    town: Any, http: httpx.Client, services: GatewayServices
) -> None:
    asked = http.post("/v1/pledges", json=filing(town, LIMIT + 1), headers=clerk(town, "k")).json()
    assert (asked["state"], asked["transaction"]) == ("awaiting-approval", None)
    (act,) = http.get("/v1/approvals", headers=officer(town)).json()["acts"]
    assert (act["submission"], act["verb"], act["asked_by"], act["yours"]) == (asked["id"], "file", "clerk", False)
    assert act["arguments"]["filing"]["obligation"]["amount"] == LIMIT + 1
    assert services.submitter.troubles() == {}
    assert http.get(f"/v1/submissions/{asked['id']}?wait=1", headers=officer(town)).json()["state"] == asked["state"]

    approved = http.post(f"/v1/submissions/{asked['id']}/approval", json={}, headers=officer(town))
    assert approved.status_code == 200
    assert ended(http, town, asked["id"])["state"] == "final"
    again = http.post(f"/v1/submissions/{asked['id']}/approval", json={}, headers=officer(town))
    assert (again.status_code, again.json()["state"]) == (200, "final")
    assert http.get("/v1/approvals", headers=officer(town)).json() == {"acts": []}
    assert outcomes(services.store) == [("held", "clerk", "file"), ("approved", "officer", "file")]
    assert services.store.first_broken_act() is None


def test_at_the_amount_it_goes_its_way_and_an_act_of_no_rule_too(town: Any, http: httpx.Client) -> None:
    for amount in (LIMIT, 1):
        asked = http.post("/v1/pledges", json=filing(town, amount), headers=clerk(town, f"k{amount}")).json()
        assert asked["state"] != "awaiting-approval"
        assert ended(http, town, asked["id"])["state"] == "final"
        found = http.post(f"/v1/submissions/{asked['id']}/approval", json={}, headers=officer(town))
        assert (found.status_code, found.json()["type"].rsplit("/", 1)[1]) == (409, "approval-not-needed")


def test_an_amount_in_another_currency_waits_since_it_cannot_be_compared(town: Any, http: httpx.Client) -> None:
    body = town.filing(town.right(town.firm), amount_minor="1", currency="USD")
    asked = http.post("/v1/pledges", json=body, headers=clerk(town, "k")).json()
    assert asked["state"] == "awaiting-approval"


def test_the_same_person_cannot_decide_and_the_try_is_audited(
    town: Any, http: httpx.Client, services: GatewayServices
) -> None:
    asked = http.post("/v1/pledges", json=filing(town, LIMIT + 1), headers=clerk(town, "k")).json()
    for way, body in (("approval", {}), ("rejection", {"reason": "x"})):
        found = http.post(f"/v1/submissions/{asked['id']}/{way}", json=body, headers=clerk(town, "unused"))
        assert (found.status_code, found.json()["type"].rsplit("/", 1)[1]) == (403, "second-person-needed")
    (act,) = http.get("/v1/approvals", headers=clerk(town, "unused")).json()["acts"]
    assert act["yours"] is True
    assert outcomes(services.store)[1:] == [("refused", "clerk", "approve"), ("refused", "clerk", "reject")]


def test_who_lacks_the_scope_or_is_of_another_party_cannot_decide(town: Any, http: httpx.Client) -> None:
    asked = http.post("/v1/pledges", json=filing(town, LIMIT + 1), headers=clerk(town, "k")).json()
    path = f"/v1/submissions/{asked['id']}/approval"
    without = http.post(path, json={}, headers=headers(town, "officer", "pledges:write"))
    assert (without.status_code, without.json()["scopes"]) == (403, ["approvals:write"])
    stranger = headers(town, "officer", "approvals:write", party=town.other_bank)
    assert http.post(path, json={}, headers=stranger).status_code == 404
    assert http.get("/v1/approvals", headers=stranger).json() == {"acts": []}
    assert http.post("/v1/submissions/sub-unknown/approval", json={}, headers=officer(town)).status_code == 404


def test_a_rejected_act_is_dropped_with_its_reason(town: Any, http: httpx.Client, services: GatewayServices) -> None:
    asked = http.post("/v1/pledges", json=filing(town, LIMIT + 1), headers=clerk(town, "k")).json()
    path = f"/v1/submissions/{asked['id']}/rejection"
    assert http.post(path, json={}, headers=officer(town)).status_code == 422
    assert http.post(path, json={"reason": "a\u202eb"}, headers=officer(town)).status_code == 422
    rejected = http.post(path, json={"reason": "the contract names another debtor"}, headers=officer(town)).json()
    assert rejected["state"] == "dropped"
    assert rejected["error"]["type"].endswith("/not-approved")
    assert "another debtor" in rejected["error"]["detail"]
    late = http.post(f"/v1/submissions/{asked['id']}/approval", json={}, headers=officer(town, "a third"))
    assert late.status_code == 409
    repeated = http.post("/v1/pledges", json=filing(town, 1), headers=clerk(town, "k"))
    assert repeated.status_code == 422  # the key belongs to the rejected act
    assert ("rejected", "officer", "file") in outcomes(services.store)


def test_a_rule_of_one_party_binds_that_party_alone_and_its_time_ends_the_act(
    town: Any, http: httpx.Client, services: GatewayServices
) -> None:
    pledge = town.registered(town.right(town.firm))
    body = {"ground": "DebtPerformed"}
    asked = http.post(f"/v1/pledges/{pledge}/releases", json=body, headers=clerk(town, "k")).json()
    assert (asked["verb"], asked["state"]) == ("discharge", "awaiting-approval")
    late = replace(services, clock=lambda: services.clock() + timedelta(hours=2))
    late.store._clock = late.clock
    found = http.get(f"/v1/submissions/{asked['id']}", headers=officer(town)).json()
    assert found["state"] == "dropped"
    assert "in time" in found["error"]["detail"]
    assert services.store.audit_acts()[-1].outcome == "expired"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"verb": "fyle"}, "verb"),
        ({"verb": "register", "above_minor": 1, "currency": "CNY"}, "above_minor"),
        ({"verb": "*", "above_minor": 1, "currency": "CNY"}, "above_minor"),
        ({"verb": "file", "above_minor": -1, "currency": "CNY"}, "above_minor"),
        ({"verb": "file", "above_minor": 1}, "currency"),
        ({"verb": "file", "currency": "CNY"}, "currency"),
        ({"verb": "file", "expires_hours": 0}, "expires_hours"),
        ({"verb": "file", "expires_hours": 1e9}, "expires_hours"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidRule) as refused:
        ApprovalRule(**fields)
    assert refused.value.field == named


def nested(path: tuple[str, ...], value: Any, inner: dict[str, Any]) -> dict[str, Any]:
    place = inner
    for name in path[:-1]:
        place = place.setdefault(name, {})
    place[path[-1]] = value
    return inner


@pytest.mark.parametrize("verb", AMOUNTS)
def test_every_amount_is_read_from_the_call_that_is_signed(verb: str) -> None:
    amount, currency = AMOUNTS[verb]
    rule = ApprovalRule(verb, 100, "CNY")
    for value, waits in ((100, False), (101, True), (str(2**70), True)):  # large ones are texts in JSON
        arguments = nested(amount, value, {})
        if currency is not None:
            nested(currency, "CNY", arguments)
        assert rule.meets(verb, 7, arguments) is waits
    assert not rule.meets("withdraw", 7, {})
    assert ApprovalRule("*").meets("withdraw", 7, {})
    assert not ApprovalRule("*", party=8).meets("withdraw", 7, {})
