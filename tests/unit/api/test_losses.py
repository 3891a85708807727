"""Schemes, losses and pools through HTTP on a real chain: the story of the guarantee, and who may read its figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from chain_gateway.api.risk_reads import MONTH, months_left
from chain_gateway.client import GatewayClient, Problem, Submission
from chain_gateway.signing import GOVERNANCE, Signer

SCOPES = ("guarantees:write", "pledges:write")
LOSS, GUARANTEED, REIMBURSED, RECOVERY = 830_000_000, 664_000_000, 531_200_000, 200_000_000
CAP = "5000000000"


@dataclass
class Market:
    """The town with a guarantee company, an insurer and the public purse."""

    town: Any
    guarantor: int
    insurer: int
    purse: int
    clients: dict[int, GatewayClient]

    def client(self, party: int) -> GatewayClient:
        found: GatewayClient = self.clients.get(party) or self.town.client(party)
        return found

    def submit(self, party: int, path: str, body: dict[str, Any]) -> Submission:
        return self.client(party).submit(path, body)

    def done(self, party: int, path: str, body: dict[str, Any]) -> Submission:
        found = self.submit(party, path, body)
        assert found.succeeded, found.error
        return found

    def refused(self, party: int, path: str, body: dict[str, Any]) -> str:
        found = self.submit(party, path, body)
        assert found.error is not None
        assert found.error.error is not None
        return str(found.error.error["name"])

    def terms(self, order: str = "CreditorFirst", **changes: Any) -> dict[str, Any]:
        now = self.town.chain.node.head().timestamp
        caps = {"cap_per_loss_minor": CAP, "cap_in_total_minor": CAP}
        return {
            "currency": "CNY",
            "order": order,
            "opens_at": 0,
            "closes_at": now + 400 * 86_400,
            "claims_until": now + 800 * 86_400,
            "cover_limit_minor": "10000000000",
            "conditions": self.town.document,
            "tranches": [
                {"rate": 2_000},
                {"party": self.guarantor, "rate": 8_000, **caps},
                {"party": self.insurer, "rate": 8_000, "reinsures": 1, **caps},
            ],
        } | changes

    def scheme(self, order: str = "CreditorFirst", **changes: Any) -> int:
        proposed = self.done(self.town.bank, "/v1/schemes", self.terms(order, **changes))
        return int(proposed.event("SchemeProposed").subject)

    def in_force(self, order: str) -> int:
        scheme = self.scheme(order)
        for party in (self.guarantor, self.insurer):
            self.done(party, f"/v1/schemes/{scheme}/joining", {"act": {"document": self.town.document}})
        return scheme

    def realised(self, pledge: int, right: str, deficiency: int) -> None:
        town = self.town
        act = {"document": town.document}
        default = {"ground": "DebtNotPerformed", "notice_on": "2024-07-01", "act": act}
        self.done(town.bank, f"/v1/pledges/{pledge}/default", default)
        self.done(town.bank, f"/v1/pledges/{pledge}/enforcement", {"route": "Agreement", "act": act})
        brought = {
            "method": "Auction",
            "currency": "CNY",
            "proceeds_minor": "170000000",
            "principal_minor": "170000000",
            "deficiency_minor": str(deficiency),
            "sold": [right],
            "act": act,
        }
        self.done(town.bank, f"/v1/pledges/{pledge}/realisation", brought)

    def lost(self, scheme: int) -> int:
        town = self.town
        right = town.right(town.firm)
        pledge = town.registered(right, kind="Fixed")
        cover = {"pledge": pledge, "principal_minor": "1000000000"}
        self.done(town.bank, f"/v1/schemes/{scheme}/covers", cover)
        declared = {"pledge": pledge, "amount_minor": str(LOSS)}
        assert self.refused(town.bank, "/v1/losses", declared) == "NoDeficiency"
        self.realised(pledge, right, LOSS)
        return int(self.done(town.bank, "/v1/losses", declared).event("LossDeclared").subject)

    def paid(self, loss: int) -> None:
        bank, path = self.town.bank, f"/v1/losses/{loss}"
        self.done(self.guarantor, f"{path}/payments", {"place": 1, "amount_minor": str(GUARANTEED)})
        early = {"place": 2, "amount_minor": str(REIMBURSED)}
        assert self.refused(self.insurer, f"{path}/payments", early) == "ShareExceeded"
        self.done(bank, f"{path}/receipts", {"place": 1, "received_minor": str(GUARANTEED)})
        self.done(self.insurer, f"{path}/payments", early)
        self.done(self.guarantor, f"{path}/receipts", {"place": 2, "received_minor": str(REIMBURSED)})

    def returned(self, loss: int) -> list[int]:
        figures = self.client(self.town.bank).loss(loss)
        return [int(share["returned_minor"]) for share in figures["shares"]]


@pytest.fixture(scope="module")
def market(town: Any) -> Iterator[Market]:
    parties, clients = [], {}
    for name, kind in (("担保公司", "GuaranteeCompany"), ("保险公司", "Insurer"), ("资金池", "GovernmentPool")):
        signer = Signer.random()
        town.chain.fund(signer.address)
        entry = {"kind": kind, "name": f"演示{name}", "identifier": ""}
        found = town.done(GOVERNANCE, "/v1/parties", {"entries": [entry], "keys": [signer.address]})
        party = int(found.event("PartyAdmitted").subject)
        parties.append(party)
        town.services.keyring.add(party, signer)
        clients[party] = GatewayClient(str(town.http.base_url), town.token(party, *SCOPES))
    yield Market(town, *parties, clients)
    for client in clients.values():
        client.close()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("CreditorFirst", [166_000_000, 6_800_000, 27_200_000]),
        ("ProRata", [40_000_000, 32_000_000, 128_000_000]),
    ],
)
def test_the_story_of_the_guarantee_goes_through_http(market: Market, order: str, expected: list[int]) -> None:
    """law.md, "Stories with figures: guarantee"."""
    loss = market.lost(market.in_force(order))
    market.paid(loss)
    taking = {"place": 1, "extent_minor": str(GUARANTEED + 1), "act": {"document": market.town.document}}
    path = f"/v1/losses/{loss}"
    assert market.refused(market.guarantor, f"{path}/subrogations", taking) == "BeyondPayment"
    market.done(market.guarantor, f"{path}/subrogations", taking | {"extent_minor": str(GUARANTEED)})
    market.done(market.town.bank, f"{path}/recoveries", {"amount_minor": str(RECOVERY)})
    assert market.returned(loss) == expected
    assert sum(expected) == RECOVERY


def test_a_loss_is_read_by_those_whom_it_concerns_and_is_not_there_for_others(market: Market) -> None:
    loss = market.lost(market.in_force("ProRata"))
    for party in (market.town.bank, market.guarantor, market.insurer):
        figures = market.client(party).loss(loss)
        assert figures["amount_minor"] == str(LOSS)
        assert [share["share_minor"] for share in figures["shares"]] == ["166000000", "664000000", "531200000"]
    for stranger in (market.town.other_bank, market.purse, market.town.office):
        with pytest.raises(Problem) as problem:
            market.client(stranger).loss(loss)
        assert (problem.value.status, problem.value.code) == (404, "unknown-loss")
    assert market.town.http.get(f"/v1/losses/{loss}").status_code == 401


def test_a_scheme_shows_its_parties_who_would_bear_what(market: Market) -> None:
    scheme = market.scheme()
    figures = market.client(market.insurer).scheme(scheme, LOSS)
    assert [tranche["bears_minor"] for tranche in figures["tranches"]] == ["166000000", "664000000", "531200000"]
    assert [tranche["joined"] for tranche in figures["tranches"]] == [True, False, False]
    assert figures["state"] == "Proposed"
    with pytest.raises(Problem) as problem:
        market.client(market.purse).scheme(scheme)
    assert problem.value.code == "unknown-scheme"


def test_a_pool_pays_until_it_is_exhausted_and_is_paid_in_again(market: Market) -> None:
    town = market.town
    opening = {"currency": "CNY", "capital_minor": "300000000", "rules": town.document}
    pool = int(market.done(market.purse, "/v1/pools", opening).event("PoolDeclared").subject)
    caps = {"cap_per_loss_minor": CAP, "cap_in_total_minor": CAP}
    tranches = [{"rate": 2_000}, {"party": market.purse, "rate": 8_000, "pool": pool, **caps}]
    terms = market.terms(tranches=tranches)
    scheme = int(market.done(market.purse, "/v1/schemes", terms).event("SchemeProposed").subject)
    loss = market.lost(scheme)
    figures = market.client(market.purse).pool(pool)
    assert (figures["reserved_minor"], figures["free_minor"], figures["exhausted"]) == ("300000000", "0", True)
    path = f"/v1/losses/{loss}"
    market.done(market.purse, f"{path}/payments", {"place": 1, "amount_minor": "300000000"})
    market.done(town.bank, f"{path}/receipts", {"place": 1, "received_minor": "300000000"})
    market.done(market.purse, f"/v1/pools/{pool}/payments", {"amount_minor": "100000000"})
    # Beyond what the bank bears: the scheme makes it whole first, and the pool gets the rest back.
    market.done(town.bank, f"{path}/recoveries", {"amount_minor": str(LOSS - 300_000_000 + 7)})
    figures = market.client(market.purse).pool(pool)
    assert (figures["used_minor"], figures["replenished_minor"], figures["capital_minor"]) == (
        "300000000", "7", "100000007",
    )  # fmt: skip
    assert (figures["covered_minor"], figures["months_left"]) == ("0", None)
    with pytest.raises(Problem) as problem:
        market.client(town.bank).pool(pool)
    assert problem.value.code == "unknown-pool"


@pytest.mark.parametrize(
    ("free", "used", "months", "left"),
    [(600, 100, 1, 6), (599, 100, 1, 5), (600, 100, 3, 18), (0, 100, 1, 0), (600, 0, 9, None), (600, 1, 0, None)],
)
def test_months_left_follow_the_average_use_so_far(free: int, used: int, months: int, left: int | None) -> None:
    assert months_left(free, used, months * MONTH) == left


def test_cover_is_ended_and_a_scheme_closed(market: Market) -> None:
    town, scheme = market.town, market.in_force("ProRata")
    pledge = town.registered(town.right(town.firm), kind="Fixed")
    cover = {"pledge": pledge, "principal_minor": "1"}
    market.done(town.bank, f"/v1/schemes/{scheme}/covers", cover)
    assert market.refused(town.bank, f"/v1/schemes/{scheme}/covers", cover) == "AlreadyCovered"
    market.done(town.bank, f"/v1/pledges/{pledge}/cover:end", {})
    assert market.refused(town.bank, f"/v1/pledges/{pledge}/cover:end", {}) == "NotCovered"
    market.done(town.bank, f"/v1/schemes/{scheme}/closure", {})
    assert market.refused(town.bank, f"/v1/schemes/{scheme}/covers", cover) == "WrongSchemeState"
