"""Counts over the whole ledger. They count acts, pledges and rights that are public, and never amounts or defaults."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from chain_gateway.ledger.enums import PledgeState, RightKind
from chain_gateway.ledger.events import event_types
from indexer.lookup.acts import PARTIES_ONLY, WITHHELD
from indexer.lookup.baselines import BASELINES
from indexer.lookup.buybacks import FEWEST
from indexer.lookup.ground import Ground
from indexer.lookup.proof import Proof
from indexer.lookup.standing import PUBLIC, public_state
from indexer.projection.rows import FactsRow, PartyRow
from indexer.store.reader import Snapshot

LEAST = 3
"""A cell of fewer pledges is not told (law.md 16)."""
DOMINANT_PERCENT = 80
"""Nor is one of which one pledgee holds more than this: its size would be that bank's own figure."""

_REST = 20
_CHEAP_SECONDS = 0.1
_PARTIES_ONLY = {payload.__name__ for payload in event_types() if payload.book in PARTIES_ONLY}


def statistics_json(snapshot: Snapshot, proof: Proof, upto: int) -> dict[str, Any]:
    """The ledger's counts at the newest indexed block, `upto`, and the paper's figures apart from them."""
    states: Counter[PledgeState] = Counter()
    for state, count in snapshot.pledge_counts().items():
        states[public_state(state)] += count
    told = [state for state in PledgeState if state is not PledgeState.None_ and state not in PUBLIC]
    counts = snapshot.encumbrances()
    return {
        "events": {
            name: count
            for name, count in snapshot.event_counts().items()
            if name not in WITHHELD and (name not in _PARTIES_ONLY or count >= FEWEST)
        },
        "pledges": {state.name: states[state] for state in told},
        "migrated": snapshot.migrated_pledges(),
        "rights": snapshot.count(FactsRow, present=True),
        "encumbered_rights": counts.encumbered_rights,
        "rights_with_several_pledges": counts.several_pledges,
        "pairs": {
            "registered": counts.ever_pairs,
            "encumbered": counts.live_pairs,
            "freed": counts.ever_pairs - counts.live_pairs,
        },
        "rights_by_kind": [
            {
                "jurisdiction": jurisdiction,
                "kind": RightKind(kind).name,
                "rights": rights,
                "encumbered_rights": encumbered,
            }
            for jurisdiction, kind, rights, encumbered in counts.by_kind
        ],
        "registered_by_year": cells(snapshot.lists(upto, 0).registered_by_year()),
        "parties": snapshot.count(PartyRow),
        "block": proof.block_json(),
        "known_at": None,
        "known_head": proof.known_head,
        "complete": proof.complete,
        "reason": proof.reason,
        "baselines": list(BASELINES),
    }


def cells(counted: Iterable[tuple[str, int, int, int, int]]) -> list[dict[str, Any]]:
    """Registered pledges by kind of right and year of effect, out of (jurisdiction, kind, year, pledgee, pledges).

    `pledges` is null in a cell that is not told: one of fewer than LEAST, or one that one pledgee dominates.
    """
    by_cell: dict[tuple[str, int, int], list[int]] = {}
    for jurisdiction, kind, year, _, pledges in counted:
        by_cell.setdefault((jurisdiction, kind, year), []).append(pledges)
    return [
        {
            "jurisdiction": jurisdiction,
            "kind": RightKind(kind).name,
            "year": year or None,
            "pledges": sum(shares) if _may_be_told(shares) else None,
        }
        for (jurisdiction, kind, year), shares in sorted(by_cell.items())
    ]


def _may_be_told(shares: list[int]) -> bool:
    total = sum(shares)
    return total >= LEAST and max(shares) * 100 <= total * DOMINANT_PERCENT


class Kept:
    """The newest statistics. Counting over the whole ledger is the look-up's dearest question and anyone may ask it,
    so an answer of an earlier block is given again while counting anew would take more than a twentieth of the time.

    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._found: tuple[object, dict[str, Any]] | None = None
        self._not_before = 0.0

    def get(self, ground: Ground) -> dict[str, Any]:
        """The statistics on a ground, or a little earlier: their `block` says of when they are."""
        mark = (ground.upto, ground.proof.block, ground.proof.reason, ground.proof.complete, ground.proof.known_head)
        with self._lock:
            if self._found is not None and (self._found[0] == mark or self._clock() < self._not_before):
                return self._found[1]
            began = self._clock()
            found = statistics_json(ground.snapshot, ground.proof, ground.upto)
            ended = self._clock()
            self._not_before = ended + _REST * max(0.0, ended - began - _CHEAP_SECONDS)
            self._found = (mark, found)
            return found
