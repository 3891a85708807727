"""Rows out of SearchRegister's events."""

from chain_gateway.ledger.events import LedgerEvent, Searched
from indexer.projection.dates import BlockStamp
from indexer.projection.rows import Change, Insert, SearchRow
from indexer.projection.subjects import hexadecimal


def searched(event: LedgerEvent, payload: Searched, block: BlockStamp) -> list[Change]:
    """A part of a search was run."""
    return [
        Insert(
            SearchRow(
                sequence=event.sequence,
                block=block.number,
                search=hexadecimal(event.subject),
                part=payload.part,
                parts=payload.parts,
                searcher=event.actor,
                as_of=payload.as_of,
                rights=payload.count,
                keys_digest=hexadecimal(payload.keys_digest),
                findings=hexadecimal(payload.findings),
            )
        )
    ]
