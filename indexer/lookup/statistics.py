"""Counts over the whole ledger. They count acts, pledges and rights, which are public, and never amounts."""

from typing import Any

from chain_gateway.ledger.enums import PledgeState, RightKind
from indexer.lookup.baselines import BASELINES
from indexer.lookup.proof import Proof
from indexer.projection.rows import FactsRow, PartyRow
from indexer.store.reader import Snapshot


def statistics_json(snapshot: Snapshot, proof: Proof) -> dict[str, Any]:
    """The ledger's counts at the newest indexed block, and the paper's figures apart from them."""
    states = snapshot.pledge_counts()
    counts = snapshot.encumbrances()
    return {
        "events": snapshot.event_counts(),
        "pledges": {state.name: states.get(state, 0) for state in PledgeState if state is not PledgeState.None_},
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
