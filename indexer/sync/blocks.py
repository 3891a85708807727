"""Which blocks come next, in ranges. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass


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
