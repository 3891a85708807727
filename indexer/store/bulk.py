"""Writing many rows at once on PostgreSQL: rows by COPY, closings by one statement for each table.

What is written is what `writer` writes on any database; a test compares the two. Errors are psycopg's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, get_args, get_type_hints

from psycopg import Connection, sql
from sqlalchemy import BigInteger, Boolean, Integer, Table

from indexer.projection.rows import Close, Row
from indexer.store import tables
from indexer.store.batch import Batch

_CHUNK = 1 << 18
"""Bytes handed to the driver at once."""
_MATCHED = 4
"""Place of the first matching column in `Closings.values`."""


def prepare(connection: "Connection[Any]") -> None:
    """Sets what holds for this transaction.

    Closings find their rows by the primary key; before the first statistics the planner would read whole tables. And
    the end of the transaction need not wait for the disk: rows and checkpoint are lost together or not at all, and what
    a crash of the server takes is read from the chain again.
    """
    connection.execute("SET LOCAL enable_hashjoin = off")
    connection.execute("SET LOCAL enable_mergejoin = off")
    connection.execute("SET LOCAL enable_seqscan = off")
    connection.execute("SET LOCAL synchronous_commit = off")


@dataclass(frozen=True)
class Closings:
    """Closings of rows of one table that match on the same columns: one list for each of number, block, legal date and
    where it is from, then one for each column. Of several closings of one row the first counts.
    """

    table: str
    columns: tuple[str, ...]
    values: tuple[list[Any], ...]

    @classmethod
    def of(cls, table: str, columns: tuple[str, ...], closes: Iterable[Close]) -> Self:
        """The closings, put together."""
        first: dict[tuple[Any, ...], Close] = {}
        for close in closes:
            first.setdefault(tuple([value for _, value in close.match]), close)
        by = [(close.sequence, close.block, close.on, close.dated_by, *match) for match, close in first.items()]
        return cls(table, columns, tuple(map(list, zip(*by, strict=True))))

    def write(self, connection: "Connection[Any]") -> None:
        """Closes the rows that are open in the database."""
        values = self.values
        table, column = tables.TABLES[self.table], self.columns[0]
        if column == table.primary_key.columns.keys()[0] and isinstance(table.c[column].type, BigInteger):
            # Most closings of a long reading are of what the same stretch opens: no such row is there yet.
            newest = connection.execute(_newest(self.table, column)).fetchone()
            highest = newest[0] if newest is not None else None
            if highest is None:
                return
            there = [place for place, match in enumerate(values[_MATCHED]) if match <= highest]
            if len(there) < len(values[_MATCHED]):
                values = tuple([each[place] for place in there] for each in values)
        if values[0]:
            connection.execute(_closing(self.table, self.columns), list(values))


@dataclass(frozen=True)
class Copied:
    """Row changes as PostgreSQL takes them in: closings, then the text of each table's COPY."""

    closings: tuple[Closings, ...]
    lines: dict[str, bytes]
    """By table, in COPY's text format."""

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """The changes of a batch."""
        closings = (Closings.of(by[0].table, by[1], closes) for by, closes in batch.closes().items())
        rows = {row_type.table: _lines(row_type, rows) for row_type, rows in batch.rows().items() if rows}
        return cls(tuple(closings), rows)

    def write(self, connection: "Connection[Any]") -> None:
        """Makes the changes, in the connection's transaction."""
        for each in self.closings:
            each.write(connection)
        for name, text in self.lines.items():
            with connection.cursor() as cursor, cursor.copy(_copy(name)) as copy:
                for start in range(0, len(text), _CHUNK):
                    copy.write(text[start : start + _CHUNK])


def _lines(row_type: type[Row], rows: Iterable[Row]) -> bytes:
    line = _line_of(row_type)  # type: ignore[arg-type]  # a class is hashable
    return "".join([line(row) for row in rows]).encode()


@cache
def _copy(table: str) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, tables.TABLES[table].c.keys()))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)


@cache
def _newest(table: str, column: str) -> sql.Composed:
    return sql.SQL("SELECT max({}) FROM {}").format(sql.Identifier(column), sql.Identifier(table))


@cache
def _closing(table_name: str, columns: tuple[str, ...]) -> sql.Composed:
    table = tables.TABLES[table_name]
    types = ["bigint", "bigint", "int", "text", *(_type_of(table, name) for name in columns)]
    matches = [sql.Identifier(f"match_{place}") for place in range(len(columns))]
    same = [
        sql.SQL("held.{} = {}").format(sql.Identifier(name), match)
        for name, match in zip(columns, matches, strict=True)
    ]
    return sql.SQL(
        "UPDATE {table} AS held SET until_sequence = by_sequence, until_block = by_block, until_on = by_on, "
        "until_dated_by = by_dated_by FROM unnest({arrays}) AS closing "
        "(by_sequence, by_block, by_on, by_dated_by, {matches}) "
        "WHERE {same} AND (until_sequence IS NULL OR until_sequence > by_sequence)"
    ).format(
        table=sql.Identifier(table_name),
        arrays=sql.SQL(", ").join([sql.SQL("%s::" + name + "[]") for name in types]),
        matches=sql.SQL(", ").join(matches),
        same=sql.SQL(" AND ").join(same),
    )


def _type_of(table: Table, column: str) -> str:
    kind = table.c[column].type
    if isinstance(kind, BigInteger):
        return "bigint"
    if isinstance(kind, Integer):
        return "int"
    return "boolean" if isinstance(kind, Boolean) else "text"


@cache
def _line_of(row_type: Any) -> Callable[[Row], str]:
    """What makes a row a line of COPY's text format, columns in the order of the table."""
    hints = get_type_hints(row_type)
    columns = tables.TABLES[row_type.table].c.keys()
    lines = [f"    value_{place} = {_shown(name, hints[name])}" for place, name in enumerate(columns)]
    line = "\\t".join(f"{{value_{place}}}" for place in range(len(columns)))
    source = "\n".join(["def line(row):", "    held = row.__dict__", *lines, f'    return f"{line}\\n"'])
    names: dict[str, Any] = {"escaped": _escaped}
    exec(compile(source, f"<line of {row_type.table}>", "exec"), names)  # noqa: S102  # of column names alone
    made: Callable[[Row], str] = names["line"]
    return made


def _shown(column: str, hint: Any) -> str:
    """An expression for a column's value in COPY's text format."""
    kinds, value = get_args(hint) or (hint,), f"held[{column!r}]"
    shown = f"escaped({value})" if str in kinds else value
    if bool in kinds:
        shown = f"'t' if {value} else 'f'"
    return f"'\\\\N' if {value} is None else {shown}" if type(None) in kinds else shown


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
