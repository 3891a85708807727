"""Which blocks come next, in ranges. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

_FIRST = 50
"""Blocks of the first range, before anything is known of the chain."""


@dataclass(frozen=True)
class BlockRange:
    """Blocks `first` to `last`, both inclusive."""

    first: int
    last: int

    def __post_init__(self) -> None:
        """Refuse an empty range (ValueError)."""
        if self.first > self.last or self.first < 0:
            raise ValueError(f"Blocks {self.first} to {self.last} are no range; the first must not lie after the last.")

    def __len__(self) -> int:
        return self.last - self.first + 1

    def halves(self) -> tuple["BlockRange", "BlockRange"]:
        """The range in two, for a node that refuses it whole. ValueError for a single block."""
        middle = (self.first + self.last) // 2
        return BlockRange(self.first, middle), BlockRange(middle + 1, self.last)


def ranges(first: int, last: int, size: int) -> Iterator[BlockRange]:
    """Blocks `first` to `last` in ranges of at most `size` blocks, in order; nothing when `first` lies after `last`."""
    if size < 1:
        raise ValueError(f"A range of {size} blocks holds nothing; use at least 1.")
    for start in range(first, last + 1, size):
        yield BlockRange(start, min(start + size - 1, last))


class RangeSize:
    """How many blocks to ask for at once: so many that an answer holds about `wanted_logs` logs, and no more than
    `largest`. A refusal halves it; a fuller or emptier answer moves it towards the right size, up to fourfold at once.
    """

    def __init__(self, largest: int, wanted_logs: int) -> None:
        if largest < 1 or wanted_logs < 1:
            raise ValueError(f"Ranges of {largest} blocks and {wanted_logs} logs hold nothing; use at least 1 of each.")
        self._largest = largest
        self._wanted_logs = wanted_logs
        self.blocks = min(largest, _FIRST)

    def answered(self, blocks: int, logs: int) -> None:
        """A range of `blocks` blocks was answered with `logs` logs."""
        fitting = self._largest if logs == 0 else max(1, blocks * self._wanted_logs // logs)
        self.blocks = max(1, min(fitting, self.blocks * 4, self._largest))

    def refused(self, blocks: int) -> None:
        """A range of `blocks` blocks was refused, or took too long."""
        self.blocks = max(1, min(self.blocks, blocks // 2))
