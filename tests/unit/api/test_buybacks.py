"""Funds and buyback commitments through HTTP on a real chain: the story of the fund, and what is refused before it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from chain_gateway.client import GatewayClient, Problem, Submission
from chain_gateway.ledger import reads
from chain_gateway.ledger.consent import rights_digest
from chain_gateway.ledger.enums import CommitmentState, PledgeState
from chain_gateway.ledger.events import CommitmentOffered
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.signing import GOVERNANCE, Signer
from chain_gateway.submission.receipts import ledger_events
from pledge.cli import app
from tests.support.pledge_states import set_pledge_state

SCOPES = ("guarantees:write", "pledges:write")


@dataclass
class Funds:
    """The town with a disposal fund and its manager."""

    town: Any
    owner: int
    manager: int
    clients: dict[int, GatewayClient]

    def submit(self, party: int, path: str, body: dict[str, Any]) -> Submission:
        client = self.clients.get(party) or self.town.client(party)
        found: Submission = client.submit(path, body)
        return found

    def done(self, party: int, path: str, body: dict[str, Any]) -> Submission:
        found = self.submit(party, path, body)
        assert found.succeeded, found.error
        return found

    def fund(self, capital: int = 2_000_000_000) -> int:
        body = {"manager": self.manager, "currency": "CNY", "capital_minor": str(capital)}
        return int(self.done(self.owner, "/v1/funds", body).event("FundDeclared").subject)

    def offer(self, fund: int, pledge: int, price: int, **changes: Any) -> dict[str, Any]:
        now = self.town.chain.node.head().timestamp
        return {
            "fund": fund,
            "pledge": pledge,
            "route": "Claim",
            "currency": "CNY",
            "price_minor": str(price),
            "opens_at": 0,
            "closes_at": now + 400 * 86_400,
            "payment_days": 30,
            "conditions": self.town.document,
        } | changes

    def offered(self, fund: int, pledge: int, price: int, **changes: Any) -> int:
        found = self.done(self.manager, "/v1/buybacks", self.offer(fund, pledge, price, **changes))
        return int(found.event("CommitmentOffered").subject)

    def act(self, party: int, commitment: int, verb: str, **body: Any) -> Submission:
        return self.submit(party, f"/v1/buybacks/{commitment}/{verb}", body)

    def ask(self, read: Any) -> Any:
        services = self.town.services
        return read.decode(services.node.call(services.deployment.address_of(read.book), read.data))


def refused(submission: Submission) -> str:
    assert submission.state == "reverted"
    assert submission.error is not None
    assert submission.error.error is not None
    return str(submission.error.error["name"])


@pytest.fixture(scope="module")
def funds(town: Any) -> Any:
    parties, clients = {}, {}
    for name, kind in (("周转基金", "DisposalFund"), ("基金管理人", "FundManager")):
        signer = Signer.random()
        town.chain.fund(signer.address)
        entry = {"kind": kind, "name": f"演示{name}", "identifier": ""}
        found = town.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [signer.address]})
        parties[kind] = int(found.event("PartyAdmitted").subject)
        town.services.keyring.add(parties[kind], signer)
        token = town.token(parties[kind], *SCOPES)
        clients[parties[kind]] = GatewayClient(str(town.http.base_url), token)
    yield Funds(town, parties["DisposalFund"], parties["FundManager"], clients)
    for client in clients.values():
        client.close()


def test_the_story_of_the_fund_goes_through_http(town: Any, funds: Funds) -> None:
    """law.md, "Stories with figures: fund"."""
    fund = funds.fund()
    small = town.registered(town.right(town.firm), kind="Fixed")
    large = town.registered(town.right(town.firm), kind="Fixed", amount_minor="2000000000")
    over = funds.offered(fund, small, 750_000_001)
    assert refused(funds.act(town.bank, over, "acceptance", principal_minor="1000000000")) == "CapExceeded"
    first = funds.offered(fund, small, 750_000_000)
    assert funds.act(town.bank, first, "acceptance", principal_minor="1000000000").succeeded
    over = funds.offered(fund, large, 1_250_000_001)
    assert refused(funds.act(town.bank, over, "acceptance", principal_minor=2_000_000_000)) == "CapitalExceeded"
    second = funds.offered(fund, large, 1_250_000_000)
    assert funds.act(town.bank, second, "acceptance", principal_minor=2_000_000_000).succeeded

    assert refused(funds.act(town.bank, first, "exercise")) == "WrongState"
    set_pledge_state(town.chain, town.services.deployment.pledges, small, PledgeState.Defaulted)
    assert funds.act(town.bank, first, "exercise").succeeded
    assert refused(funds.act(town.bank, first, "exercise")) == "WrongCommitmentState"
    assert funds.act(funds.manager, first, "payments", amount_minor="750000000").succeeded
    assert refused(funds.act(town.bank, first, "settlement", received_minor="750000000")) == "DeliveryMissing"
    funds.done(town.bank, f"/v1/pledges/{small}/assignments", {"assignee": funds.owner})
    assert funds.act(town.bank, first, "settlement", received_minor="750000000").succeeded
    funds.done(funds.owner, f"/v1/pledges/{small}/assignments/acceptance", {})
    funds.done(town.office, f"/v1/pledges/{small}/assignments/recording", {"assignee": funds.owner})
    assert funds.act(funds.manager, first, "resale", price_minor="520000000").succeeded
    read = funds.ask(reads.fund_of(fund))
    assert (read.capital, read.free) == (1_770_000_000, 520_000_000)


def test_every_other_act_reaches_the_ledger(town: Any, funds: Funds) -> None:
    fund, pledge = funds.fund(10_000), town.registered(town.right(town.firm))

    def state(commitment: int) -> CommitmentState:
        found: CommitmentState = funds.ask(reads.commitment_of(commitment)).state
        return found

    raised = {"manager": funds.manager, "currency": "CNY", "capital_minor": 20_000, "pledgor_limit_minor": 15_000}
    funds.done(funds.owner, f"/v1/funds/{fund}/revision", raised)
    assert funds.ask(reads.fund_of(fund)).pledgor_limit == 15_000
    withdrawn, declined, waived, called = (funds.offered(fund, pledge, 10) for _ in range(4))
    assert funds.act(funds.manager, withdrawn, "withdrawal").succeeded
    assert state(withdrawn) is CommitmentState.Withdrawn
    assert funds.act(town.bank, declined, "refusal", reason="PriceTooLow").succeeded
    assert state(declined) is CommitmentState.Declined
    for commitment in (waived, called):
        accepted = funds.act(town.bank, commitment, "acceptance", principal_minor=1_000, pledgors=[town.firm])
        assert accepted.succeeded
    assert funds.act(town.bank, waived, "waiver").succeeded
    assert state(waived) is CommitmentState.Waived
    assert refused(funds.act(funds.manager, called, "lapse")) == "NotLapsed"
    set_pledge_state(town.chain, town.services.deployment.pledges, pledge, PledgeState.Enforcing)
    assert funds.act(town.bank, called, "exercise").succeeded
    assert refused(funds.act(town.bank, called, "overdue")) == "NotOverdue"
    assert funds.act(funds.manager, called, "dispute", act={"document": town.document}).succeeded
    assert funds.ask(reads.commitment_of(called)).disputed
    town.done(GOVERNANCE, "/v1/buybacks:cap", {"basis_points": 8_000})
    assert funds.ask(reads.cap_in_force()) == 8_000
    town.done(GOVERNANCE, "/v1/buybacks:cap", {"basis_points": 7_500})


def test_the_covered_rights_are_the_pledges_or_some_of_them(town: Any, funds: Funds) -> None:
    rights = [town.right(town.firm) for _ in range(2)]
    fund, pledge = funds.fund(), town.registered(*rights)
    keys = sorted(RightId.parse(right).key for right in rights)
    for named, expected in ((None, keys), ([rights[1]], [RightId.parse(rights[1]).key])):
        body = funds.offer(fund, pledge, 1) | ({} if named is None else {"covered": named})
        made = funds.done(funds.manager, "/v1/buybacks", body)
        receipt = town.services.node.receipt(bytes.fromhex(made.transaction[2:]))
        (event,) = ledger_events(receipt.logs, town.services.deployment)
        assert isinstance(event.payload, CommitmentOffered)
        assert event.payload.terms.covered_rights == rights_digest(expected)
        assert event.payload.terms.salt != bytes(32)
    with pytest.raises(Problem) as problem:
        funds.submit(funds.manager, "/v1/buybacks", funds.offer(fund, pledge, 1, covered=[town.right(town.firm)]))
    assert (problem.value.status, problem.value.code, problem.value.field) == (422, "not-in-pledge", "covered[0]")


def test_only_the_right_scope_acts_and_for_its_own_party(town: Any, funds: Funds, problem: Any) -> None:
    body = {"currency": "CNY", "capital_minor": 1}
    assert problem(403, "/v1/funds", body, town.bank)["type"].endswith("/scope-missing")
    assert problem(403, "/v1/buybacks:cap", {"basis_points": 1}, town.bank)["type"].endswith("/scope-missing")
    problem(403, "/v1/buybacks/1/payments", {"amount_minor": 1}, town.bank)
    problem(403, "/v1/buybacks/1/exercise", {}, town.office)
    fund, pledge = funds.fund(), town.registered(town.right(town.firm))
    commitment = funds.offered(fund, pledge, 1)
    assert refused(funds.submit(funds.owner, "/v1/buybacks", funds.offer(fund, pledge, 1))) == "NotTheFundsManager"
    found = funds.act(town.other_bank, commitment, "acceptance", principal_minor=10)
    assert refused(found) == "NotThePledgee"
    found = funds.submit(funds.manager, f"/v1/funds/{fund}/revision", body | {"manager": funds.manager})
    assert refused(found) == "NotTheFundsOwner"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/funds", {"currency": "yuan", "capital_minor": 1}, "currency"),
        ("/v1/funds", {"currency": "CNY", "capital_minor": -1}, "capital_minor"),
        ("/v1/funds", {"currency": "CNY", "capital_minor": 1.5}, "capital_minor"),
        ("/v1/buybacks/1/refusal", {"reason": "None"}, "reason"),
        ("/v1/buybacks/1/acceptance", {"principal_minor": 1, "pledgors": []}, "pledgors"),
        ("/v1/buybacks/1/payments", {"amount_minor": 2**128}, "amount_minor"),
        ("/v1/buybacks/1/settlement", {}, "received_minor"),
        ("/v1/buybacks/1/resale", {"price_minor": "1e3"}, "price_minor"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_by_its_field(
    funds: Funds, path: str, body: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problem) as problem:
        funds.submit(funds.owner, path, body)
    assert (problem.value.status, problem.value.code, problem.value.field) == (422, "invalid-body", field)


def test_an_unknown_commitment_or_pledge_answers_404(town: Any, funds: Funds) -> None:
    with pytest.raises(Problem) as problem:
        funds.act(town.bank, 987_654_321, "acceptance", principal_minor=1)
    assert (problem.value.status, problem.value.code) == (404, "unknown-commitment")
    with pytest.raises(Problem) as problem:
        funds.submit(funds.manager, "/v1/buybacks", funds.offer(1, 987_654_321, 1))
    assert (problem.value.status, problem.value.code) == (404, "unknown-pledge")


def test_the_command_declares_offers_accepts_exercises_and_settles(town: Any, funds: Funds) -> None:
    url = str(town.http.base_url)

    def run(party: int, *arguments: str, code: int = 0) -> dict[str, Any]:
        token = town.token(party, *SCOPES)
        done = CliRunner().invoke(app, [*arguments, "--token", token, "--url", url, "--json"])
        assert done.exit_code == code, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    fund = run(funds.owner, "fund", "declare", "--capital-minor", "2000000000", "--manager", str(funds.manager))
    pledge = town.registered(town.right(town.firm), kind="Fixed")
    closes = datetime.fromtimestamp(town.chain.node.head().timestamp + 86_400, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    offer = ("buyback", "offer", "--fund", str(fund["sequence"]), "--pledge", str(pledge), "--opens", "2020-01-01")
    terms = ("--closes", closes, "--conditions", town.document, "--price-minor", "750000000")
    commitment = str(run(funds.manager, *offer, *terms)["sequence"])
    early = run(town.bank, "buyback", "exercise", commitment, code=1)
    assert early["error"]["name"] == "WrongCommitmentState"
    run(town.bank, "buyback", "accept", commitment, "--principal-minor", "1000000000")
    set_pledge_state(town.chain, town.services.deployment.pledges, pledge, PledgeState.Defaulted)
    run(town.bank, "buyback", "exercise", commitment)
    unpaid = run(town.bank, "buyback", "settle", commitment, "--received-minor", "1", code=1)
    assert unpaid["error"]["name"] == "ReceiptDoesNotMatch"
    assert funds.act(funds.manager, int(commitment), "payments", amount_minor="1").succeeded
    run(town.bank, "buyback", "settle", commitment, "--received-minor", "1", "--idempotency-key", "settle-once")
