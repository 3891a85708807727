"""Watches of parties and what they were told, in the store."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from indexer.store import tables
from indexer.store.writer import StoreError


@dataclass(frozen=True)
class KeptWatch:
    """A watch as it is kept."""

    id: str
    party: int
    kind: str
    target: str
    label: str
    certificate_block: int | None
    webhook: str | None
    secret: str | None
    since_block: int
    created_at: int


@dataclass(frozen=True)
class NewNotice:
    """Something to tell a party."""

    watch: str
    party: int
    cause: str
    kind: str
    block: int | None
    content: dict[str, Any]
    withdrawn: bool = False


@dataclass(frozen=True)
class Notice:
    """Something that a party was told, or is to be told."""

    number: int
    watch: str
    party: int
    cause: str
    generation: int
    kind: str
    withdrawn: bool
    block: int | None
    content: dict[str, Any]
    created_at: int
    attempts: int


@dataclass(frozen=True)
class Looked:
    """Up to which block, and for which day, watches were looked at."""

    block: int
    hash: bytes
    day: int


class WatchStore:
    """Keeps watches and notices. Every method may raise StoreError.

    Several processes look at once, and whoever compares and sets first goes on. On PostgreSQL that needs statements
    which see what was committed before them, not before their transaction: else the slower one fails instead.
    """

    def __init__(self, engine: Engine) -> None:
        postgresql = engine.dialect.name == "postgresql"
        self._engine = engine.execution_options(isolation_level="READ COMMITTED") if postgresql else engine

    def add(self, watch: KeptWatch) -> None:
        """Keeps a new watch."""
        with self._transaction() as connection:
            connection.execute(insert(tables.watches).values(**watch.__dict__))

    def remove(self, watch: str, party: int) -> bool:
        """Ends a watch of the party, with what is still to be delivered of it; False when it has none of that id."""
        table, notices = tables.watches, tables.notices
        with self._transaction() as connection:
            found = connection.execute(delete(table).where(table.c.id == watch, table.c.party == party)).rowcount
            if found:
                connection.execute(update(notices).where(notices.c.watch == watch).values(due_at=None))
        return bool(found)

    def of(self, party: int) -> list[KeptWatch]:
        """The party's watches, the oldest first."""
        table = tables.watches
        with self._transaction() as connection:
            query = select(table).where(table.c.party == party).order_by(table.c.created_at, table.c.id)
            return [KeptWatch(**row) for row in connection.execute(query).mappings()]

    def every(self) -> list[KeptWatch]:
        """All watches."""
        with self._transaction() as connection:
            return [KeptWatch(**row) for row in connection.execute(select(tables.watches)).mappings()]

    def looked(self) -> Looked | None:
        """Where looking at the watches stands; None before it began."""
        table = tables.watch_position
        with self._transaction() as connection:
            found = connection.execute(select(table.c.block, table.c.hash, table.c.day)).first()
        return None if found is None else Looked(*found)

    def tell(
        self, before: Looked | None, after: Looked, causes: Sequence[NewNotice], again_from: int | None, now: int
    ) -> int:
        """Moves on from `before` to `after` and keeps what is to be told, each cause once; answers how many are new.

        `again_from` is the first block that was looked at again after a reorganisation: what was told of an act from
        there on, and is not among the causes, is told as withdrawn. Nothing is done when another process moved first.
        """
        with self._transaction() as connection:
            if not _move(connection, before, after):
                return 0
            told = _newest(connection, {each.cause for each in causes})
            new = [each for each in causes if each.cause not in told or told[each.cause].withdrawn]
            if again_from is not None:
                found = {each.cause for each in causes}
                new += [_withdrawal(each) for each in _standing_from(connection, again_from) if each.cause not in found]
            for notice in {(each.cause, each.withdrawn): each for each in new}.values():
                _keep(connection, notice, now)
        return len(new)

    def notices(self, party: int, after: int, limit: int) -> list[Notice]:
        """What the party was told after the notice `after`, in order."""
        table = tables.notices
        query = (
            select(table).where(table.c.party == party, table.c.number > after).order_by(table.c.number).limit(limit)
        )
        with self._transaction() as connection:
            return [_notice(row) for row in connection.execute(query).mappings()]

    def claim(self, now: int, until: int, limit: int) -> list[tuple[Notice, KeptWatch]]:
        """Notices that are due, with their watches. Nobody else gets them before `until`."""
        table, watches = tables.notices, tables.watches
        claimed: list[tuple[Notice, KeptWatch]] = []
        with self._transaction() as connection:
            query = select(table).where(table.c.due_at <= now).order_by(table.c.number).limit(limit)
            for row in connection.execute(query).mappings().all():
                mine = update(table).where(table.c.number == row["number"], table.c.due_at == row["due_at"])
                if connection.execute(mine.values(due_at=until, attempts=row["attempts"] + 1)).rowcount != 1:
                    continue
                watch = connection.execute(select(watches).where(watches.c.id == row["watch"])).mappings().first()
                if watch is not None:
                    claimed.append((_notice({**row, "attempts": row["attempts"] + 1}), KeptWatch(**watch)))
        return claimed

    def settle(self, number: int, delivered_at: int | None, due_at: int | None) -> None:
        """A notice was delivered, or is to be tried again at `due_at`; neither gives it up."""
        table = tables.notices
        with self._transaction() as connection:
            connection.execute(
                update(table).where(table.c.number == number).values(delivered_at=delivered_at, due_at=due_at)
            )

    def backlog(self) -> int:
        """How many notices wait to be delivered."""
        table = tables.notices
        with self._transaction() as connection:
            return int(connection.execute(select(func.count()).where(table.c.due_at.is_not(None))).scalar_one())

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreError.of("The store of watches failed", error) from None


def _move(connection: Connection, before: Looked | None, after: Looked) -> bool:
    table = tables.watch_position
    values = {"block": after.block, "hash": after.hash, "day": after.day}
    if before is None:
        taken = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if not taken:
            connection.execute(insert(table).values(id=1, **values))
        return not taken
    here = (table.c.block == before.block, table.c.hash == before.hash, table.c.day == before.day)
    return connection.execute(update(table).where(*here).values(**values)).rowcount == 1


def _newest(connection: Connection, causes: Collection[str]) -> dict[str, Notice]:
    """The newest telling of each cause."""
    table = tables.notices
    found: dict[str, Notice] = {}
    listed = sorted(causes)
    for start in range(0, len(listed), 5_000):
        query = select(table).where(table.c.cause.in_(listed[start : start + 5_000])).order_by(table.c.generation)
        found.update((row["cause"], _notice(row)) for row in connection.execute(query).mappings())
    return found


def _standing_from(connection: Connection, block: int) -> list[Notice]:
    """Causes of acts from a block on that were told last as such, and not as withdrawn."""
    table = tables.notices
    query = select(table.c.cause).where(table.c.block >= block).distinct()
    causes = set(connection.execute(query).scalars())
    return [each for each in _newest(connection, causes).values() if not each.withdrawn]


def _withdrawal(told: Notice) -> NewNotice:
    return NewNotice(told.watch, told.party, told.cause, told.kind, told.block, told.content, withdrawn=True)


def _keep(connection: Connection, notice: NewNotice, now: int) -> None:
    table, watches = tables.notices, tables.watches
    generation = connection.execute(
        select(func.coalesce(func.max(table.c.generation), 0)).where(table.c.cause == notice.cause)
    ).scalar_one()
    webhook = connection.execute(select(watches.c.webhook).where(watches.c.id == notice.watch)).scalar_one_or_none()
    connection.execute(
        insert(table).values(
            watch=notice.watch,
            party=notice.party,
            cause=notice.cause,
            generation=generation + 1,
            kind=notice.kind,
            withdrawn=notice.withdrawn,
            block=notice.block,
            content=json.dumps(notice.content, ensure_ascii=True, separators=(",", ":")),
            created_at=now,
            attempts=0,
            due_at=None if webhook is None else now,
            delivered_at=None,
        )
    )


def _notice(row: Any) -> Notice:
    names = Notice.__dataclass_fields__
    return Notice(**{**{name: row[name] for name in names}, "content": json.loads(row["content"])})
