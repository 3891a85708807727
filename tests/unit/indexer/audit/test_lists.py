"""The auditor's lists, out of a small story."""

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import ChangeKind, ConsentForm
from chain_gateway.ledger.structs import Act
from indexer.audit.lists import LISTS, sample
from indexer.audit.replay import replay
from indexer.audit.told import Told
from tests.support.indexer_chain import LEDGER, said
from tests.support.indexer_stories import BANK, CHINESE, OFFICE, PATENT, Story, carried_over, facts, filing


@pytest.fixture(scope="module")
def told() -> tuple[Told, ...]:
    """A migrated pledge, one on paper whose registration is dated back, and a pause; the chain begins on 2026-01-01."""
    story = Story()
    story.tell(facts(PATENT), facts(CHINESE))
    story.open(carried_over(PATENT))
    native = story.open(ev.PledgeFiled(OFFICE, filing(CHINESE), True, (), Act(), 1), BANK)
    story.act(ev.PledgeRegistered("Y1", 20251201, b"\x01", Act(), 1), native)
    terms = filing(CHINESE).obligation
    story.act(ev.AmendmentAsked(terms, (), ConsentForm.Signed, (8,), True, (), Act(), 1), native, BANK)
    story.act(ev.ChangeDropped(ChangeKind.Amendment, Act(), 1), native)
    story.act(ev.AmendmentAsked(terms, (), ConsentForm.Paper, (), True, (), Act(), 1), native, BANK)
    story.act(ev.PledgeAmended(terms, (), b"\x01", Act(), 1), native)
    story.tell(said(ev.VerbPaused(LEDGER.pledges, b"\x01\x02\x03\x04", Act(), 1), b"\x07" * 32))
    story.tell(said(ev.VerbUnpaused(LEDGER.pledges, b"\x01\x02\x03\x04", Act(recorded_on=20251230), 1), b"\x07" * 32))
    return replay(story.chain, LEDGER, story.chain.head().number, lambda *_: None).events


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("back-dated", ["PledgeRegistered", "VerbUnpaused"]),
        ("paper-consents", ["PledgeFiled", "PledgeRegistered", "AmendmentAsked", "PledgeAmended"]),
        ("pauses", ["VerbPaused", "VerbUnpaused"]),
        ("migrated", ["PledgeMigrated"]),
    ],
)
def test_each_list_holds_its_acts(told: tuple[Told, ...], name: str, acts: list[str]) -> None:
    assert [line["act"] for line in LISTS[name](told)] == acts


def test_a_back_dated_act_is_shown_beside_the_day_of_its_block(told: tuple[Told, ...]) -> None:
    first = LISTS["back-dated"](told)[0]
    assert (first["legal_date"], first["block_day"]) == (20251201, 20260101)


def test_a_sample_can_be_repeated_by_its_seed(told: tuple[Told, ...]) -> None:
    drawn = sample(told, 3, "a")
    assert len(drawn) == 3
    assert sample(told, 3, "a") == drawn
    assert any(sample(told, 3, seed) != drawn for seed in "bcdefg")
    assert len(sample(told, 10_000, "a")) == len([each for each in told if each.act])
