"""Refinancings of claims, out of events."""

from dataclasses import dataclass

from chain_gateway.ledger.enums import RefinancingState
from tests.property.ledger_model.replay.events import Event, Fields


@dataclass
class Refinancing:
    """A claim that was offered for refinancing."""

    pledge: int
    holder: int
    terms: Fields
    state: int = RefinancingState.Offered
    locked: bytes = bytes(32)
    """Digest of the rights that were locked when it was taken."""


class Refinancings:
    """RefinancingBook, and the use of each claim that PledgeRegistry keeps for it."""

    def __init__(self) -> None:
        self.refinancings: dict[int, Refinancing] = {}
        self.eligibilities: dict[tuple[int, int], tuple[bool, int]] = {}
        """By pledge and central bank: whether it takes the claim, and the haircut."""
        self.uses: dict[int, int] = {}
        """Pledge to the refinancing that uses its claim."""

    def on_eligibility_assessed(self, event: Event) -> None:
        self.eligibilities[event.about, event.actor] = event.data["eligible"], event.data["haircut"]

    def on_claim_offered(self, event: Event) -> None:
        self.refinancings[event.about] = Refinancing(event.data["pledge"], event.actor, event.data["terms"])

    def on_claim_dropped(self, event: Event) -> None:
        self.refinancings[event.about].state = RefinancingState.Dropped

    def on_claim_taken(self, event: Event) -> None:
        entry = self.refinancings[event.about]
        entry.state, entry.locked = RefinancingState.Live, event.data["rightsDigest"]
        assert self.uses.setdefault(entry.pledge, event.about) == event.about, "a claim has one live use"

    def on_claim_released(self, event: Event) -> None:
        entry = self.refinancings[event.about]
        entry.state = RefinancingState.Released
        del self.uses[entry.pledge]

    def refinancing_of(self, refinancing: int) -> dict[str, object]:
        """The members' reading."""
        entry = self.refinancings.get(refinancing)
        if entry is None:
            return {}
        return {
            "state": entry.state,
            "kind": entry.terms["kind"],
            "pledge": entry.pledge,
            "holder": entry.holder,
            "user": entry.terms["user"],
            "amount": entry.terms["amount"],
            "rightsDigest": entry.locked,
        }
