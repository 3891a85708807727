"""What is public of the refinancing of a claim: that it is in use, how and by whom.

Never an amount, an offer, nor what a central bank thinks of the claim (law.md 16).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chain_gateway.ledger.enums import RefinancingKind, RefinancingState
from indexer.lookup.names import party_json
from indexer.lookup.standing import as_known, grouped
from indexer.lookup.texts import iso_date
from indexer.projection.rows import PartyRow, RefinancingRow, RefinancingStateRow
from indexer.store.reader import Snapshot


@dataclass(frozen=True)
class RefinancingRecord:
    """A refinancing with all states that it was in."""

    refinancing: RefinancingRow
    states: tuple[RefinancingStateRow, ...]

    def entered(self, state: RefinancingState) -> RefinancingStateRow | None:
        """The row with which it entered a state."""
        return next((row for row in self.states if row.state == state), None)


def gather_refinancings(
    snapshot: Snapshot, pledges: Sequence[int], known_at: int | None = None
) -> list[RefinancingRecord]:
    """The refinancings of the pledges' claims, as known at the block `known_at` (None: now)."""
    rows = as_known(snapshot.refinancings_of_pledges(pledges), known_at)
    found = as_known(snapshot.refinancing_states([row.refinancing for row in rows]), known_at)
    states = grouped(found, lambda row: row.refinancing)
    return [RefinancingRecord(row, tuple(states.get(row.refinancing, ()))) for row in rows]


def users_of(records: Iterable[RefinancingRecord]) -> set[int]:
    """Ids of the parties that use the claims."""
    return {each.refinancing.used_by for each in records}


def refinancings_json(records: Iterable[RefinancingRecord], parties: Mapping[int, PartyRow]) -> list[dict[str, Any]]:
    """The uses that a claim is or was in; an offer that nobody took is nobody's but its parties' business."""
    told = []
    for each in records:
        taken, released = each.entered(RefinancingState.Live), each.entered(RefinancingState.Released)
        if taken is None:
            continue
        told.append(
            {
                "refinancing": each.refinancing.refinancing,
                "kind": RefinancingKind(each.refinancing.kind).name,
                "user": party_json(each.refinancing.used_by, parties),
                "state": "in-use" if released is None else "released",
                "since": iso_date(taken.on),
                "until": None if released is None else iso_date(released.on),
            }
        )
    return told
