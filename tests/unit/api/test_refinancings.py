"""One live use of a claim, through HTTP on a real chain: pool, then relending refused with the first use's number."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.client import GatewayClient, Problem, Submission
from chain_gateway.ledger import reads
from chain_gateway.ledger.enums import RefinancingState
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.signing import GOVERNANCE, Signer
from pledge.cli import app

SCOPE = "refinancing:write"


class Users:
    """The town with a central bank and a trustee."""

    def __init__(self, town: Any) -> None:
        self.town = town
        self.parties: dict[str, int] = {}
        self.clients: dict[int, GatewayClient] = {}
        for name, kind in (("中央银行", "CentralBank"), ("信托", "Trustee")):
            signer = Signer.random()
            town.chain.fund(signer.address)
            entry = {"kind": kind, "name": f"演示{name}", "identifier": ""}
            found = town.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [signer.address]})
            party = self.parties[kind] = int(found.event("PartyAdmitted").subject)
            town.services.keyring.add(party, signer)
            self.clients[party] = GatewayClient(str(town.http.base_url), town.token(party, SCOPE))

    @property
    def central(self) -> int:
        return self.parties["CentralBank"]

    @property
    def trustee(self) -> int:
        return self.parties["Trustee"]

    def submit(self, party: int, path: str, **body: Any) -> Submission:
        client = self.clients.get(party) or self.town.client(party)
        found: Submission = client.submit(path, body)
        return found

    def offered(self, pledge: int, kind: str, user: int, amount: str = "700000000") -> int:
        body = {"pledge": pledge, "kind": kind, "user": user, "amount_minor": amount, "operation": "演示1期"}
        found = self.submit(self.town.bank, "/v1/refinancings", **body)
        assert found.succeeded, found.error
        return int(found.event("ClaimOffered").subject)

    def ask(self, read: Any) -> Any:
        services = self.town.services
        return read.decode(services.node.call(services.deployment.address_of(read.book), read.data))


@pytest.fixture(scope="module")
def users(town: Any) -> Any:
    made = Users(town)
    yield made
    for client in made.clients.values():
        client.close()


def refused(submission: Submission) -> dict[str, Any]:
    assert submission.state == "reverted"
    assert submission.error is not None
    assert submission.error.error is not None
    return submission.error.error


def test_a_claim_in_a_pool_is_relent_on_by_nobody(town: Any, users: Users) -> None:
    right = town.right(town.firm)
    pledge = town.registered(right, kind="Fixed")
    pool = users.offered(pledge, "Pool", users.trustee)
    relending = users.offered(pledge, "Relending", users.central)
    assert users.submit(users.trustee, f"/v1/refinancings/{pool}/taking").succeeded
    book = town.services.deployment.refinancings
    reference = {"pledge": pledge, "use": pool, "book": book}
    second = users.submit(users.central, f"/v1/refinancings/{relending}/taking")
    assert refused(second)["name"] == "ClaimInUse"
    assert refused(second)["arguments"] == reference
    assert users.ask(reads.encumbrances(RightId.parse(right).key)).locks == 2
    assert users.ask(reads.use_of(pledge)) == reads.ClaimUse(pool, book)
    for path, body in (
        (f"/v1/pledges/{pledge}/releases", {"ground": "DebtPerformed"}),
        (f"/v1/pledges/{pledge}/assignments", {"assignee": town.other_bank}),
    ):
        assert refused(users.submit(town.bank, path, **body))["arguments"] == reference
    assert users.submit(users.trustee, f"/v1/refinancings/{pool}/release").succeeded
    assert users.submit(users.central, f"/v1/refinancings/{relending}/taking").succeeded
    assert users.ask(reads.refinancing_of(pool)).state is RefinancingState.Released
    assert users.ask(reads.encumbrances(RightId.parse(right).key)).locks == 4


def test_collateral_is_drawn_on_after_the_haircut_only(town: Any, users: Users) -> None:
    pledge = town.registered(town.right(town.firm), kind="Fixed")
    body = {"pledge": pledge, "kind": "CentralBank", "user": users.central, "operation": "演示2期"}
    first = users.submit(town.bank, "/v1/refinancings", **body, amount_minor="700000000")
    assert refused(first)["name"] == "NotEligible"
    assert users.submit(users.central, f"/v1/pledges/{pledge}/eligibility", eligible=True, haircut_basis_points=3_000)
    above = users.submit(town.bank, "/v1/refinancings", **body, amount_minor="700000001")
    assert refused(above)["name"] == "DrawnTooHigh"
    assert users.submit(town.bank, "/v1/refinancings", **body, amount_minor="700000000").succeeded


def test_an_unknown_refinancing_answers_404(users: Users) -> None:
    with pytest.raises(Problem) as problem:
        users.submit(users.trustee, "/v1/refinancings/987654321/taking")
    assert (problem.value.status, problem.value.code) == (404, "unknown-refinancing")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "None"}, "kind"), ({"amount_minor": -1}, "amount_minor"), ({"operation": ""}, "operation")],
)
def test_a_body_that_does_not_fit_is_refused_by_its_field(
    town: Any, users: Users, change: dict[str, Any], field: str
) -> None:
    body = {"pledge": 1, "kind": "Pool", "user": users.trustee, "amount_minor": "1", "operation": "演示"} | change
    with pytest.raises(Problem) as problem:
        users.submit(town.bank, "/v1/refinancings", **body)
    assert (problem.value.status, problem.value.code, problem.value.field) == (422, "invalid-body", field)


def test_a_bank_without_the_scope_takes_no_claim(town: Any, users: Users) -> None:
    with pytest.raises(Problem) as problem:
        users.submit(town.bank, "/v1/refinancings/1/taking")
    assert (problem.value.status, problem.value.code) == (403, "scope-missing")


def test_the_command_assesses_offers_takes_and_releases(town: Any, users: Users) -> None:
    url = str(town.http.base_url)

    def run(party: int, *arguments: str, code: int = 0) -> dict[str, Any]:
        token = town.token(party, "pledges:write", SCOPE)
        done = CliRunner().invoke(app, ["refinancing", *arguments, "--token", token, "--url", url, "--json"])
        assert done.exit_code == code, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    pledge = str(town.registered(town.right(town.firm), kind="Fixed"))
    run(users.central, "assess", pledge, "--haircut", "2000")
    offer = ("offer", pledge, "--amount-minor", "800000000", "--operation", "DEMO-1")
    first = str(run(town.bank, *offer, "--kind", "CentralBank", "--user", str(users.central))["sequence"])
    second = str(run(town.bank, *offer, "--kind", "Pool", "--user", str(users.trustee))["sequence"])
    run(users.central, "take", first)
    twice = run(users.trustee, "take", second, code=1)
    assert twice["error"]["arguments"]["use"] == int(first)
    run(users.trustee, "drop", second)
    run(users.central, "release", first)
