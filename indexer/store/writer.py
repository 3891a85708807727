"""Writes what the follower found. Rows, blocks and checkpoint change in one transaction, or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Self

import psycopg
from sqlalchemy import Connection, Engine, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from indexer.projection.rows import INTERVALS, ROWS, Close, Interval
from indexer.store import bulk, tables
from indexer.store.batch import Batch
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock, Position
from indexer.store.prepared import Prepared


class StoreError(Exception):
    """The database refused or failed. Says what was being done, and never what was written."""

    @classmethod
    def of(cls, doing: str, error: SQLAlchemyError | psycopg.Error) -> Self:
        """The database's `error` while `doing`.

        Only the first line of what the driver said is kept: PostgreSQL goes on with the values of the failing row,
        amounts among them. Raise it `from None`, or a traceback tells them all the same.
        """
        said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        return cls(f"{doing}: {type(error).__name__}: {str(said).partition(chr(10))[0]}")


class WrongStore(StoreError):
    """The store mirrors another ledger than the one that is followed."""


class StoreConflict(StoreError):
    """Another follower wrote to this store since the checkpoint was read."""


@dataclass(frozen=True)
class KeptBlock:
    """An indexed block with the number of its events."""

    block: IndexedBlock
    events: int


@dataclass(frozen=True)
class Written:
    """Blocks that follow one another, with the row changes of their events."""

    blocks: tuple[KeptBlock, ...]
    rows: Prepared


class Writer:
    """The writing half of the store. One follower uses it; a second one on the same database gets StoreConflict.

    `kept_blocks` is how many of the newest blocks are kept though they hold no event. Every method may raise
    StoreError.
    """

    def __init__(self, engine: Engine, kept_blocks: int = 256) -> None:
        self._engine = engine
        self._kept_blocks = kept_blocks

    def begin(self, chain_id: int, log: str, first_block: int, origin: Position) -> Checkpoint:
        """The checkpoint of the ledger whose log is at address `log`, new in an empty store. Raises WrongStore."""
        with self._transaction("reading the checkpoint") as connection:
            found = _read_checkpoint(connection)
            if found is None:
                found = Checkpoint(
                    chain_id=chain_id,
                    log=log,
                    first_block=first_block,
                    block=first_block - 1,
                    sequence=origin.sequence,
                    head=origin.head,
                    proven_block=first_block - 1,
                    reason=None,
                    detail=None,
                    halted=False,
                    known_head=first_block - 1,
                    polled_at=None,
                )
                connection.execute(insert(tables.checkpoint).values(id=1, **_columns_of(found)))
        if (found.chain_id, found.log, found.first_block) != (chain_id, log, first_block):
            raise WrongStore(
                f"The store mirrors the log {found.log} of chain {found.chain_id} from block {found.first_block}, "
                f"not {log} of chain {chain_id} from block {first_block}; name another store."
            )
        return found

    def recent_blocks(self, count: int) -> list[IndexedBlock]:
        """The newest `count` blocks that the store holds, newest first."""
        query = select(tables.blocks).order_by(tables.blocks.c.number.desc()).limit(count)
        with self._transaction("reading blocks") as connection:
            return [_block(row) for row in connection.execute(query)]

    @property
    def database(self) -> str:
        """Name of the kind of database, for which rows are prepared."""
        return self._engine.dialect.name

    def commit(self, before: Checkpoint, written: Sequence[Written], after: Checkpoint) -> None:
        """Writes the blocks and moves the checkpoint from `before` to `after`. Raises StoreConflict."""
        with self._transaction(f"writing blocks up to {after.block}") as connection:
            _move(connection, before, after)
            _write(connection, [each.rows for each in written])
            blocks = [_block_values(block) for each in written for block in each.blocks]
            if blocks:
                connection.execute(insert(tables.blocks), blocks)
            oldest = min(after.proven_block, after.block - self._kept_blocks)
            stale = and_(tables.blocks.c.events == 0, tables.blocks.c.number < oldest)
            connection.execute(delete(tables.blocks).where(stale))

    def rewind(self, before: Checkpoint, to_block: int, after: Checkpoint, origin: Position) -> Checkpoint:
        """Goes back to the newest kept block at or before `to_block`, in one transaction.

        What later events inserted is deleted, what they closed is open again. Answers the checkpoint, which takes
        `reason`, `detail`, `halted`, `known_head` and `polled_at` from `after`. When no such block is kept the store
        goes back to `origin`, where the ledger begins.
        """
        with self._transaction(f"going back to block {to_block}") as connection:
            found = connection.execute(
                select(tables.blocks)
                .where(tables.blocks.c.number <= to_block)
                .order_by(tables.blocks.c.number.desc())
                .limit(1)
            ).first()
            target = None if found is None else _block(found)
            if target is None:
                after = replace(after, block=before.first_block - 1, sequence=origin.sequence, head=origin.head)
            else:
                after = replace(after, block=target.number, sequence=target.sequence, head=target.head)
            after = replace(after, proven_block=min(before.proven_block, after.block))
            _move(connection, before, after)
            _undo(connection, after.block)
        return after

    def note(self, before: Checkpoint, after: Checkpoint) -> Checkpoint:
        """Changes only what the checkpoint says of the node and of completeness. Answers `after`. Raises
        StoreConflict.
        """
        with self._transaction("writing the checkpoint") as connection:
            _move(connection, before, after)
        return after

    @contextmanager
    def _transaction(self, doing: str) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, psycopg.Error) as error:
            raise StoreError.of(f"The indexer's store failed while {doing}", error) from None


def _read_checkpoint(connection: Connection) -> Checkpoint | None:
    found = connection.execute(select(tables.checkpoint)).mappings().first()
    return None if found is None else checkpoint_of(dict(found))


def checkpoint_of(values: dict[str, object]) -> Checkpoint:
    """The checkpoint of a database row."""
    names = Checkpoint.__dataclass_fields__
    return Checkpoint(**{name: values[name] for name in names})  # type: ignore[arg-type]


def _columns_of(checkpoint: Checkpoint) -> dict[str, object]:
    return {name: getattr(checkpoint, name) for name in Checkpoint.__dataclass_fields__}


def _move(connection: Connection, before: Checkpoint, after: Checkpoint) -> None:
    table = tables.checkpoint
    moved = connection.execute(
        update(table)
        .where(table.c.id == 1, table.c.block == before.block, table.c.head == before.head, table.c.log == before.log)
        .values(**_columns_of(after))
    )
    if moved.rowcount != 1:
        raise StoreConflict(
            f"The store is no longer at block {before.block}: another follower writes to it. Run one follower for "
            "a store."
        )


def _write(connection: Connection, changes: Sequence[Prepared]) -> None:
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        bulk.prepare(driver)
    for each in changes:
        if isinstance(each, Batch):
            _write_rows(connection, each)
        else:
            each.write(driver)  # type: ignore[arg-type]  # prepared for this database


def _write_rows(connection: Connection, batch: Batch) -> None:
    for (interval_type, columns), closes in batch.closes().items():
        _close(connection, interval_type, columns, closes)
    for row_type, rows in batch.rows().items():
        if rows:
            table = tables.TABLES[row_type.table]
            names = table.c.keys()
            connection.execute(insert(table), [{name: getattr(row, name) for name in names} for row in rows])


def _close(connection: Connection, row_type: type[Interval], columns: tuple[str, ...], closes: list[Close]) -> None:
    table = tables.TABLES[row_type.table]
    statement = (
        update(table)
        .where(
            *(table.c[name] == bindparam(f"match_{name}") for name in columns),
            # Closings that match on other columns may have been written first, though they came later.
            or_(table.c.until_sequence.is_(None), table.c.until_sequence > bindparam("by_sequence")),
        )
        .values(
            until_sequence=bindparam("by_sequence"),
            until_block=bindparam("by_block"),
            until_on=bindparam("by_on"),
            until_dated_by=bindparam("by_dated_by"),
        )
    )
    connection.execute(
        statement,
        [
            {
                **{f"match_{name}": value for name, value in close.match},
                "by_sequence": close.sequence,
                "by_block": close.block,
                "by_on": close.on,
                "by_dated_by": close.dated_by,
            }
            for close in closes
        ],
    )


def _undo(connection: Connection, block: int) -> None:
    for row_type in ROWS:
        table = tables.TABLES[row_type.table]
        connection.execute(delete(table).where(table.c.block > block))
    for interval_type in INTERVALS:
        table = tables.TABLES[interval_type.table]
        reopened = {"until_sequence": None, "until_block": None, "until_on": None, "until_dated_by": None}
        connection.execute(update(table).where(table.c.until_block > block).values(**reopened))
    connection.execute(delete(tables.blocks).where(tables.blocks.c.number > block))


def _block(row: object) -> IndexedBlock:
    names = IndexedBlock.__dataclass_fields__
    return IndexedBlock(**{name: getattr(row, name) for name in names})


def _block_values(each: KeptBlock) -> dict[str, object]:
    names = IndexedBlock.__dataclass_fields__
    return {"events": each.events, **{name: getattr(each.block, name) for name in names}}
