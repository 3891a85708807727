"""Bulk filings: which rows of a file were taken, and what became of them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from chain_gateway.submission.bulk_tables import bulk_rows, bulks
from chain_gateway.submission.database import Database
from chain_gateway.submission.errors import SubmissionError
from chain_gateway.submission.lifecycle import TERMINAL
from chain_gateway.submission.rows import as_text
from chain_gateway.submission.tables import submissions

_ENDED = frozenset(state.value for state in TERMINAL)


class UnknownBulk(SubmissionError):
    """No bulk filing has the id."""

    def __init__(self, bulk_id: str) -> None:
        super().__init__(f"No bulk filing has the id {bulk_id[:80]!r}.")
        self.bulk_id = bulk_id


class AnotherFile(SubmissionError):
    """A row of the file differs from the row that came with the same Idempotency-Key before."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Row {number} differs from the row {number} that came with this Idempotency-Key before. "
            "Send the same file again, or take a new key."
        )
        self.number = number


@dataclass(frozen=True)
class BulkRow:
    """One row of a file: it has a submission or a problem, never both."""

    number: int
    """Counts from 1; empty lines are not counted."""
    reference: str | None
    """The row's own name; None where it has none that can be read."""
    line_hash: bytes
    """sha256 of the line, 32 bytes."""
    submission_id: str | None = None
    problem: Mapping[str, Any] | None = None
    """The problem document of a refused row."""
    state: str | None = None
    """State of the submission at the moment of reading."""
    error: Mapping[str, Any] | None = None
    """Why the submission ended without effect."""


@dataclass(frozen=True)
class Bulk:
    """A bulk filing at a moment."""

    id: str
    party: int
    complete: bool
    """Whether the whole file was taken; until then the same request goes on where it was cut off."""
    rows: int
    accepted: int
    states: Mapping[str, int]
    """How many of its submissions are in each state that occurs."""
    created_at: str
    updated_at: str

    @property
    def refused(self) -> int:
        """How many rows have a problem and no submission."""
        return self.rows - self.accepted

    @property
    def ended(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.complete and self.states.keys() <= _ENDED


class Bulks:
    """Each method is one transaction. Several threads may use it at once."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def open(self, bulk_id: str, party: int) -> int:
        """Begin a bulk filing, or find the one that was begun; answers how many of its rows were taken."""
        try:
            with self._database.write() as connection:
                return self._open(connection, bulk_id, party)
        except IntegrityError:  # the same request twice at the same moment: the other one is there now
            with self._database.write() as connection:
                return self._open(connection, bulk_id, party)

    def kept(self, bulk_id: str, after: int, limit: int) -> list[BulkRow]:
        """Up to `limit` rows with numbers above `after`, without their submissions' states."""
        with self._database.read() as connection:
            return [_row(row) for row in connection.execute(_rows(bulk_id, after, limit))]

    def references(self, bulk_id: str) -> Iterator[str]:
        """References of the rows that were accepted."""
        with self._database.read() as connection:
            query = select(bulk_rows.c.reference).where(
                bulk_rows.c.bulk == bulk_id, bulk_rows.c.submission_id.is_not(None)
            )
            yield from connection.execute(query).scalars()

    def note(self, bulk_id: str, rows: Sequence[BulkRow]) -> None:
        """Note what became of rows. Rows that are noted already must be the same. Raises AnotherFile."""
        try:
            with self._database.write() as connection:
                self._note(connection, bulk_id, rows)
        except IntegrityError:  # the same request twice at the same moment: its rows are there now
            with self._database.write() as connection:
                self._note(connection, bulk_id, rows)

    def complete(self, bulk_id: str, rows: int) -> None:
        """Note that the whole file was taken. Raises AnotherFile when it was longer before."""
        with self._database.write() as connection:
            found = self._get(connection, bulk_id)
            if found.rows > rows:
                raise AnotherFile(rows + 1)
            if not found.complete:
                self._change(connection, bulk_id, complete=1)

    def get(self, bulk_id: str) -> Bulk:
        """A bulk filing with its counts. Raises UnknownBulk."""
        with self._database.read() as connection:
            found = self._get(connection, bulk_id)
            counted = connection.execute(
                select(submissions.c.state, func.count())
                .join(bulk_rows, bulk_rows.c.submission_id == submissions.c.id)
                .where(bulk_rows.c.bulk == bulk_id)
                .group_by(submissions.c.state)
            )
            states = {row[0]: row[1] for row in counted}
        return Bulk(
            id=found.id,
            party=found.party,
            complete=bool(found.complete),
            rows=found.rows,
            accepted=found.accepted,
            states=states,
            created_at=found.created_at,
            updated_at=found.updated_at,
        )

    def rows(self, bulk_id: str, after: int, limit: int, failed: bool = False) -> list[BulkRow]:
        """Up to `limit` rows with numbers above `after`, with their submissions' states.

        With `failed` only those that were refused, and those whose submission ended without effect.
        """
        joined = bulk_rows.outerjoin(submissions, submissions.c.id == bulk_rows.c.submission_id)
        query = (
            select(bulk_rows, submissions.c.state, submissions.c.error)
            .select_from(joined)
            .where(bulk_rows.c.bulk == bulk_id, bulk_rows.c.number > after)
            .order_by(bulk_rows.c.number)
            .limit(limit)
        )
        if failed:
            without = sorted(_ENDED - {"final"})
            query = query.where(bulk_rows.c.problem.is_not(None) | submissions.c.state.in_(without))
        with self._database.read() as connection:
            return [_row(row, row.state, row.error) for row in connection.execute(query)]

    # Inside a transaction

    def _open(self, connection: Connection, bulk_id: str, party: int) -> int:
        found = connection.execute(select(bulks.c.rows).where(bulks.c.id == bulk_id)).scalar_one_or_none()
        if found is not None:
            return int(found)
        now = self._now()
        connection.execute(
            insert(bulks).values(
                id=bulk_id, party=party, complete=0, rows=0, accepted=0, created_at=now, updated_at=now
            )
        )
        return 0

    def _note(self, connection: Connection, bulk_id: str, rows: Sequence[BulkRow]) -> None:
        first = rows[0].number
        there = {
            row.number: bytes(row.line_hash)
            for row in connection.execute(
                select(bulk_rows.c.number, bulk_rows.c.line_hash).where(
                    bulk_rows.c.bulk == bulk_id, bulk_rows.c.number.between(first, rows[-1].number)
                )
            )
        }
        for row in rows:
            if there.get(row.number, row.line_hash) != row.line_hash:
                raise AnotherFile(row.number)
        fresh = [row for row in rows if row.number not in there]
        if not fresh:
            return
        connection.execute(
            insert(bulk_rows),
            [
                {
                    "bulk": bulk_id,
                    "number": row.number,
                    "reference": row.reference,
                    "line_hash": row.line_hash,
                    "submission_id": row.submission_id,
                    "problem": json.dumps(row.problem, ensure_ascii=True) if row.problem is not None else None,
                }
                for row in fresh
            ],
        )
        accepted = sum(row.submission_id is not None for row in fresh)
        self._change(connection, bulk_id, rows=bulks.c.rows + len(fresh), accepted=bulks.c.accepted + accepted)

    def _get(self, connection: Connection, bulk_id: str) -> Row[Any]:
        found = connection.execute(select(bulks).where(bulks.c.id == bulk_id)).one_or_none()
        if found is None:
            raise UnknownBulk(bulk_id)
        return found

    def _change(self, connection: Connection, bulk_id: str, **values: Any) -> None:
        connection.execute(update(bulks).where(bulks.c.id == bulk_id).values(updated_at=self._now(), **values))

    def _now(self) -> str:
        return as_text(self._clock())


def _rows(bulk_id: str, after: int, limit: int) -> Any:
    return (
        select(bulk_rows)
        .where(bulk_rows.c.bulk == bulk_id, bulk_rows.c.number > after)
        .order_by(bulk_rows.c.number)
        .limit(limit)
    )


def _row(row: Row[Any], state: str | None = None, error: str | None = None) -> BulkRow:
    return BulkRow(
        number=row.number,
        reference=row.reference,
        line_hash=bytes(row.line_hash),
        submission_id=row.submission_id,
        problem=json.loads(row.problem) if row.problem is not None else None,
        state=state,
        error=json.loads(error) if error is not None else None,
    )
