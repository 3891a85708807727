"""Engagements and their results, out of events."""

from dataclasses import dataclass, field

from chain_gateway.ledger.enums import EngagementState
from tests.property.ledger_model.replay.events import Event, Fields, digest

_OF_RESULT = ("grade", "methods", "low", "high", "valuedOn", "validUntil", "signatory", "coSignatory")


@dataclass
class Engagement:
    """An engagement."""

    appraiser: int
    rights: tuple[bytes, ...]
    terms: Fields
    state: int = EngagementState.Engaged
    result: dict[str, object] = field(default_factory=dict)
    readers: set[int] = field(default_factory=set)


class Valuations:
    """ValuationBook."""

    def __init__(self) -> None:
        self.engagements: dict[int, Engagement] = {}

    def on_valuation_engaged(self, event: Event) -> None:
        self.engagements[event.about] = Engagement(event.actor, event.data["rights"], event.data["terms"])

    def on_valuation_delivered(self, event: Event) -> None:
        engagement = self.engagements[event.about]
        engagement.state, engagement.result = EngagementState.Delivered, dict(event.data["result"])

    def on_valuation_abandoned(self, event: Event) -> None:
        engagement, data = self.engagements[event.about], event.data
        engagement.state = EngagementState.Abandoned
        engagement.result = {"low": data["draftLow"], "high": data["draftHigh"]}

    def on_reader_allowed(self, event: Event) -> None:
        self.engagements[event.about].readers.add(event.data["reader"])

    def on_reader_withdrawn(self, event: Event) -> None:
        self.engagements[event.about].readers.remove(event.data["reader"])

    # Readings

    def engagement_of(self, engagement: int) -> dict[str, object]:
        entry = self.engagements.get(engagement)
        if entry is None:
            return {}
        return {
            "state": entry.state,
            "appraiser": entry.appraiser,
            "rightCount": len(entry.rights),
            "rightsDigest": digest(entry.rights),
            **{name: entry.terms[name] for name in ("kind", "purpose", "client", "payer", "currency", "fee")},
            **{name: entry.result.get(name, 0) for name in _OF_RESULT},
            "modelVersion": entry.result.get("modelVersion", ""),
            "report": entry.result.get("report", b""),
        }

    def engagements_over(self, rights: bytes) -> tuple[int, ...]:
        return tuple(each for each, entry in self.engagements.items() if digest(entry.rights) == rights)

    def may_read(self, engagement: int, party: int) -> bool:
        entry = self.engagements.get(engagement)
        return entry is not None and party in {entry.appraiser, entry.terms["client"], *entry.readers}
