"""What is public of buyback commitments and of the funds behind them (law.md 15, 16).

The public sees that a commitment exists. Prices and capital are the parties' own, and so is whether a commitment was
called, because that would tell of a default. Of a fund it sees whether it owes an overdue price, and how many days went
by from default to payment, where that is told of three exercises or more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_high
from typing import Any

from chain_gateway.ledger.enums import CommitmentState, PledgeState
from indexer.lookup.names import party_json
from indexer.lookup.standing import as_known, grouped
from indexer.lookup.texts import iso_time
from indexer.projection.rows import (
    CommitmentRow,
    CommitmentStateRow,
    ExerciseRow,
    FundManagerRow,
    FundRow,
    PartyRow,
    PledgeStateRow,
)
from indexer.store.reader import Snapshot

FEWEST = 3
"""Of fewer exercises than this no days are told."""

_IN_FORCE = (CommitmentState.Accepted, CommitmentState.Exercised)
_ENDED = (CommitmentState.Settled, CommitmentState.Resold, CommitmentState.Lapsed, CommitmentState.Waived)
_LAST_TIME = 253_402_300_799  # the end of the year 9999, the last that ISO 8601 writes in four digits


@dataclass(frozen=True)
class CommitmentRecord:
    """All rows of one commitment that answers read."""

    commitment: CommitmentRow
    states: tuple[CommitmentStateRow, ...]
    exercise: ExerciseRow | None
    fund: FundRow | None
    manager: int

    @property
    def state(self) -> CommitmentState:
        """The present state."""
        return CommitmentState(self.states[-1].state)

    @property
    def was_accepted(self) -> bool:
        """Whether it ever bound the fund."""
        return any(row.state == CommitmentState.Accepted for row in self.states)

    def entered(self, state: CommitmentState) -> CommitmentStateRow | None:
        """The row with which it entered a state."""
        return next((row for row in self.states if row.state == state), None)


def gather_commitments(
    snapshot: Snapshot, rows: Sequence[CommitmentRow], known_at: int | None = None
) -> list[CommitmentRecord]:
    """The commitments with what belongs to them, as known at the block `known_at` (None: now)."""
    ids = [row.commitment for row in rows]
    states = grouped(as_known(snapshot.commitment_states(ids), known_at), lambda row: row.commitment)
    exercises = {row.commitment: row for row in as_known(snapshot.exercises(ids), known_at)}
    fund_ids = {row.fund for row in rows}
    funds = {row.fund: row for row in snapshot.funds(fund_ids)}
    managers = {row.fund: row.manager for row in as_known(snapshot.fund_managers(fund_ids), known_at)}
    return [
        CommitmentRecord(
            commitment=row,
            states=tuple(states.get(row.commitment, ())),
            exercise=exercises.get(row.commitment),
            fund=funds.get(row.fund),
            manager=managers.get(row.fund, 0),
        )
        for row in rows
    ]


def parties_behind(records: Iterable[CommitmentRecord]) -> set[int]:
    """Ids of the owners and managers of the funds behind the commitments."""
    return {each.manager for each in records} | {each.fund.owner for each in records if each.fund is not None}


def commitments_json(records: Iterable[CommitmentRecord], parties: Mapping[int, PartyRow]) -> list[dict[str, Any]]:
    """The commitments that were ever accepted; an offer alone is nobody's but its parties' business."""
    return [
        {
            "commitment": each.commitment.commitment,
            "state": "in-force" if each.state in _IN_FORCE else "ended",
            "guarantor": party_json(each.fund.owner, parties),
            "manager": party_json(each.manager, parties),
            "fund": each.commitment.fund,
            "opens_at": iso_time(min(each.commitment.opens_at, _LAST_TIME)),
            "closes_at": iso_time(min(each.commitment.closes_at, _LAST_TIME)),
        }
        for each in records
        if each.fund is not None and each.was_accepted and each.state in (*_IN_FORCE, *_ENDED)
    ]


def fund_json(
    fund: FundRow,
    managers: Sequence[FundManagerRow],
    records: Sequence[CommitmentRecord],
    pledge_states: Iterable[PledgeStateRow],
    parties: Mapping[int, PartyRow],
    now: float,
) -> dict[str, Any]:
    """What is public of a fund at the second `now`. `managers` and `pledge_states` come in the order of events."""
    return {
        "fund": fund.fund,
        "owner": party_json(fund.owner, parties),
        "manager": party_json(managers[-1].manager, parties),
        "currency": fund.currency,
        "overdue": any(is_overdue(each, now) for each in records),
        "days_to_payment": days_json(days_to_payment(records, pledge_states)),
        "figures": "parties-only",
    }


def is_overdue(record: CommitmentRecord, now: float) -> bool:
    """Whether the price is owed and its due time has passed at `now`, put on record or not."""
    return record.state is CommitmentState.Exercised and record.exercise is not None and record.exercise.due_at < now


def days_to_payment(records: Iterable[CommitmentRecord], pledge_states: Iterable[PledgeStateRow]) -> list[int]:
    """Days from the default of the claim to the whole payment, for each paid exercise whose default is on record.

    The default is the last one put on record before the exercise.
    """
    defaults = grouped([row for row in pledge_states if row.state == PledgeState.Defaulted], lambda row: row.pledge)
    days: list[int] = []
    for each in records:
        called, settled = each.entered(CommitmentState.Exercised), each.entered(CommitmentState.Settled)
        if called is None or settled is None:
            continue
        dated = [row.on for row in defaults.get(each.commitment.pledge, []) if row.sequence < called.sequence]
        if dated:
            days.append(max(0, (_day(settled.on) - _day(dated[-1])).days))
    return days


def days_json(days: Sequence[int]) -> dict[str, int] | None:
    """Number, median and longest; None below FEWEST."""
    if len(days) < FEWEST:
        return None
    return {"exercises": len(days), "median": median_high(days), "longest": max(days)}


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
