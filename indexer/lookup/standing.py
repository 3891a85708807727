"""How a right stands as of a legal date, out of the intervals that the store holds. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from chain_gateway.ledger.enums import PledgeState
from indexer.projection.rows import (
    HolderRow,
    Interval,
    PendingChangeRow,
    PledgeRightRow,
    PledgeRow,
    PledgeStateRow,
    PledgorRow,
    RegistrationRow,
    Row,
    SubordinationRow,
    TermsRow,
)
from indexer.store.tables import ENCUMBERING

_REVOKED = int(PledgeState.Revoked)  # a plain number: a batch compares it a hundred thousand times
_R = TypeVar("_R", bound=Row)
_K = TypeVar("_K")


PUBLIC = {PledgeState.Defaulted: PledgeState.Registered, PledgeState.Realised: PledgeState.Enforcing}
"""What the public is told of a state: neither defaults nor what a realisation brought (law.md 16)."""


def public_state(state: int) -> PledgeState:
    """The state as the public is told it."""
    return PUBLIC.get(PledgeState(state), PledgeState(state))


class Phase(Enum):
    """What a pledge is to a right of it, as of a legal date."""

    ABSENT = "absent"
    """Not yet filed, or refused, withdrawn or revoked from the beginning: it never encumbered."""
    FILED = "filed"
    """Filed and not registered, or registered with effect from a later date."""
    LIVE = "live"
    PAST = "past"
    """It encumbered the right and no longer does."""


@dataclass(frozen=True)
class PledgeRecord:
    """All rows of one pledge, in the order of their events."""

    pledge: PledgeRow
    registration: RegistrationRow | None
    states: tuple[PledgeStateRow, ...]
    holders: tuple[HolderRow, ...]
    pledgors: tuple[PledgorRow, ...]
    terms: tuple[TermsRow, ...]
    pending: tuple[PendingChangeRow, ...]

    def state_on(self, on: int) -> PledgeStateRow | None:
        """The state as of a legal date: that of the newest act dated no later; None before the first."""
        return _newest(row for row in self.states if row.on <= on)

    def public_state_on(self, on: int) -> PledgeStateRow | None:
        """The first row of the state as the public is told it; it goes on through what the public is not told."""
        since: PledgeStateRow | None = None
        for row in sorted((row for row in self.states if row.on <= on), key=lambda row: row.sequence):
            if since is None or public_state(row.state) != public_state(since.state):
                since = row
        return since

    def revoked_by(self, on: int) -> bool:
        """Whether the registration was revoked, from its beginning, no later than a legal date."""
        return any(row.state == _REVOKED and row.on <= on for row in self.states)

    def pledgee_on(self, on: int) -> HolderRow | None:
        """The pledgee who acts, as of a legal date; the first one before its date."""
        holders = [row for row in self.holders if not row.joint]
        return _newest(row for row in holders if row.on <= on) or (holders[0] if holders else None)

    def joint_pledgees_on(self, on: int) -> list[HolderRow]:
        """The further pledgees as of a legal date."""
        return [row for row in self.holders if row.joint and (row.until_on is None or row.until_on > on)]

    def terms_on(self, on: int) -> TermsRow | None:
        """The terms of the secured obligation as of a legal date; the first ones before theirs."""
        return _newest(row for row in self.terms if row.on <= on) or (self.terms[0] if self.terms else None)

    def pending_change(self) -> PendingChangeRow | None:
        """The change that waits to be recorded, at present."""
        return _newest(row for row in self.pending if row.until_sequence is None)


@dataclass(frozen=True)
class PledgeStanding:
    """A pledge as it touches a right."""

    record: PledgeRecord
    asset_key: str
    phase: Phase
    state: PledgeState
    """As the public is told it."""
    place: tuple[int, int]
    """Legal date and number of the event that registered it on this right: ranks follow it."""
    rank: int | None
    """1 for the first registered of the live ones (see `_by_rank`); None for one that is not live."""
    undated: bool
    """An act of it, or the freeing of this right, was carried over without its recording date."""


@dataclass(frozen=True)
class Standing:
    """All pledges of a right as of a legal date: live ones by rank, then filed ones, then past ones."""

    live: tuple[PledgeStanding, ...] = ()
    filed: tuple[PledgeStanding, ...] = ()
    past: tuple[PledgeStanding, ...] = ()
    revoked: tuple[PledgeStanding, ...] = ()
    """Registrations that were revoked from the beginning: as if they had never been."""


def as_known(rows: Iterable[_R], block: int | None) -> list[_R]:
    """The rows as they were known at `block`: later ones left out, later closings undone. All of them for None."""
    if block is None:
        return list(rows)
    return [_reopened(row, block) for row in rows if row.block <= block]


def stand(
    memberships: Sequence[PledgeRightRow],
    records: dict[int, PledgeRecord],
    on: int,
    today: int,
    asked: str,
    subordinations: Iterable[SubordinationRow] = (),
) -> Standing:
    """How the right `asked` (an asset key) stands as of `on`.

    `memberships` are those of the right and of what counts as the same right (a grant and its application); a pledge
    over both is told once. `today` is the newest legal date that can be known: a registration that takes effect after
    it counts as filed, so that nobody takes the right for free. Ranks are the order of registration, a right that was
    added to a pledge counting from that act, less the changes of rank dated no later than `on`.
    """
    if not memberships:
        return _FREE
    best: dict[int, PledgeStanding] = {}
    for row in sorted(memberships, key=lambda row: row.asset_key != asked):
        record = records.get(row.pledge)
        if record is None:
            continue
        found = _standing(row, record, on, today)
        known = best.get(row.pledge)
        if known is None or _WEIGHT[found.phase] > _WEIGHT[known.phase]:
            best[row.pledge] = found
    live = _by_rank(each for each in best.values() if each.phase is Phase.LIVE)
    _change_ranks(live, (row for row in subordinations if row.on <= on))
    return Standing(
        live=tuple(replace(each, rank=rank) for rank, each in enumerate(live, start=1)),
        filed=_of_phase(best.values(), Phase.FILED),
        past=_of_phase(best.values(), Phase.PAST),
        revoked=tuple(each for each in best.values() if each.record.revoked_by(today)),
    )


_FREE = Standing()
_WEIGHT = {Phase.ABSENT: 0, Phase.PAST: 1, Phase.FILED: 2, Phase.LIVE: 3}


def _standing(row: PledgeRightRow, record: PledgeRecord, on: int, today: int) -> PledgeStanding:
    dated = [state for state in record.states if state.on <= on]
    state = _newest(dated)
    freed = row.until_on is not None and row.until_on <= on
    registered = any(each.state in ENCUMBERING for each in dated)
    phase = Phase.ABSENT
    if record.revoked_by(today):
        pass
    elif row.on > on:
        # Added by an act that is dated later: free until then, but nobody takes it for free today.
        phase = Phase.FILED if on >= today and _takes_effect_later(record) else Phase.ABSENT
    elif state is not None and state.state in ENCUMBERING:
        phase = Phase.PAST if freed else Phase.LIVE
    elif registered:
        phase = Phase.PAST
    elif not freed and (
        (state is not None and state.state == PledgeState.Filed) or (on >= today and _takes_effect_later(record))
    ):
        phase = Phase.FILED
    shown = state or record.states[-1]
    return PledgeStanding(
        record=record,
        asset_key=row.asset_key,
        phase=phase,
        state=public_state(shown.state),
        place=_place(row, record),
        rank=None,
        undated=row.until_dated_by == "unrecorded" or any(each.dated_by == "unrecorded" for each in record.states),
    )


def _takes_effect_later(record: PledgeRecord) -> bool:
    return record.states[-1].state in ENCUMBERING


def _by_rank(live: Iterable[PledgeStanding]) -> list[PledgeStanding]:
    """Live pledges of a right, the one that is paid first before the others, before any change of rank.

    Pledges rank by the time of their registration (Civil Code 414), which is the legal date of its effect, and within
    a day the order of the events. The chain's own slot of the right lists them in the order in which they were
    recorded there: registrations that are carried over may come in any order, so the two may differ.
    """
    return sorted(live, key=lambda each: each.place)


def _change_ranks(live: list[PledgeStanding], changes: Iterable[SubordinationRow]) -> None:
    """Neighbours have changed places. Where one of the two has ended since, nothing is left of the change."""
    for change in sorted(changes, key=lambda row: row.sequence):
        places = {each.record.pledge.pledge: place for place, each in enumerate(live)}
        first, second = places.get(change.pledge), places.get(change.favoured)
        if first is not None and second is not None:
            live[first], live[second] = live[second], live[first]


def _place(row: PledgeRightRow, record: PledgeRecord) -> tuple[int, int]:
    """When the pledge was registered on this right: with the pledge, or by the later act that added the right."""
    if record.registration is None:
        registered = (record.states[0].on, record.pledge.sequence)
    else:
        registered = (record.registration.effective_on, record.registration.sequence)
    return max(registered, (row.on, row.sequence)) if row.on else registered


def _of_phase(standings: Iterable[PledgeStanding], phase: Phase) -> tuple[PledgeStanding, ...]:
    found = (each for each in standings if each.phase is phase)
    return tuple(sorted(found, key=lambda each: each.record.pledge.sequence))


def _newest(rows: Iterable[_R]) -> _R | None:
    return max(rows, key=lambda row: row.sequence, default=None)


def _reopened(row: _R, block: int) -> _R:
    if isinstance(row, Interval) and row.until_block is not None and row.until_block > block:
        return replace(row, until_sequence=None, until_block=None, until_on=None, until_dated_by=None)
    return row


def grouped(rows: Iterable[_R], by: Callable[[_R], _K]) -> dict[_K, list[_R]]:
    """Rows by what `by` says of each, each list in the rows' own order."""
    groups: dict[_K, list[_R]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return groups
