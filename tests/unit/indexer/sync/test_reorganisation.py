"""What a changed block means."""

import pytest

from chain_gateway.rpc import Finality
from indexer.store.position import IndexedBlock
from indexer.sync.reorganisation import Behind, FinalityViolation, Rewind, Unchanged, judge


def known(*numbers: int) -> list[IndexedBlock]:
    return [IndexedBlock(number, bytes([number]), b"", 0, 0, b"") for number in sorted(numbers, reverse=True)]


def node(changed_from: int) -> dict[int, bytes]:
    return {number: bytes([number]) if number < changed_from else b"other" for number in range(100)}


def test_the_same_newest_block_means_that_nothing_changed() -> None:
    assert judge(known(7, 8, 9), 9, node(99).get, Finality.instant()) == Unchanged()


def test_an_empty_store_has_nothing_to_compare() -> None:
    assert judge([], 9, node(99).get, Finality.instant()) == Unchanged()


def test_a_node_that_is_shorter_but_agrees_lags() -> None:
    assert judge(known(7, 8, 9), 8, node(99).get, Finality.instant()) == Behind(8)


def test_with_instant_finality_a_changed_block_is_a_violation_that_names_the_lowest_one() -> None:
    with pytest.raises(FinalityViolation, match="Final block 8 was 0x08") as violation:
        judge(known(7, 8, 9), 9, node(8).get, Finality.instant())
    assert (violation.value.block, violation.value.known, violation.value.found) == (8, b"\x08", b"other")


def test_with_instant_finality_a_changed_block_below_a_lagging_nodes_head_is_a_violation_too() -> None:
    with pytest.raises(FinalityViolation):
        judge(known(7, 8, 9), 8, node(8).get, Finality.instant())


def test_with_confirmations_the_store_goes_back_to_the_common_ancestor() -> None:
    verdict = judge(known(6, 7, 8, 9), 10, node(8).get, Finality.after(3))
    assert isinstance(verdict, Rewind)
    assert verdict.ancestor is not None
    assert (verdict.ancestor.number, verdict.lowest_changed) == (7, 8)


def test_with_confirmations_a_deeper_change_than_they_allow_is_a_violation() -> None:
    with pytest.raises(FinalityViolation, match="4 blocks changed, at most 3 may"):
        judge(known(5, 6, 7, 8, 9), 10, node(6).get, Finality.after(3))


def test_without_any_shared_block_the_store_starts_again() -> None:
    verdict = judge(known(1, 2), 3, node(1).get, Finality.after(5))
    assert verdict == Rewind(None, 1)
