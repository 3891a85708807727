"""Listings and sales, out of events."""

from dataclasses import dataclass

from chain_gateway.ledger.enums import ListingState
from tests.property.ledger_model.replay.events import Event, Fields, digest

LIVE = (ListingState.Listed, ListingState.Sold)


@dataclass
class Listed:
    """A listing."""

    pledge: int
    commitment: int
    rights: tuple[bytes, ...]
    terms: Fields
    seller: int
    asking: int
    state: int = ListingState.Listed
    sale: Fields | None = None


class Disposals:
    """DisposalBook."""

    def __init__(self) -> None:
        self.listings: dict[int, Listed] = {}

    def on_rights_listed(self, event: Event) -> None:
        data = event.data
        self.listings[event.about] = Listed(
            data["pledge"], data["commitment"], data["listed"], data["terms"], event.actor, data["terms"]["price"]
        )

    def on_listing_repriced(self, event: Event) -> None:
        self.listings[event.about].asking = event.data["price"]

    def on_rights_sold(self, event: Event) -> None:
        entry = self.listings[event.about]
        entry.state, entry.sale, entry.seller = ListingState.Sold, event.data["sale"], event.actor

    def on_sale_settled(self, event: Event) -> None:
        self.listings[event.about].state = ListingState.Settled

    def on_listing_ended(self, event: Event) -> None:
        self.listings[event.about].state = ListingState.Delisted

    # Readings

    def listing_of(self, listing: int) -> dict[str, object]:
        entry = self.listings.get(listing)
        if entry is None:
            return {}
        sale = entry.sale or {}
        return {
            "state": entry.state,
            "channel": entry.terms["channel"],
            "currency": entry.terms["currency"],
            "rightCount": len(entry.rights),
            "rightsDigest": digest(entry.rights),
            "pledge": entry.pledge,
            "commitment": entry.commitment,
            "seller": entry.seller,
            "asking": entry.asking,
            **{name: sale.get(name, 0) for name in ("relation", "buyer", "price")},
            "disclosed": sale.get("disclosed", False),
        }

    def listing_of_right(self, key: bytes) -> int:
        return next((each for each, entry in self.listings.items() if key in entry.rights and entry.state in LIVE), 0)
