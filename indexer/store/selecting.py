"""Rows of the projection out of a query."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Select

from indexer.projection.rows import Row
from indexer.store import tables

CHUNK = 5_000
"""Values of one IN list; drivers take at least 32,766."""

_R = TypeVar("_R", bound=Row)


def read_rows(connection: Connection, row_type: type[_R], query: Select[Any]) -> list[_R]:
    """The query's rows, in its order. Whatever it selects, the columns of the row's table are read."""
    columns = tables.TABLES[row_type.table].c
    names = columns.keys()
    found = connection.execute(query.with_only_columns(*columns, maintain_column_froms=True))
    return [build(row_type, names, values) for values in found]


def build(row_type: type[_R], names: Collection[str], values: Collection[Any]) -> _R:
    """A row of its columns' values. A batch reads tens of thousands: a frozen dataclass's own constructor would take
    most of the time, and has nothing to check.
    """
    row = object.__new__(row_type)
    row.__dict__.update(zip(names, values, strict=True))
    return row


def chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in lists of at most CHUNK."""
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
