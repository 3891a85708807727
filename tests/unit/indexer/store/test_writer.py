"""Which blocks the store keeps."""

from collections.abc import Callable

import pytest

from chain_gateway.rpc import Finality
from indexer.service import Indexer
from indexer.store.reader import Reader
from indexer.store.writer import StoreError, Writer
from tests.support.indexer_chain import LEDGER
from tests.support.indexer_stories import PATENT, Story, facts

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
