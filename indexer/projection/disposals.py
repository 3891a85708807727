"""Rows out of DisposalBook's events."""

from chain_gateway.ledger.enums import DelistReason, ListingState
from chain_gateway.ledger.events import (
    LedgerEvent,
    ListingEnded,
    ListingRepriced,
    RightsListed,
    RightsSold,
    SaleSettled,
)
from chain_gateway.ledger.keccak import keccak
from chain_gateway.ledger.structs import Act
from indexer.projection.dates import BlockStamp, LegalDate, act_date
from indexer.projection.rows import (
    AskingPriceRow,
    Change,
    Close,
    Insert,
    Interval,
    ListingRightRow,
    ListingRow,
    ListingStateRow,
    SaleRow,
)
from indexer.projection.subjects import hexadecimal, number_of


def rights_listed(event: LedgerEvent, payload: RightsListed, block: BlockStamp) -> list[Change]:
    """Rights were listed for sale."""
    terms, listing, date = payload.terms, number_of(event), act_date(payload.act, block)
    row = ListingRow(
        sequence=event.sequence,
        block=block.number,
        listing=listing,
        pledge=payload.pledge,
        commitment=payload.commitment,
        seller=event.actor,
        channel=int(terms.channel),
        venue=terms.venue,
        currency=terms.currency,
        rights_digest=hexadecimal(keccak(b"".join(payload.listed))),
    )
    rights = (
        ListingRightRow(sequence=event.sequence, block=block.number, listing=listing, asset_key=hexadecimal(key))
        for key in payload.listed
    )
    asked = _asking(event, terms.price, block, date)
    return [Insert(row), *map(Insert, rights), asked, _state(event, ListingState.Listed, block, date)]


def listing_repriced(event: LedgerEvent, payload: ListingRepriced, block: BlockStamp) -> list[Change]:
    """The asking price changed."""
    date = act_date(payload.act, block)
    return [_close(AskingPriceRow, event, block, date), _asking(event, payload.price, block, date)]


def rights_sold(event: LedgerEvent, payload: RightsSold, block: BlockStamp) -> list[Change]:
    """The listed rights were sold."""
    sale, date = payload.sale, act_date(payload.act, block)
    row = SaleRow(
        sequence=event.sequence,
        block=block.number,
        listing=number_of(event),
        seller=event.actor,
        buyer=sale.buyer,
        relation=int(sale.relation),
        price=str(sale.price),
        disclosed=sale.disclosed,
        on=payload.act.executed_on or date.on,  # the contract's own date, where it is stated
        document=hexadecimal(payload.act.document),
    )
    return [Insert(row), *_next_state(event, ListingState.Sold, payload.act, block)]


def sale_settled(event: LedgerEvent, payload: SaleSettled, block: BlockStamp) -> list[Change]:
    """What the sale brought is on record."""
    return _next_state(event, ListingState.Settled, payload.act, block)


def listing_ended(event: LedgerEvent, payload: ListingEnded, block: BlockStamp) -> list[Change]:
    """The listing ended without a settled sale."""
    return _next_state(event, ListingState.Delisted, payload.act, block, payload.reason)


def _asking(event: LedgerEvent, price: int, block: BlockStamp, date: LegalDate) -> Change:
    row = AskingPriceRow(
        sequence=event.sequence, block=block.number, listing=number_of(event), price=str(price), on=date.on
    )
    return Insert(row)


def _next_state(
    event: LedgerEvent, state: ListingState, act: Act, block: BlockStamp, reason: DelistReason | None = None
) -> list[Change]:
    date = act_date(act, block)
    return [_close(ListingStateRow, event, block, date), _state(event, state, block, date, reason)]


def _state(
    event: LedgerEvent, state: ListingState, block: BlockStamp, date: LegalDate, reason: DelistReason | None = None
) -> Change:
    row = ListingStateRow(
        sequence=event.sequence,
        block=block.number,
        listing=number_of(event),
        state=int(state),
        on=date.on,
        dated_by=date.dated_by,
        reason=0 if reason is None else int(reason),
    )
    return Insert(row)


def _close(row_type: type[Interval], event: LedgerEvent, block: BlockStamp, date: LegalDate) -> Change:
    match = (("listing", number_of(event)),)
    return Close(row_type, match, event.sequence, block.number, date.on, date.dated_by)
