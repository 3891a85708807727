"""Counts of verdicts, and what a campaign must reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scripts.mutation.verdicts import Verdict

REQUIRED = 95
"""Per cent of the mutants that some test must notice."""


@dataclass
class Tally:
    """Verdicts counted.

    A mutant that does not compile, is the same contract, or whose tests did not end is neither killed nor survived.
    """

    counts: Counter[Verdict] = field(default_factory=Counter)
    waiting: int = 0
    """Mutants that were not tried."""

    def add(self, verdict: Verdict | None) -> None:
        """One mutant more; None when it was not tried."""
        if verdict is None:
            self.waiting += 1
        else:
            self.counts[verdict] += 1

    @property
    def made(self) -> int:
        """Mutants in all."""
        return self.counts.total() + self.waiting

    @property
    def judged(self) -> int:
        """The denominator: mutants that a test could notice, and that were tried to the end."""
        return self.counts[Verdict.KILLED] + self.counts[Verdict.SURVIVED]

    @property
    def share(self) -> str:
        """Killed of judged in per cent, rounded down to a tenth; a dash when nothing was judged."""
        if not self.judged:
            return "-"
        tenths = self.counts[Verdict.KILLED] * 1000 // self.judged
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def enough(self) -> bool:
        """Whether the share is reached; never when nothing was judged."""
        return self.judged > 0 and self.counts[Verdict.KILLED] * 100 >= self.judged * REQUIRED


def tallies(entries: Iterable[tuple[str, Verdict | None]]) -> dict[str, Tally]:
    """One tally for each name, in the order of the names."""
    found: dict[str, Tally] = {}
    for name, verdict in entries:
        found.setdefault(name, Tally()).add(verdict)
    return dict(sorted(found.items()))
