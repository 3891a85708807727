"""Ranges of blocks."""

import pytest

from indexer.sync.blocks import BlockRange, ranges


def test_ranges_cover_every_block_once_and_in_order() -> None:
    assert list(ranges(3, 11, 4)) == [BlockRange(3, 6), BlockRange(7, 10), BlockRange(11, 11)]


def test_there_is_no_range_when_nothing_is_new() -> None:
    assert list(ranges(12, 11, 4)) == []


def test_a_range_is_halved_without_losing_a_block() -> None:
    assert BlockRange(5, 9).halves() == (BlockRange(5, 7), BlockRange(8, 9))


def test_a_single_block_cannot_be_halved() -> None:
    with pytest.raises(ValueError, match="are no range"):
        BlockRange(5, 5).halves()


@pytest.mark.parametrize("size", [0, -1])
def test_a_range_must_hold_a_block(size: int) -> None:
    with pytest.raises(ValueError, match="use at least 1"):
        list(ranges(1, 2, size))
