"""Claims: a lane is worked on by one process at a time. The end of a process ends its claims, however it ends.

That two workers never give one nonce to two acts does not rest on this, but on compare-and-set in the store; a claim
spares them the collisions.
"""

import contextlib
import fcntl
import hashlib
import os
from abc import ABC, abstractmethod
from pathlib import Path

from sqlalchemy import Connection, Engine, text


class Claims(ABC):
    """The claims of one worker."""

    @abstractmethod
    def claim(self, signer: str) -> bool:
        """Whether the lane is this worker's now; asked again, whether it still is."""

    @abstractmethod
    def release(self) -> None:
        """Give all lanes back."""

    @abstractmethod
    def intact(self) -> bool:
        """Whether all that was claimed still is; False once after claims were lost, which are then given back."""


class FileClaims(Claims):
    """Locked files in `folder`, for a SQLite file and so for one machine; None claims without asking anyone."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def claim(self, signer: str) -> bool:
        """See Claims."""
        if self._folder is None or signer in self._held:
            return True
        self._folder.mkdir(mode=0o700, exist_ok=True)
        file = os.open(self._folder / signer, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._held[signer] = file
        return True

    def release(self) -> None:
        """See Claims."""
        for file in self._held.values():
            os.close(file)
        self._held.clear()

    def intact(self) -> bool:
        """See Claims: the operating system takes none back."""
        return True


class AdvisoryClaims(Claims):
    """PostgreSQL's advisory locks, on a connection that does nothing else: they are gone when it is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._held: set[str] = set()

    def claim(self, signer: str) -> bool:
        """See Claims."""
        if signer in self._held:
            return True
        if self._connection is None:
            self._connection = self._engine.connect()
        answer = self._connection.execute(text("SELECT pg_try_advisory_lock(:lane)"), {"lane": _number(signer)})
        if answer.scalar_one():
            self._held.add(signer)
        return signer in self._held

    def release(self) -> None:
        """See Claims."""
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            # The pool would keep the connection, and the server its locks.
            with contextlib.suppress(Exception):
                connection.invalidate()
            with contextlib.suppress(Exception):
                connection.close()

    def intact(self) -> bool:
        """See Claims."""
        if self._connection is None:
            return True
        try:
            self._connection.execute(text("SELECT 1"))
        except Exception:  # noqa: BLE001  # whatever became of the connection, its locks are gone
            self.release()
            return False
        return True


def _number(signer: str) -> int:
    return int.from_bytes(hashlib.sha256(b"pledgebook lane " + signer.encode()).digest()[:8], signed=True)
