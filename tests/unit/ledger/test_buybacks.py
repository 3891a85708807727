"""Buyback commitments on a real chain: the story of the fund with its figures, and gas that suffices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.consent import rights_digest
from chain_gateway.ledger.enums import (
    BuybackRoute,
    CommitmentState,
    DeclineReason,
    ObligationKind,
    PartyKind,
    PledgeState,
)
from chain_gateway.ledger.events import CommitmentAccepted, InventoryResold, LedgerEvent, PaymentConfirmed
from chain_gateway.ledger.structs import Act, CommitmentTerms, FundTerms, FundView, PartyEntry, Registration
from chain_gateway.signing.signer import Signer
from tests.support.pledge_states import set_pledge_state, travel

from .conftest import OBLIGATION, PAPER, RealLedger

SALT = b"\x05" * 32
ACT = replace(PAPER, official_number="9" * 64, executed_on=20240101)


@dataclass
class Market:
    """The ledger with a fund party, its manager and fresh pledges."""

    ledger: RealLedger
    owner: Signer
    owner_party: int
    manager: Signer
    manager_party: int

    def pledge(self, amount: int, owners: Sequence[int] | None = None) -> int:
        """A registered pledge for a loan of `amount` fen, on paper."""
        ledger = self.ledger
        rights = ledger.attest(1, owners)
        filing = ledger.filing(rights, replace(OBLIGATION, kind=ObligationKind.Fixed, amount=amount))
        if owners is not None:
            filing = replace(filing, pledgors=tuple(owners))
        (filed,) = ledger.do(calls.file(filing, [], Act(document=b"\x01")), ledger.bank.signer)
        registration = Registration(f"BUYBACK-{filed.sequence}", 20240105, PAPER.document)
        registering = calls.register(filed.sequence, rights, filing.pledgors, registration, PAPER)
        ledger.do(registering, ledger.office.signer)
        return filed.sequence

    def fund(self, capital: int) -> int:
        """A fund of the owner, run by the manager."""
        terms = FundTerms(self.manager_party, "CNY", capital, capital, SALT)
        return self.within(calls.declare_fund(terms, ACT), self.owner).sequence

    def terms(self, price: int, **changes: Any) -> CommitmentTerms:
        """A commitment whose window is open from the beginning."""
        closes = self.ledger.chain.node.head().timestamp + 400 * 86_400
        given = CommitmentTerms(
            BuybackRoute.Claim, "CNY", price, 0, 0, closes, 30, 0, rights_digest([]), PAPER.document, SALT
        )
        return replace(given, **changes)

    def within(self, call: Call, signer: Signer) -> LedgerEvent:
        """Sends a call that must succeed well within its gas; answers its one event."""
        receipt = self.ledger.send(call, signer)
        assert receipt.succeeded, (call.function, self.ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, (call.function, receipt.gas_used, call.gas)
        (event,) = self.ledger.events_of(receipt)
        return event

    def offered(self, fund: int, pledge: int, price: int) -> int:
        """An offer."""
        return self.within(calls.offer(fund, pledge, self.terms(price), ACT), self.manager).sequence

    def accept(self, commitment: int, principal: int, pledgors: Sequence[int] | None = None) -> Call:
        """The bank's acceptance."""
        return calls.accept(commitment, principal, pledgors or [self.ledger.pledgor.party], SALT, ACT)

    def default(self, pledge: int) -> None:
        """The pledge is in default."""
        set_pledge_state(self.ledger.chain, self.ledger.deployment.pledges, pledge, PledgeState.Defaulted)

    def read(self, fund: int) -> FundView:
        """The fund as the contract reads it."""
        return self.ledger.ask(reads.fund_of(fund))

    def state(self, commitment: int) -> CommitmentState:
        """State of a commitment as the contract reads it."""
        return self.ledger.ask(reads.commitment_of(commitment)).state


@pytest.fixture(scope="module")
def market(ledger: RealLedger) -> Market:
    """One fund party and one manager for all tests here."""

    def admit(kind: PartyKind, name: str) -> tuple[Signer, int]:
        signer = Signer.random()
        ledger.chain.fund(signer.address)
        (admitted, *_) = ledger.do(calls.admit(PartyEntry(kind, name), [signer.address], Act()), ledger.governance)
        return signer, admitted.sequence

    owner, owner_party = admit(PartyKind.DisposalFund, "演示周转基金")
    manager, manager_party = admit(PartyKind.FundManager, "演示基金管理人")
    return Market(ledger, owner, owner_party, manager, manager_party)


def test_the_story_of_the_fund_to_the_fen(market: Market) -> None:
    """law.md, "Stories with figures: fund"."""
    bank, ledger = market.ledger.bank.signer, market.ledger
    fund = market.fund(2_000_000_000)
    small, large = market.pledge(1_000_000_000), market.pledge(2_000_000_000)
    refused = ledger.refusal(market.accept(market.offered(fund, small, 750_000_001), 1_000_000_000), bank)
    assert (refused.name, refused.arguments["committed"]) == ("CapExceeded", 750_000_001)
    first = market.offered(fund, small, 750_000_000)
    accepted = market.within(market.accept(first, 1_000_000_000), bank).payload
    assert isinstance(accepted, CommitmentAccepted)
    assert (accepted.principal, accepted.cap) == (1_000_000_000, 7_500)
    refused = ledger.refusal(market.accept(market.offered(fund, large, 1_250_000_001), 2_000_000_000), bank)
    assert (refused.name, refused.arguments["exposure"]) == ("CapitalExceeded", 2_000_000_001)
    second = market.offered(fund, large, 1_250_000_000)
    market.within(market.accept(second, 2_000_000_000), bank)
    assert market.read(fund).free == 0

    refused = ledger.refusal(calls.exercise(first, ACT), bank)
    assert (refused.name, refused.arguments["state"]) == ("WrongState", "Registered")
    market.default(small)
    market.within(calls.exercise(first, ACT), bank)
    assert ledger.refusal(calls.exercise(first, ACT), bank).name == "WrongCommitmentState"
    market.within(calls.pay(first, 700_000_000, SALT, ACT), market.manager)
    market.within(calls.pay(first, 50_000_000, SALT, ACT), market.manager)
    refused = ledger.refusal(calls.confirm(first, 750_000_000, SALT, ACT), bank)
    assert (refused.name, refused.arguments["buyer"]) == ("DeliveryMissing", market.owner_party)
    market.within(calls.nominate_assignee(small, market.owner_party, ACT), bank)
    confirmed = market.within(calls.confirm(first, 750_000_000, SALT, ACT), bank).payload
    assert isinstance(confirmed, PaymentConfirmed)
    assert confirmed.settled
    refused = ledger.refusal(calls.resell(first, 520_000_000, SALT, ACT), market.manager)
    assert refused.name == "DeliveryMissing"
    market.within(calls.accept_assignment(small, ACT), market.owner)
    market.within(calls.record_assignment(small, market.owner_party, PAPER), ledger.office.signer)
    resold = market.within(calls.resell(first, 520_000_000, SALT, ACT), market.manager).payload
    assert isinstance(resold, InventoryResold)
    assert (resold.price, resold.capital) == (520_000_000, 1_770_000_000)
    read = market.read(fund)
    assert (read.capital, read.open, read.inventory, read.free) == (1_770_000_000, 1_250_000_000, 0, 520_000_000)
    assert (market.state(first), market.state(second)) == (CommitmentState.Resold, CommitmentState.Accepted)
    assert ledger.ask(reads.cover_of(large)).committed == 1_250_000_000
    assert ledger.ask(reads.pledgor_exposure(fund, ledger.pledgor.party)) == 1_250_000_000


def test_every_other_verb_stays_within_its_gas(market: Market) -> None:
    bank = market.ledger.bank.signer
    fund, pledge = market.fund(10_000), market.pledge(10_000)
    market.within(calls.withdraw_offer(market.offered(fund, pledge, 1), ACT), market.manager)
    market.within(calls.decline(market.offered(fund, pledge, 1), DeclineReason.PriceTooLow, ACT), bank)
    held = [market.offered(fund, pledge, 1_000) for _ in range(3)]
    for commitment in held:
        market.within(market.accept(commitment, 10_000), bank)
    lower = FundTerms(market.owner_party, "CNY", 3_000, 3_000, SALT)
    refused = market.ledger.refusal(calls.revise_fund(fund, replace(lower, capital=2_999), ACT), market.owner)
    assert refused.name == "CapitalExceeded"
    market.within(calls.revise_fund(fund, replace(lower, manager=market.manager_party), ACT), market.owner)
    market.default(pledge)
    market.within(calls.exercise(held[0], ACT), bank)
    market.within(calls.exercise(held[1], ACT), bank)
    market.within(calls.dispute(held[0], ACT), market.manager)
    market.within(calls.waive(held[1], ACT), bank)
    due = market.ledger.ask(reads.commitment_of(held[0])).due_at
    travel(market.ledger.chain, due + 1)
    market.within(calls.mark_overdue(held[0], ACT), bank)
    assert market.read(fund).overdue == held[0]
    refused = market.ledger.refusal(calls.offer(fund, market.pledge(10_000), market.terms(1), ACT), market.manager)
    assert (refused.name, refused.arguments["commitment"]) == ("FundOverdue", held[0])
    travel(market.ledger.chain, due + 400 * 86_400)
    market.within(calls.lapse(held[2], ACT), market.manager)
    assert market.state(held[2]) is CommitmentState.Lapsed
    assert market.ledger.ask(reads.cap_in_force()) == 7_500
    market.within(calls.set_cap(10_000, ACT), market.ledger.governance)
    market.within(calls.set_cap(7_500, ACT), market.ledger.governance)


def test_many_pledgors_are_counted_within_the_gas(market: Market) -> None:
    ledger, bank = market.ledger, market.ledger.bank.signer
    entries = [PartyEntry(PartyKind.Enterprise, "演示企业")] * 60
    owners = tuple(event.sequence for event in ledger.do(calls.enrol(entries, PAPER), ledger.office.signer))
    fund, pledge = market.fund(10_000), market.pledge(10_000, owners)
    commitment = market.offered(fund, pledge, 10)
    market.within(market.accept(commitment, 10_000, owners), bank)
    assert ledger.ask(reads.pledgor_exposure(fund, owners[-1])) == 10
    market.within(calls.waive(commitment, ACT), bank)
    assert ledger.ask(reads.pledgor_exposure(fund, owners[-1])) == 0


def test_a_fund_with_many_exercises_is_asked_about_each_within_the_gas(market: Market) -> None:
    bank = market.ledger.bank.signer
    fund, called, other = market.fund(10_000), market.pledge(10_000), market.pledge(10_000)
    held = [market.offered(fund, called, 1) for _ in range(20)]
    for commitment in held:
        market.within(market.accept(commitment, 10_000), bank)
    market.default(called)
    for commitment in held:
        market.within(calls.exercise(commitment, ACT), bank)
    alone = market.ledger.send(calls.offer(market.fund(1), other, market.terms(1), ACT), market.manager).gas_used
    call = calls.offer(fund, other, market.terms(1), ACT)
    receipt = market.ledger.send(call, market.manager)
    assert receipt.succeeded
    # What 250 outstanding exercises would cost at this rate still fits.
    assert alone + (receipt.gas_used - alone) / 20 * 250 < call.gas
