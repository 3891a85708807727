"""Events of DirectoryBook: entries in versions."""

import json

from chain_gateway.ledger.events import EntryPublished, EntryRevised, EntryWithdrawn, LedgerEvent
from chain_gateway.ledger.structs import Act, DirectoryTerms
from indexer.projection.dates import BlockStamp, act_date
from indexer.projection.rows import Change, Close, EntryRow, Insert
from indexer.projection.subjects import hexadecimal, number_of


def entry_published(event: LedgerEvent, payload: EntryPublished, block: BlockStamp) -> list[Change]:
    """The first version of an entry."""
    return [_version(event, payload.terms, 1, payload.act, block)]


def entry_revised(event: LedgerEvent, payload: EntryRevised, block: BlockStamp) -> list[Change]:
    """A new version takes the place of the former one."""
    version = _version(event, payload.terms, payload.version, payload.act, block)
    return [_end(event, payload.act, block), version]


def entry_withdrawn(event: LedgerEvent, payload: EntryWithdrawn, block: BlockStamp) -> list[Change]:
    """The entry is published no more."""
    return [_end(event, payload.act, block)]


def _version(event: LedgerEvent, terms: DirectoryTerms, version: int, act: Act, block: BlockStamp) -> Change:
    row = EntryRow(
        sequence=event.sequence,
        block=block.number,
        entry=number_of(event),
        publisher=event.actor,
        owner=terms.owner,
        version=version,
        kind=int(terms.kind),
        name=terms.name,
        region=terms.region,
        right_kinds=terms.right_kinds,
        currency=terms.currency,
        least=str(terms.least),
        most=str(terms.most),
        least_months=terms.least_months,
        most_months=terms.most_months,
        least_rate=terms.least_rate,
        most_rate=terms.most_rate,
        ratio=terms.ratio,
        conditions=hexadecimal(terms.conditions),
        rights=json.dumps([hexadecimal(key) for key in terms.rights]),
        on=act_date(act, block).on,
    )
    return Insert(row)


def _end(event: LedgerEvent, act: Act, block: BlockStamp) -> Change:
    date = act_date(act, block)
    return Close(EntryRow, (("entry", number_of(event)),), event.sequence, block.number, date.on, date.dated_by)
