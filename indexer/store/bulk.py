"""Writing many rows at once on PostgreSQL: rows by COPY, closings by one statement for each table.

What is written is what `writer` writes on any database; a test compares the two. Errors are psycopg's.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_args, get_type_hints

from psycopg import Connection, sql
from sqlalchemy import BigInteger, Boolean, Integer, Table

from indexer.projection.rows import Close, Row
from indexer.store import tables

_CHUNK = 1 << 18
"""Bytes handed to the driver at once."""


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


def copy_rows(connection: "Connection[Any]", row_type: type[Row], rows: Iterable[Row]) -> None:
    """Inserts rows of one type."""
    table = tables.TABLES[row_type.table]
    line = _line_of(row_type)  # type: ignore[arg-type]  # a class is hashable
    columns = sql.SQL(", ").join(map(sql.Identifier, table.c.keys()))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    text = "".join([line(row) for row in rows]).encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(text), _CHUNK):
            copy.write(text[start : start + _CHUNK])


def close_rows(connection: "Connection[Any]", table: Table, columns: tuple[str, ...], closes: Iterable[Close]) -> None:
    """Closes open intervals; of several closings of one row the first counts."""
    first: dict[tuple[Any, ...], Close] = {}
    for close in closes:
        first.setdefault(tuple([value for _, value in close.match]), close)
    if columns[0] == table.primary_key.columns.keys()[0] and isinstance(table.c[columns[0]].type, BigInteger):
        # Most closings of a long reading are of what the same transaction opens: no such row is there yet.
        newest = connection.execute(_newest(table.name, columns[0])).fetchone()
        highest = newest[0] if newest is not None else None
        first = {} if highest is None else {match: close for match, close in first.items() if match[0] <= highest}
    if not first:
        return
    made = list(first.values())
    by = [[close.sequence for close in made], [close.block for close in made]]
    by += [[close.on for close in made], [close.dated_by for close in made]]  # type: ignore[misc]
    connection.execute(_closing(table.name, columns), [*by, *map(list, zip(*first, strict=True))])


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
