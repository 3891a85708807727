"""The legal date of an act: the day from which it has effect towards the public."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from chain_gateway.ledger.dates import OFFICE_ZONE
from chain_gateway.ledger.enums import Provenance
from chain_gateway.ledger.quick import quicken
from chain_gateway.ledger.structs import Act


@dataclass(frozen=True)
class BlockStamp:
    """The block that an event is in: its number and its time in seconds since 1970-01-01 UTC."""

    number: int
    time: int

    @cached_property
    def day(self) -> int:
        """Calendar date of the block in the offices' zone, yyyymmdd."""
        return day_of(datetime.fromtimestamp(self.time, UTC))


@dataclass(frozen=True)
class LegalDate:
    """A legal date (yyyymmdd) and where it is from.

    `dated_by` is "effective" (date of effect that the registration states), "recorded" (the office's recording),
    "block" (day of the block), or "unrecorded": a migrated act states no recording, and another date that it states,
    or that of its block, stands in. Whoever shows an unrecorded date must say so.
    """

    on: int
    dated_by: str


quicken(LegalDate)


def day_of(moment: datetime) -> int:
    """The calendar date of a moment in the offices' zone, yyyymmdd."""
    local = moment.astimezone(OFFICE_ZONE)
    return local.year * 10_000 + local.month * 100 + local.day


def registration_date(effective_on: int, act: Act, block: BlockStamp) -> LegalDate:
    """The date of a registration: the one it states (Civil Code 444: the right of pledge arises with registration)."""
    if not effective_on:
        return act_date(act, block)
    recorded = act.provenance is Provenance.Native or act.recorded_on
    return LegalDate(effective_on, "effective" if recorded else "unrecorded")


def act_date(act: Act, block: BlockStamp) -> LegalDate:
    """The date of any other act: its recording by the office, else the day of its block.

    A migrated act was not done at its block, so without a recording date the parties' execution stands in.
    """
    if act.recorded_on:
        return LegalDate(act.recorded_on, "recorded")
    if act.provenance is Provenance.Migrated:
        return LegalDate(act.executed_on or block.day, "unrecorded")
    return LegalDate(block.day, "block")
