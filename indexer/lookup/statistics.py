"""Counts over the whole ledger. They count acts, pledges and rights that are public, and never amounts or defaults."""

from collections import Counter
from typing import Any

from chain_gateway.ledger.enums import PledgeState, RightKind
from chain_gateway.ledger.events import event_types
from indexer.lookup.acts import PARTIES_ONLY, WITHHELD
from indexer.lookup.baselines import BASELINES
from indexer.lookup.buybacks import FEWEST
from indexer.lookup.proof import Proof
from indexer.lookup.standing import PUBLIC, public_state
from indexer.projection.rows import FactsRow, PartyRow
from indexer.store.reader import Snapshot

_PARTIES_ONLY = {payload.__name__ for payload in event_types() if payload.book in PARTIES_ONLY}


def statistics_json(snapshot: Snapshot, proof: Proof) -> dict[str, Any]:
    """The ledger's counts at the newest indexed block, and the paper's figures apart from them."""
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
        "parties": snapshot.count(PartyRow),
        "block": proof.block_json(),
        "known_head": proof.known_head,
        "complete": proof.complete,
        "reason": proof.reason,
        "baselines": list(BASELINES),
    }
