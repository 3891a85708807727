"""What the contracts answer, typed."""

import pytest

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.consent import rights_digest
from chain_gateway.ledger.enums import (
    ChangeKind,
    ObligationKind,
    PartyKind,
    PledgeState,
    Ranking,
    RightKind,
    Validity,
)
from chain_gateway.ledger.reads import Encumbrances, KindRules, PartyStatus, RightState
from chain_gateway.ledger.solidity import MalformedData
from chain_gateway.ledger.structs import Act, Registration
from chain_gateway.ledger.verbs import selector_of

from .conftest import PAPER, RealLedger

NOBODY = "0x52908400098527886E0F7030069857D2E4169EE7"


def test_nothing_is_known_of_what_does_not_exist(ledger: RealLedger) -> None:
    assert ledger.ask(reads.pledge_of(2**64 - 1)).state is PledgeState.None_
    assert ledger.ask(reads.encumbrances(bytes(32))) == Encumbrances((), (), 0)
    assert ledger.ask(reads.right_of(bytes(32))) == RightState(Validity.Unknown, 0, Ranking.None_, ())
    assert ledger.ask(reads.kind_of("FR", RightKind.Copyright)) == KindRules(Ranking.None_, 0, 0, 0)
    assert ledger.ask(reads.party_of(NOBODY)) == 0
    assert ledger.ask(reads.party_kind(2**64 - 1)) == PartyStatus(PartyKind.None_, False)
    assert ledger.ask(reads.pledge_by_number(ledger.office.party, "no such number")) == 0
    assert not ledger.ask(reads.is_book(NOBODY))


def test_the_members_are_found_by_their_keys(ledger: RealLedger) -> None:
    assert ledger.ask(reads.party_of(ledger.bank.signer.address)) == ledger.bank.party
    assert ledger.ask(reads.party_kind(ledger.bank.party)) == PartyStatus(PartyKind.Bank, True)
    assert ledger.ask(reads.is_live_key(ledger.bank.party, ledger.bank.signer.address))
    assert not ledger.ask(reads.is_live_key(ledger.bank.party, ledger.office.signer.address))
    assert ledger.ask(reads.is_book(ledger.deployment.assets))
    granted = ledger.ask(reads.kinds_of(ledger.deployment.pledges, selector_of("PledgeRegistry", "discharge")))
    assert granted >> PartyKind.Bank & 1


def test_a_pledge_is_read_as_it_was_filed(ledger: RealLedger) -> None:
    rights = ledger.attest(3)
    filing = ledger.filing(rights)
    (filed,) = ledger.do(calls.file(filing, [ledger.consent(filing, 301)], Act()), ledger.bank.signer)
    pledge = filed.sequence
    view = ledger.ask(reads.pledge_of(pledge))
    assert (view.state, view.obligation_kind, view.currency) == (PledgeState.Filed, ObligationKind.Maximum, "CNY")
    assert (view.amount, view.starts_on, view.ends_on) == (1_000_000_000, 20240101, 20261231)
    assert (view.pledgee, view.office, view.right_count) == (ledger.bank.party, ledger.office.party, 3)
    assert (view.paper_consent, view.migrated, view.pending_change) == (False, False, ChangeKind.None_)
    assert view.rights_digest == rights_digest(rights)
    assert ledger.ask(reads.encumbrances(rights[0])) == Encumbrances((), (pledge,), 0)
    assert ledger.ask(reads.right_of(rights[0])) == RightState(
        Validity.InForce, ledger.office.party, Ranking.Ranked, (ledger.pledgor.party,)
    )
    ledger.do(
        calls.register(pledge, rights, filing.pledgors, Registration("READ-1", 20240105), PAPER), ledger.office.signer
    )
    assert ledger.ask(reads.encumbrances(rights[0])) == Encumbrances((pledge,), (), 0)
    assert ledger.ask(reads.pledge_by_number(ledger.office.party, "READ-1")) == pledge
    assert ledger.ask(reads.consent_used(ledger.pledgor.party, 301))
    assert not ledger.ask(reads.consent_used(ledger.pledgor.party, 302))


@pytest.mark.parametrize("output", [b"", bytes(31), bytes(33), b"\xff" * 32])
def test_an_answer_that_is_none_is_refused(output: bytes) -> None:
    with pytest.raises(MalformedData):
        reads.sequence().decode(output)
