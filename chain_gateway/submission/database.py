"""The store's database: opening it, migrating it, and its two kinds of transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url, text

from chain_gateway.submission.claims import AdvisoryClaims, Claims, FileClaims

_BUSY_SECONDS = 30
_CONNECTIONS = 20  # kept open; a request's thread that finds none opens one more, and throws it away afterwards
_MIGRATING = threading.Lock()  # alembic keeps what it works on in module globals
_MIGRATION_LOCK = 0x706C656467
# A server that is gone without a word is noticed, on both sides, before claims of lanes outlive their process for long.
_KEEP_ALIVE = {"connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


class Database:
    """A migrated database. `read` and `write` are its transactions; both may be used from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    @classmethod
    def open(cls, url: str) -> "Database":
        """Connect to the SQLAlchemy `url` and bring the schema up to date."""
        location = make_url(url)
        sqlite = location.get_backend_name() == "sqlite"
        engine = create_engine(
            location,
            connect_args={"timeout": _BUSY_SECONDS} if sqlite else _KEEP_ALIVE,
            pool_pre_ping=not sqlite,
            pool_size=_CONNECTIONS,
            hide_parameters=True,  # a failed statement is logged, and its parameters are names and amounts
        )
        _quote_nothing(engine)
        if sqlite:
            _prepare_sqlite(engine)
        database = cls(engine)
        with database.write() as connection:
            _migrate(connection)
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or undone when an exception leaves it."""
        with self._writing.begin() as connection:
            yield connection

    @property
    def shared(self) -> bool:
        """Whether processes of several machines may use it: PostgreSQL, not a file."""
        return self._engine.dialect.name != "sqlite"

    def claims(self) -> Claims:
        """Claims on lanes: advisory locks of PostgreSQL, or locked files beside a SQLite file."""
        if self.shared:
            return AdvisoryClaims(self._engine)
        path = self._engine.url.database
        return FileClaims(Path(path + "-lanes") if path and path != ":memory:" else None)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # another process may be opening the same store
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", "chain_gateway.submission:migrations")
    config.attributes["connection"] = connection
    with _MIGRATING:
        command.upgrade(config, "head")


def _quote_nothing(engine: Engine) -> None:
    """Errors keep the first line of what the driver said: PostgreSQL goes on with values of the row."""

    @event.listens_for(engine, "handle_error")
    def _cut(context: ExceptionContext) -> None:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                error.args = tuple(str(each).partition("\n")[0] for each in error.args)


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, every commit on disk, and writers that take their lock at the start.

    A transaction that begins by reading and then writes fails at once when another wrote between, whatever the busy
    timeout: so a writing one says so when it begins. (pysqlite's own BEGIN is switched off for that.)
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
