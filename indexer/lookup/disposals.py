"""What is public of disposals: listings, sales, the trail over the same rights, and flip alerts (law.md 16, 23; S9).

An asking price and a price are the seller's own, unless it disclosed the price of the sale. An alert tells that a rule
was met, with the rule's version, and no figure: it is a reason to look, never a finding of wrong.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Self

from chain_gateway.ledger.enums import DelistReason, DisposalChannel, ListingState, Relation
from indexer.lookup.names import party_json
from indexer.lookup.standing import as_known, grouped
from indexer.lookup.texts import document_text, iso_date
from indexer.projection.rows import ListingRow, ListingStateRow, PartyRow, SaleRow
from indexer.store.reader import Snapshot


@dataclass(frozen=True)
class FlipRule:
    """The rule of flip alerts, as data with its version."""

    version: str
    days: int
    """A second sale within so many days of the first is compared with it."""
    hundredths: int
    """The ratio of the second price to the first, in hundredths, from which it is an alert."""

    @classmethod
    @lru_cache(maxsize=1)
    def current(cls) -> Self:
        """The version that this software comes with."""
        content = json.loads(files(__package__).joinpath("data", "flip.json").read_text("utf-8"))
        return cls(content["version"], content["days"], content["hundredths"])

    def alerts(self, sale: SaleRow, currency: str, earlier: Iterable[tuple[SaleRow, str]]) -> list[str]:
        """Why a sale is an alert: `related-party`, `flip`, both or neither. `earlier` are sales of the same rights."""
        found = ["related-party"] if sale.relation != Relation.Unrelated else []
        flipped = any(
            before.sequence < sale.sequence
            and money == currency
            and 0 <= (_day(sale.on) - _day(before.on)).days <= self.days
            and int(sale.price) * 100 >= int(before.price) * self.hundredths
            for before, money in earlier
        )
        return [*found, "flip"] if flipped else found


@dataclass(frozen=True)
class DisposalRecord:
    """All rows of one listing that answers read."""

    listing: ListingRow
    states: tuple[ListingStateRow, ...]
    sale: SaleRow | None
    others: tuple[tuple[SaleRow, str], ...]
    """Sales of exactly the same rights, with their currencies, this one's among them."""


def gather_disposals(
    snapshot: Snapshot, rows: Sequence[ListingRow], known_at: int | None = None
) -> list[DisposalRecord]:
    """The listings with what belongs to them, as known at the block `known_at` (None: now)."""
    digests = {row.rights_digest for row in rows}
    same = as_known(snapshot.listings_of_digests(digests), known_at) if digests else []
    ids = sorted({row.listing for row in (*rows, *same)})
    states = grouped(as_known(snapshot.listing_states(ids), known_at), lambda row: row.listing)
    sales = {row.listing: row for row in as_known(snapshot.sales(ids), known_at)}
    # A sale that fell through is no sale to compare with.
    standing = [row for row in same if row.listing in sales and states[row.listing][-1].state != ListingState.Delisted]
    by_digest = grouped(standing, lambda row: row.rights_digest)
    return [
        DisposalRecord(
            row,
            tuple(states[row.listing]),
            sales.get(row.listing),
            tuple((sales[each.listing], each.currency) for each in by_digest.get(row.rights_digest, [])),
        )
        for row in rows
    ]


def parties_of_disposals(records: Iterable[DisposalRecord]) -> set[int]:
    """Ids of sellers, venues and buyers."""
    ids = {party for each in records for party in (each.listing.seller, each.listing.venue)}
    return (ids | {each.sale.buyer for each in records if each.sale is not None}) - {0}


def disposals_json(records: Iterable[DisposalRecord], parties: Mapping[int, PartyRow]) -> list[dict[str, Any]]:
    """The listings, in the order in which they were made."""
    return [
        {
            "listing": each.listing.listing,
            "pledge": each.listing.pledge,
            "inventory": each.listing.commitment != 0,
            "state": ListingState(each.states[-1].state).name.lower(),
            "channel": DisposalChannel(each.listing.channel).name,
            "venue": party_json(each.listing.venue, parties) if each.listing.venue else None,
            "seller": party_json(each.listing.seller, parties),
            "listed_on": iso_date(each.states[0].on),
            "ended_on": iso_date(each.states[-1].on) if len(each.states) > 1 else None,
            "ended_for": DelistReason(each.states[-1].reason).name if each.states[-1].reason else None,
            "sale": None if each.sale is None else _sale_json(each, each.sale, parties),
        }
        for each in records
    ]


def _sale_json(record: DisposalRecord, sale: SaleRow, parties: Mapping[int, PartyRow]) -> dict[str, Any]:
    rule = FlipRule.current()
    return {
        "on": iso_date(sale.on),
        "buyer": party_json(sale.buyer, parties) if sale.buyer else None,
        "relation": Relation(sale.relation).name,
        "price_minor": sale.price if sale.disclosed else None,
        "currency": record.listing.currency,
        "document": document_text(sale.document),
        "alerts": rule.alerts(sale, record.listing.currency, record.others),
        "rule": rule.version,
    }


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
