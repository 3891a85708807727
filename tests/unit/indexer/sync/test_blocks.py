"""Ranges of blocks."""

import pytest

from indexer.sync.blocks import BlockRange, RangeSize, ranges


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


def test_a_range_grows_towards_the_answer_that_is_wanted_and_no_further_than_it_may() -> None:
    size = RangeSize(largest=500, wanted_logs=1_000)
    size.answered(50, 10)
    assert size.blocks == 200  # fourfold at once
    size.answered(200, 0)
    assert size.blocks == 500


def test_a_range_shrinks_after_a_full_answer_and_after_a_refusal() -> None:
    size = RangeSize(largest=500, wanted_logs=1_000)
    size.answered(50, 5_000)
    assert size.blocks == 10
    size.refused(10)
    assert size.blocks == 5
    for _ in range(9):
        size.refused(1)
    assert size.blocks == 1


def test_a_refused_range_never_makes_the_next_one_larger() -> None:
    size = RangeSize(largest=4, wanted_logs=1_000)
    size.refused(100)
    assert size.blocks == 4


@pytest.mark.parametrize(("largest", "wanted"), [(0, 1), (1, 0)])
def test_ranges_that_hold_nothing_are_refused(largest: int, wanted: int) -> None:
    with pytest.raises(ValueError, match="use at least 1"):
        RangeSize(largest, wanted)
