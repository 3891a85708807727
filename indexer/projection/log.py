"""Rows out of LedgerLog's own events."""

from chain_gateway.ledger.events import BookAdded, LedgerEvent
from indexer.projection.dates import BlockStamp
from indexer.projection.rows import BookRow, Change, Insert


def book_added(event: LedgerEvent, _payload: BookAdded, block: BlockStamp) -> list[Change]:
    """A book may append from now on."""
    return [Insert(BookRow(sequence=event.sequence, block=block.number, address=str(event.subject)))]
