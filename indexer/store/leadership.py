"""Which of several indexers on one database writes. The others stand by, and one of them takes over.

PostgreSQL: an advisory lock of a session that is kept for it; when the process dies, so does the session, and the lock
is free. SQLite: a lock of the operating system on a file beside the database. Whoever loses the lock without noticing
still cannot write: every commit moves the checkpoint from where its writer last saw it, or fails (`StoreConflict`).
"""

import fcntl
import threading
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from indexer.store.writer import StoreError

_LOCK = 0x706C6564676562  # "pledgeb"; one indexer's schema is one database's


class Leadership:
    """One indexer's claim to write to a store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._guard = threading.Lock()
        self._session: Connection | None = None
        self._file: BufferedWriter | None = None

    def held(self) -> bool:
        """Whether this indexer has the lead, after taking it when it is free. StoreError when the database fails."""
        with self._guard:
            if self._engine.dialect.name == "postgresql":
                return self._held_in_postgresql()
            return self._held_beside_sqlite()

    def give_up(self) -> None:
        """Leaves the lead to another."""
        with self._guard:
            if self._session is not None:
                with suppress(SQLAlchemyError):  # a session that is gone has left the lock already
                    self._session.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                self._drop()
            if self._file is not None:
                self._file.close()
                self._file = None

    def _held_in_postgresql(self) -> bool:
        try:
            if self._session is not None:
                try:
                    self._session.execute(text("SELECT 1"))
                except SQLAlchemyError:
                    self._drop()
                else:
                    return True
            session = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                led = bool(session.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar_one())
            except SQLAlchemyError:
                session.close()
                raise
            if led:
                self._session = session
            else:
                session.close()
        except SQLAlchemyError as error:
            raise StoreError.of("The indexer's store failed while asking for the lead", error) from None
        return led

    def _drop(self) -> None:
        if self._session is not None:
            with suppress(SQLAlchemyError):
                self._session.invalidate()
                self._session.close()
            self._session = None

    def _held_beside_sqlite(self) -> bool:
        if self._file is not None:
            return True
        file = Path(f"{self._engine.url.database}.lead").open("wb")  # noqa: SIM115  # kept open: it is the lock
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True
