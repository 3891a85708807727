"""Opening the store's database."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


class InvalidStoreUrl(ValueError):
    """The store's address cannot be used. Says why."""


def open_engine(url: str, statement_seconds: int = 10) -> Engine:
    """An engine for `url`, such as "sqlite:////var/lib/pledgebook/indexer.db" or "postgresql+psycopg://...".

    On SQLite readers get a snapshot while the writer goes on (write-ahead log), and wait at most 30 seconds for a
    lock. On PostgreSQL a statement ends after `statement_seconds`. Errors and logs never hold a statement's
    parameters, which are amounts and salts too. Raises InvalidStoreUrl.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise InvalidStoreUrl(f"{url!r} is no database address: {error}") from None
    if address.get_backend_name() == "sqlite":
        if address.database in (None, "", ":memory:"):
            raise InvalidStoreUrl(f"{url!r} is in memory, where each thread would see another store; name a file.")
        return _sqlite(url)
    if address.get_backend_name() == "postgresql":
        options = f"-c statement_timeout={statement_seconds * 1000}"
        return create_engine(
            url, isolation_level="REPEATABLE READ", connect_args={"options": options}, hide_parameters=True
        )
    raise InvalidStoreUrl(f"{url!r} is neither SQLite nor PostgreSQL.")


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # The driver would begin a transaction only before a write, and reads would not share one snapshot.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
