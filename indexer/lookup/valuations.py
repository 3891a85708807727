"""What is public of valuations (law.md 16): that they were asked for, by whom and of whom, for what, how they stand.

Grades, ranges and fees are for the parties and for whom they allow; the gateway tells them to those. Whom they allow is
not told either, because it would tell of a loan that is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger.enums import AbandonReason, EngagementState, ValuationKind, ValuationPurpose
from indexer.lookup.names import party_json
from indexer.lookup.standing import as_known, grouped
from indexer.lookup.texts import iso_date
from indexer.projection.rows import EngagementRow, EngagementStateRow, PartyRow, ValuationRow
from indexer.store.reader import Snapshot


@dataclass(frozen=True)
class EngagementRecord:
    """All rows of one engagement that answers read."""

    engagement: EngagementRow
    states: tuple[EngagementStateRow, ...]
    result: ValuationRow | None

    def standing(self, today: int) -> str:
        """How it stands on a legal date: engaged, delivered, expired or abandoned."""
        state = EngagementState(self.states[-1].state)
        if state is EngagementState.Delivered and self.result is not None and self.result.valid_until < today:
            return "expired"
        return state.name.lower()


def gather_engagements(
    snapshot: Snapshot, rows: Sequence[EngagementRow], known_at: int | None = None
) -> list[EngagementRecord]:
    """The engagements with what belongs to them, as known at the block `known_at` (None: now)."""
    ids = [row.engagement for row in rows]
    states = grouped(as_known(snapshot.engagement_states(ids), known_at), lambda row: row.engagement)
    results = {row.engagement: row for row in as_known(snapshot.valuations(ids), known_at)}
    return [EngagementRecord(row, tuple(states[row.engagement]), results.get(row.engagement)) for row in rows]


def parties_of_engagements(records: Iterable[EngagementRecord]) -> set[int]:
    """Ids of who was engaged and of who asked."""
    return {party for each in records for party in (each.engagement.appraiser, each.engagement.client)}


def engagements_json(
    records: Iterable[EngagementRecord], parties: Mapping[int, PartyRow], today: int
) -> list[dict[str, Any]]:
    """The engagements as of a legal date, in the order in which they were recorded."""
    return [
        {
            "engagement": each.engagement.engagement,
            "kind": ValuationKind(each.engagement.kind).name,
            "purpose": ValuationPurpose(each.engagement.purpose).name,
            "appraiser": party_json(each.engagement.appraiser, parties),
            "client": party_json(each.engagement.client, parties),
            "state": each.standing(today),
            "engaged_on": iso_date(each.states[0].on),
            "ended_on": iso_date(each.states[-1].on) if len(each.states) > 1 else None,
            "abandoned_for": AbandonReason(each.states[-1].reason).name if each.states[-1].reason else None,
            "valid_until": iso_date(each.result.valid_until) if each.result is not None else None,
        }
        for each in records
    ]
