"""Valuations on a real chain: an engagement first, then its result; who may read; what is refused, and the gas."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.consent import rights_digest
from chain_gateway.ledger.enums import (
    AbandonReason,
    EngagementState,
    PartyKind,
    ValuationGrade,
    ValuationKind,
    ValuationMethod,
    ValuationPurpose,
)
from chain_gateway.ledger.events import LedgerEvent, ValuationDelivered
from chain_gateway.ledger.structs import Act, EngagementTerms, PartyEntry, ValuationResult
from chain_gateway.signing.signer import Signer

from .conftest import PAPER, RealLedger

SALT = b"\x07" * 32
METHODS = 1 << ValuationMethod.Market | 1 << ValuationMethod.Income


@dataclass
class Appraisers:
    """The ledger with an appraiser and the two who sign its reports."""

    ledger: RealLedger
    signer: Signer
    party: int
    signatories: tuple[int, int]

    def terms(self, **changes: Any) -> EngagementTerms:
        """An engagement of the pledgor's for a pledge."""
        client = self.ledger.pledgor.party
        given = EngagementTerms(
            ValuationKind.Appraisal, ValuationPurpose.Pledge, client, client, "CNY", 5_000_000, PAPER.document, SALT
        )
        return replace(given, **changes)

    def result(self, **changes: Any) -> ValuationResult:
        """A range of 8 to 12 million."""
        given = ValuationResult(
            ValuationGrade.None_, METHODS, 800_000_000, 1_200_000_000, 20240105, 20250104, *self.signatories, "",
            PAPER.document, SALT,
        )  # fmt: skip
        return replace(given, **changes)

    def within(self, call: Call) -> LedgerEvent:
        """Sends a call that must succeed well within its gas; answers its one event."""
        receipt = self.ledger.send(call, self.signer)
        assert receipt.succeeded, (call.function, self.ledger.refusal(call, self.signer).message)
        assert receipt.gas_used < 0.8 * call.gas, (call.function, receipt.gas_used, call.gas)
        (event,) = self.ledger.events_of(receipt)
        return event

    def engaged(self, rights: tuple[bytes, ...], **changes: Any) -> int:
        """An engagement over the rights."""
        return self.within(calls.engage(rights, self.terms(**changes), Act())).sequence


@pytest.fixture(scope="module")
def appraisers(ledger: RealLedger) -> Appraisers:
    """One appraiser for all tests here."""
    signer = Signer.random()
    ledger.chain.fund(signer.address)
    entry = PartyEntry(PartyKind.Appraiser, "演示评估事务所")
    (admitted, *_) = ledger.do(calls.admit(entry, [signer.address], Act()), ledger.governance)
    people = [PartyEntry(PartyKind.NaturalPerson, "", bytes([number]) * 32) for number in (1, 2)]
    first, second = (each.sequence for each in ledger.do(calls.enrol(people, PAPER), ledger.office.signer))
    return Appraisers(ledger, signer, admitted.sequence, (first, second))


def test_a_result_follows_its_engagement_and_is_read_in_one_call(appraisers: Appraisers) -> None:
    ledger, rights = appraisers.ledger, appraisers.ledger.attest(2)
    refused = ledger.refusal(calls.deliver(2**40, appraisers.result(), Act()), appraisers.signer)
    assert (refused.name, refused.arguments) == ("UnknownEngagement", {"engagement": 2**40})
    engagement = appraisers.engaged(rights)
    delivered = appraisers.within(calls.deliver(engagement, appraisers.result(), Act())).payload
    assert isinstance(delivered, ValuationDelivered)
    view = ledger.ask(reads.engagement_of(engagement))
    assert (view.state, view.kind, view.low, view.high) == (
        EngagementState.Delivered, ValuationKind.Appraisal, 800_000_000, 1_200_000_000,
    )  # fmt: skip
    assert (view.appraiser, view.client, view.fee) == (appraisers.party, ledger.pledgor.party, 5_000_000)
    assert (view.report, view.valid_until, view.rights_digest) == (PAPER.document, 20250104, rights_digest(rights))
    refused = ledger.refusal(calls.deliver(engagement, appraisers.result(), Act()), appraisers.signer)
    assert (refused.name, refused.arguments["state"]) == ("WrongEngagementState", "Delivered")


def test_an_abandoned_engagement_stays_with_its_draft_beside_the_next(appraisers: Appraisers) -> None:
    ledger, rights = appraisers.ledger, appraisers.ledger.attest(1)
    first, second = appraisers.engaged(rights), appraisers.engaged(rights)
    appraisers.within(calls.abandon(first, AbandonReason.ResultNotAccepted, 1, 2, SALT, Act()))
    assert ledger.ask(reads.engagements_over(rights_digest(rights))) == (first, second)
    view = ledger.ask(reads.engagement_of(first))
    assert (view.state, view.low, view.high) == (EngagementState.Abandoned, 1, 2)


def test_figures_are_for_the_parties_and_for_whom_they_allow(appraisers: Appraisers) -> None:
    ledger = appraisers.ledger
    engagement = appraisers.engaged(ledger.attest(1))

    def reads_it(party: int) -> bool:
        return ledger.ask(reads.may_read(engagement, party))

    assert reads_it(appraisers.party)
    assert reads_it(ledger.pledgor.party)
    assert not reads_it(ledger.bank.party)
    unheard = calls.allow_reader(engagement, ledger.bank.party, Act())
    assert ledger.refusal(unheard, appraisers.signer).arguments == {"field": "act.document"}
    appraisers.within(calls.allow_reader(engagement, ledger.bank.party, PAPER))
    assert reads_it(ledger.bank.party)
    assert ledger.refusal(calls.allow_reader(engagement, ledger.bank.party, PAPER), appraisers.signer).name == (
        "AlreadyAReader"
    )
    appraisers.within(calls.withdraw_reader(engagement, ledger.bank.party, Act()))
    assert not reads_it(ledger.bank.party)
    assert not ledger.ask(reads.may_read(2**40, 0))


def test_a_model_grades_and_nobody_signs(appraisers: Appraisers) -> None:
    ledger = appraisers.ledger
    engagement = appraisers.engaged(ledger.attest(1), kind=ValuationKind.Model, fee=0, independence=b"")
    graded = ValuationResult(ValuationGrade.BBB, 0, 0, 0, 20240105, 20250104, 0, 0, "演示模型 2026-1", b"", SALT)
    ungraded = replace(graded, grade=ValuationGrade.None_)
    assert ledger.refusal(calls.deliver(engagement, ungraded, Act()), appraisers.signer).arguments == {"field": "grade"}
    signed = replace(graded, signatory=appraisers.signatories[0])
    assert ledger.refusal(calls.deliver(engagement, signed, Act()), appraisers.signer).name == "InvalidSignatory"
    appraisers.within(calls.deliver(engagement, graded, Act()))
    assert ledger.ask(reads.engagement_of(engagement)).model_version == "演示模型 2026-1"


def test_two_hundred_rights_are_valued_within_the_gas(appraisers: Appraisers) -> None:
    appraisers.engaged(appraisers.ledger.attest(200))


def test_a_right_of_sixty_owners_is_valued_within_the_gas(appraisers: Appraisers) -> None:
    ledger = appraisers.ledger
    entries = [PartyEntry(PartyKind.Enterprise, "演示共有人")] * 60
    owners = [event.sequence for event in ledger.do(calls.enrol(entries, PAPER), ledger.office.signer)]
    appraisers.engaged(ledger.attest(1, owners))
    used = [
        ledger.send(calls.engage(ledger.attest(1, held), appraisers.terms(), Act()), appraisers.signer).gas_used
        for held in (owners[:1], owners)
    ]
    assert used[1] - used[0] < 0.8 * 130_000, used
