"""What holds or touches a right beside pledges: preservation, locks, fees, lawsuits, class labels. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from chain_gateway.ledger.enums import CircumstanceKind
from indexer.projection.rows import CircumstanceRow, ClassLabelRow, LockRow, PreservationRow


@dataclass(frozen=True)
class Burdens:
    """All such rows of one right and of what counts as the same right, in the order of their events."""

    preservations: tuple[PreservationRow, ...] = ()
    locks: tuple[LockRow, ...] = ()
    circumstances: tuple[CircumstanceRow, ...] = ()
    labels: tuple[ClassLabelRow, ...] = ()

    def on(self, on: int, today: int) -> "Burdens":
        """Those that hold as of a legal date. `today` is the newest date that can be known: a preservation that begins
        after it counts already, so that nobody takes the right for free.
        """
        if self is NO_BURDENS:
            return self
        return Burdens(
            preservations=tuple(
                row
                for row in self.preservations
                if (row.starts_on <= on or on >= today) and (row.until_on is None or row.until_on > on)
            ),
            locks=tuple(row for row in self.locks if row.on <= on and (row.until_on is None or row.until_on > on)),
            circumstances=_newest(row for row in self.circumstances if row.as_of <= on),
            labels=tuple({row.attestor: row for row in self.labels if row.as_of <= on}.values()),
        )


NO_BURDENS = Burdens()
"""Of a right that nothing holds."""


def is_pending(row: CircumstanceRow, on: int) -> bool:
    """Whether a lawsuit or proceedings go on as of a legal date."""
    return row.starts_on <= on and (row.ends_on == 0 or row.ends_on > on)


def is_overdue(row: CircumstanceRow, on: int) -> bool:
    """Whether a fee is paid only for a time that is over."""
    return row.kind == CircumstanceKind.AnnualFee and 0 < row.starts_on < on


def _newest(rows: Iterable[CircumstanceRow]) -> tuple[CircumstanceRow, ...]:
    """The newest of each kind and case number of a right."""
    return tuple({(row.asset_key, row.kind, row.case_number): row for row in rows}.values())
