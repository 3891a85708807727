"""Programmes, claims and the directory through HTTP on a real chain: a second claim names the first."""

from typing import Any

import pytest

from chain_gateway.client import GatewayClient, Problem, Submission
from chain_gateway.ledger import reads
from chain_gateway.ledger.enums import SubsidyState
from chain_gateway.signing import GOVERNANCE, Signer


class Authority:
    """The town with a subsidy authority, and its bank as a publisher."""

    def __init__(self, town: Any) -> None:
        self.town = town
        signer = Signer.random()
        town.chain.fund(signer.address)
        entry = {"kind": "SubsidyAuthority", "name": "演示知识产权局", "identifier": ""}
        found = town.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [signer.address]})
        self.party = int(found.event("PartyAdmitted").subject)
        town.services.keyring.add(self.party, signer)
        self.client = GatewayClient(str(town.http.base_url), town.token(self.party, "subsidies:write"))
        self.publisher = GatewayClient(str(town.http.base_url), town.token(town.bank, "directory:write"))

    def submit(self, path: str, **body: Any) -> Submission:
        found: Submission = self.client.submit(path, body)
        return found

    def programme(self, budget: str = "10000") -> int:
        found = self.submit(
            "/v1/programmes",
            name="演示贴息",
            region="CN-440300",
            kind="Interest",
            period="Year",
            right_kinds=["Patent"],
            ratio_basis_points=5_000,
            currency="CNY",
            most_minor="10000",
            budget_minor=budget,
            starts_on="2026-01-01",
            ends_on="2027-12-31",
            conditions=self.town.document,
        )
        assert found.succeeded, found.error
        return int(found.event("ProgrammeDeclared").subject)

    def claim(self, programme: int, pledge: int, right: str, **changes: Any) -> Submission:
        body = {
            "programme": programme,
            "pledge": pledge,
            "period": "2026-01-01",
            "beneficiary": self.town.firm,
            "cost_minor": "20000",
            "amount_minor": "10000",
            "right": right,
            "act": {"document": self.town.document},
        }
        found: Submission = self.town.submit(self.town.bank, "/v1/subsidies", body | changes)
        return found

    def ask(self, read: Any) -> Any:
        services = self.town.services
        return read.decode(services.node.call(services.deployment.address_of(read.book), read.data))


@pytest.fixture(scope="module")
def authority(town: Any) -> Any:
    made = Authority(town)
    yield made
    made.client.close()
    made.publisher.close()


def refused(submission: Submission) -> dict[str, Any]:
    assert submission.error is not None
    assert submission.error.error is not None
    return submission.error.error


def test_a_second_claim_of_the_period_names_the_first_and_the_budget_holds(town: Any, authority: Authority) -> None:
    right = town.right(town.firm)
    pledge = town.registered(right, kind="Fixed")
    programme = authority.programme()
    claimed = authority.claim(programme, pledge, right)
    assert claimed.succeeded, claimed.error
    first = int(claimed.event("SubsidyClaimed").subject)
    second = refused(authority.claim(programme, pledge, right))
    assert second["name"] == "SubsidyClaimedBefore"
    assert second["arguments"]["first"] == first
    assert second["arguments"]["book"] == town.services.deployment.subsidies
    assert authority.submit(f"/v1/subsidies/{first}/grant", amount_minor="10000").succeeded
    assert authority.submit(f"/v1/subsidies/{first}/payment").succeeded
    later = authority.claim(programme, pledge, right, period="2027-01-01")
    subsidy = int(later.event("SubsidyClaimed").subject)
    over = authority.submit(f"/v1/subsidies/{subsidy}/grant", amount_minor="1")
    assert refused(over)["name"] == "BudgetExceeded"
    assert authority.submit(f"/v1/subsidies/{subsidy}/refusal", reason="NotEligible").succeeded
    assert authority.ask(reads.subsidy_of(first)).state is SubsidyState.Paid
    assert authority.ask(reads.subsidy_for(programme, pledge, 20270101)) == 0
    assert authority.submit(f"/v1/programmes/{programme}/closing").succeeded


def test_a_bank_publishes_revises_and_withdraws_its_product(town: Any, authority: Authority) -> None:
    body = {"kind": "Product", "name": "演示知产贷", "region": "CN-440300", "conditions": town.document}
    found = authority.publisher.submit("/v1/directory", body)
    assert found.succeeded, found.error
    entry = int(found.event("EntryPublished").subject)
    revised = authority.publisher.submit(f"/v1/directory/{entry}/revision", body | {"most_months": 36})
    assert revised.succeeded, revised.error
    assert authority.ask(reads.entry_of(entry)).version == 2
    assert authority.publisher.submit(f"/v1/directory/{entry}/withdrawal", {}).succeeded
    need = body | {"kind": "Need", "owner": town.firm}
    assert refused(authority.publisher.submit("/v1/directory", need))["name"] == "Missing"


def test_a_body_that_does_not_fit_is_refused_by_its_field(authority: Authority) -> None:
    with pytest.raises(Problem) as problem:
        authority.claim(1, 1, "no number at all")
    assert problem.value.status == 422
    with pytest.raises(Problem) as problem:
        authority.publisher.submit("/v1/directory", {"kind": "None"})
    assert (problem.value.status, problem.value.code, problem.value.field) == (422, "invalid-body", "kind")
