"""What is public of schemes of shared risk (law.md 16).

The public sees that a scheme exists, who proposed it, when it takes up pledges, and which pledges it covers. Who bears
which part, every sum, and whether a loss was declared are the parties' own: they tell of waterfalls and defaults. So a
cover that was used for a loss has ended like one that was given up.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chain_gateway.ledger.enums import SchemeState
from indexer.lookup.names import party_json
from indexer.lookup.texts import iso_date, iso_time
from indexer.projection.rows import CoverRow, PartyRow, SchemeRow, SchemeStateRow

_LAST_TIME = 253_402_300_799  # the end of the year 9999, the last that ISO 8601 writes in four digits
_STATES = {SchemeState.Proposed: "proposed", SchemeState.InForce: "in-force", SchemeState.Closed: "closed"}


def covers_json(
    covers: Iterable[CoverRow], schemes: Iterable[SchemeRow], parties: Mapping[int, PartyRow]
) -> list[dict[str, Any]]:
    """The covers of a pledge, in the order in which they began."""
    by_id = {scheme.scheme: scheme for scheme in schemes}
    return [
        {
            "scheme": cover.scheme,
            "proposer": party_json(by_id[cover.scheme].proposer, parties),
            "state": "in-force" if cover.until_sequence is None else "ended",
            "since": iso_date(cover.on),
        }
        for cover in covers
    ]


def scheme_json(scheme: SchemeRow, states: Sequence[SchemeStateRow], parties: Mapping[int, PartyRow]) -> dict[str, Any]:
    """What is public of a scheme; `states` come in the order of events."""
    return {
        "scheme": scheme.scheme,
        "proposer": party_json(scheme.proposer, parties),
        "state": _STATES[SchemeState(states[-1].state)],
        "currency": scheme.currency,
        "opens_at": iso_time(min(scheme.opens_at, _LAST_TIME)),
        "closes_at": iso_time(min(scheme.closes_at, _LAST_TIME)),
        "claims_until": iso_time(min(scheme.claims_until, _LAST_TIME)),
        "figures": "parties-only",
    }
