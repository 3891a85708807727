"""Requests that a party and its persons have left, for all gateway processes on one store: buckets that fill.

A process borrows some requests at a time and gives them out by itself, so few requests cost a statement here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from chain_gateway.submission.database import Database
from chain_gateway.submission.tables import quotas

_FULL_AGAIN = timedelta(days=1)
_CLOCKS_APART_SECONDS = 60.0


@dataclass(frozen=True)
class Draw:
    """What one process wants of one bucket."""

    party: int
    subject: str
    """Empty for the party's own bucket."""
    per_second: float
    """How fast the bucket fills."""
    size: float
    """What it holds when it is full."""
    least: float
    """With less than this nothing is lent, unless the bucket is full: then it is in debt afterwards."""
    most: float


@dataclass(frozen=True)
class Lent:
    """What came of a draw."""

    amount: float
    wait_seconds: float
    """When nothing was lent: how long until it would be."""


class Quotas:
    """Each method is one transaction. Several threads and processes may use it at once."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @property
    def shared(self) -> bool:
        """Whether processes of several machines may be on this store."""
        return self._database.shared

    def draw(self, draws: Sequence[Draw]) -> list[Lent]:
        """Borrow from several buckets; what one has not does not keep another from lending."""
        try:
            with self._database.write() as connection:
                return [self._draw(connection, each) for each in draws]
        except IntegrityError:  # another process made the same bucket at the same moment: it is there now
            with self._database.write() as connection:
                return [self._draw(connection, each) for each in draws]

    def forget(self) -> None:
        """Delete buckets that nobody drew from for a day: they are full."""
        with self._database.write() as connection:
            connection.execute(delete(quotas).where(quotas.c.at < (self._clock() - _FULL_AGAIN).timestamp()))

    def _draw(self, connection: Connection, wanted: Draw) -> Lent:
        now = self._clock().timestamp()
        here = (quotas.c.party == wanted.party, quotas.c.subject == wanted.subject)
        kept = connection.execute(select(quotas.c.level, quotas.c.at).where(*here).with_for_update()).one_or_none()
        level, at = (kept.level, kept.at) if kept is not None else (wanted.size, now)
        if at - now > _CLOCKS_APART_SECONDS:
            at = now  # the clock that wrote it was wrong
        level = min(wanted.size, level + max(now - at, 0.0) * wanted.per_second)
        amount = min(wanted.most, level)
        if amount < wanted.least:
            amount = wanted.least if level >= wanted.size else 0.0
        values = {"level": level - amount, "at": max(now, at)}
        if kept is None:
            connection.execute(insert(quotas).values(party=wanted.party, subject=wanted.subject, **values))
        else:
            connection.execute(update(quotas).where(*here).values(**values))
        return Lent(amount, 0.0 if amount else (min(wanted.least, wanted.size) - level) / wanted.per_second)
