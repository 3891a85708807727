"""The spread between valuations of the same rights: how many times the highest is of the lowest (law.md 23, S8)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Valued:
    """A range that one engagement came to, in minor units."""

    engagement: int
    low: int
    high: int
    draft: bool = False
    """Of an abandoned engagement: it counts, because a figure that was dropped is what the spread is to show."""


@dataclass(frozen=True)
class Spread:
    """The highest and the lowest of several valuations."""

    lowest: int
    """Engagement."""
    highest: int
    hundredths: int
    """How many times the middle of the highest range is of that of the lowest, in hundredths, rounded down."""

    @property
    def times(self) -> str:
        """The ratio as text, such as 3.20."""
        return f"{self.hundredths // 100}.{self.hundredths % 100:02d}"


def spread_of(values: Iterable[Valued]) -> Spread | None:
    """The spread over ranges that all have one currency; None of fewer than two.

    Middles of ranges are compared, so that two equal ranges have the spread 1.00 however wide they are. Of equal
    ones the first recorded stands for all.
    """
    ranged = [each for each in values if each.low > 0]
    if len(ranged) < 2:
        return None
    lowest = min(ranged, key=lambda each: (each.low + each.high, each.engagement))
    highest = min(ranged, key=lambda each: (-each.low - each.high, each.engagement))
    hundredths = (highest.low + highest.high) * 100 // (lowest.low + lowest.high)
    return Spread(lowest.engagement, highest.engagement, hundredths)
