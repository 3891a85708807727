"""Which blocks the store keeps."""

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import CancellationGround
from chain_gateway.ledger.structs import Act
from chain_gateway.rpc import Finality
from indexer.projection.rows import Insert, TermsRow
from indexer.service import Indexer
from indexer.store.position import IndexedBlock
from indexer.store.prepared import prepare
from indexer.store.reader import Reader
from indexer.store.writer import KeptBlock, StoreError, Writer, Written
from tests.support.indexer_chain import LEDGER, said
from tests.support.indexer_rows import all_rows
from tests.support.indexer_stories import (
    APPLICATION,
    OFFICE,
    PATENT,
    SECOND_PATENT,
    SECRET_AMOUNT,
    Story,
    carried_over,
    facts,
    whole_story,
)

Opened = Callable[..., Indexer]


def kept(indexer: Indexer) -> list[int]:
    return [block.number for block in Writer(indexer._engine).recent_blocks(1_000)]


def test_blocks_with_events_are_kept_for_good_and_empty_ones_only_near_the_head(opened: Opened) -> None:
    story = Story()
    indexer = opened(story.chain, range_blocks=1, kept_blocks=3)
    for _ in range(6):
        story.chain.mine()
    story.tell(facts(PATENT))
    for _ in range(6):
        story.chain.mine()
    indexer.catch_up()
    assert kept(indexer) == [14, 13, 12, 11, 8, 1]


def test_a_reorganisation_within_the_kept_blocks_goes_back_no_further_than_it_must(opened: Opened) -> None:
    story = Story()
    indexer = opened(story.chain, range_blocks=1, kept_blocks=3, finality=Finality.after(3))
    for _ in range(9):
        story.chain.mine()
    indexer.catch_up()
    story.chain.fork(8)
    for _ in range(3):
        story.chain.mine()
    assert indexer.catch_up().rewound_to == 8


def test_the_block_at_which_the_log_was_compared_is_kept_until_a_later_one_is(opened: Opened) -> None:
    story = Story()
    indexer = opened(story.chain, range_blocks=1, kept_blocks=1)
    for _ in range(4):
        story.chain.mine()
    indexer.catch_up()
    with indexer.reader.snapshot() as snapshot:
        here = snapshot.checkpoint()
        assert here is not None
        assert snapshot.block(here.proven_block) is not None


def test_a_failing_database_is_named_with_what_was_being_done(opened: Opened) -> None:
    indexer = opened(Story().chain)
    with indexer._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE events")
    with pytest.raises(StoreError, match="failed while writing blocks up to 1"):
        indexer.catch_up()
    with indexer.reader.snapshot() as snapshot:
        here = snapshot.checkpoint()
    assert here is not None
    assert here.block == LEDGER.first_block - 1
    with pytest.raises(StoreError, match="could not be read"), Reader(indexer._engine).snapshot() as snapshot:
        snapshot.event_counts()


TERMS = TermsRow(
    sequence=1,
    block=2,
    pledge=1,
    kind=1,
    currency="CNY",
    amount=str(SECRET_AMOUNT),
    debtor=8,
    starts_on=0,
    ends_on=0,
    on=20260101,
)


def test_a_failing_write_tells_no_amount_in_its_message_or_its_traceback(opened: Opened) -> None:
    indexer = opened(Story().chain)
    indexer.catch_up()
    with indexer.reader.snapshot() as snapshot:
        here = snapshot.checkpoint()
    assert here is not None
    block = IndexedBlock(2, bytes(32), bytes(32), 0, 1, bytes(32))
    with pytest.raises(StoreError, match="IntegrityError: UNIQUE constraint failed: terms") as failed:
        Writer(indexer._engine).commit(
            here, [Written((KeptBlock(block, 1),), prepare((Insert(TERMS), Insert(TERMS)), "sqlite"))], here
        )
    assert str(SECRET_AMOUNT) not in "".join(traceback.format_exception(failed.value))


def test_of_what_a_driver_says_only_the_line_without_the_failing_row_is_told() -> None:
    said = Exception(f'null value in column "kind"\nDETAIL:  Failing row contains (1, {SECRET_AMOUNT}).')
    error = StoreError.of("Writing", IntegrityError("INSERT", {"amount": str(SECRET_AMOUNT)}, said))
    assert str(error) == 'Writing: IntegrityError: null value in column "kind"'


def cancelled(number: int) -> Act:
    return Act(recorded_on=20260000 + number)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_what_an_earlier_event_closed_a_later_one_of_the_same_commit_does_not_close_again(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/store.db" if backend == "sqlite" else request.getfixturevalue("postgresql_url")
    story = Story()
    story.tell(facts(PATENT), facts(SECOND_PATENT))
    one = story.open(carried_over(PATENT, SECOND_PATENT))
    other = story.open(carried_over(APPLICATION))
    indexer = Indexer(story.chain, LEDGER, url)
    try:
        indexer.catch_up()
        ground = CancellationGround.DebtPerformed
        story.tell(
            said(ev.PledgeCancelled(ground, cancelled(201), 1), other, OFFICE),
            said(ev.RightsReleased((PATENT.key,), 1, cancelled(202), 1), one, OFFICE),
            said(ev.PledgeCancelled(ground, cancelled(203), 1), one, OFFICE),
        )
        indexer.catch_up()
        with indexer.reader.snapshot() as snapshot:
            ends = {row.asset_key: row.until_on for row in snapshot.rights_of_pledges([one, other])}
    finally:
        indexer.close()
    assert ends == {
        f"0x{PATENT.key.hex()}": 20260202,
        f"0x{SECOND_PATENT.key.hex()}": 20260203,
        f"0x{APPLICATION.key.hex()}": 20260201,
    }


HOSTILE = "tab\there, line\nbreak, return\r, back\\slash \\N \\. 汉字 '; DROP TABLE facts; --"


def test_copied_rows_hold_what_inserted_rows_hold(tmp_path: Path, postgresql_url: str) -> None:
    story, _, _ = whole_story()
    story.tell(facts(PATENT, title=HOSTILE, source="\\N"), facts(SECOND_PATENT, title="\\."))
    found = []
    for url in (f"sqlite:///{tmp_path}/store.db", postgresql_url):
        indexer = Indexer(story.chain, LEDGER, url)
        indexer.catch_up()
        indexer.close()
        found.append(all_rows(url))
    assert found[0] == found[1]
    assert any(HOSTILE in row for row in found[1]["facts"])
