"""Reads all rows of an indexer's store, to compare two stores."""

from typing import Any

from sqlalchemy import create_engine, select

from indexer.store.tables import TABLES


def all_rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of every table that events fill, sorted, by table."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in TABLES.items()
        }
    engine.dispose()
    return rows
