"""The digest of everything that the mirror holds as of a block, by which two indexers compare.

Rows of every table that events fill, as they stood when the block was the newest: what later blocks made is left out,
what they closed is open. So it can be asked for any block, on SQLite and on PostgreSQL, and says the same wherever the
same ledger was mirrored by the same version. Rows are read in the order of their events; the rows of one event are put
in order here, because databases sort text differently.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from indexer.projection.rows import INTERVALS, ROWS, Row
from indexer.store import tables
from indexer.store.writer import StoreError, checkpoint_of

_UNTIL = ("until_sequence", "until_block", "until_on", "until_dated_by")
_AT_ONCE = 5_000


@dataclass(frozen=True)
class StateDigest:
    """What a mirror holds as of a block."""

    block: int
    sequence: int
    """Number of the newest event up to that block."""
    rows: int
    digest: str
    """SHA-256 in hexadecimal."""


class NotIndexed(ValueError):
    """The store has not reached the block."""


def state_digest(engine: Engine, block: int | None = None) -> StateDigest:
    """The digest as of `block`, by default the newest indexed one. Raises NotIndexed and StoreError."""
    try:
        with engine.connect() as connection, connection.begin():
            return _digest(connection, block)
    except SQLAlchemyError as error:
        raise StoreError.of("The indexer's store could not be read", error) from None


def _digest(connection: Connection, block: int | None) -> StateDigest:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # an operator's question, over everything
    found = connection.execute(select(tables.checkpoint)).mappings().first()
    here = None if found is None else checkpoint_of(dict(found))
    if here is None or here.block < here.first_block:
        raise NotIndexed("The store holds no block yet; run `pledge indexer` first.")
    at = here.block if block is None else block
    if not here.first_block <= at <= here.block:
        raise NotIndexed(f"Block {at} is not indexed; the store holds blocks {here.first_block} to {here.block}.")
    digest, rows = hashlib.sha256(), 0
    for row_type in sorted(ROWS, key=lambda each: each.table):
        digest.update(f"{row_type.table}\n".encode())
        for line in _lines(connection, row_type, at):
            digest.update(line)
            rows += 1
    events = tables.events
    newest = connection.execute(select(func.max(events.c.sequence)).where(events.c.block <= at)).scalar_one()
    return StateDigest(at, newest or 0, rows, digest.hexdigest())


def _lines(connection: Connection, row_type: type[Row], block: int) -> Iterator[bytes]:
    table = tables.TABLES[row_type.table]
    names = sorted(table.c.keys())
    query = select(*(table.c[name] for name in names)).where(table.c.block <= block).order_by(table.c.sequence)
    reopens = row_type in INTERVALS
    place = names.index("sequence")
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for _, group in groupby(rows, key=lambda row: row[place]):
        yield from sorted(_line(names, row, block, reopens=reopens) for row in group)


def _line(names: list[str], row: Any, block: int, *, reopens: bool) -> bytes:
    values = dict(zip(names, row, strict=True))
    if reopens and values["until_block"] is not None and values["until_block"] > block:
        values.update(dict.fromkeys(_UNTIL))
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
