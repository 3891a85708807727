"""How long a statement may take: hostile or unlucky questions must not hold the database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""
_CANCELLED = "57014"  # PostgreSQL's code of a statement that was cancelled


@contextmanager
def bounded(connection: Connection, seconds: float) -> Iterator[None]:
    """Within it no statement of the connection's transaction takes longer, on SQLite not all of them together."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}"))
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    ends = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def was_interrupted(error: SQLAlchemyError) -> bool:
    """Whether a statement failed because its time was over."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    return getattr(cause, "sqlstate", None) == _CANCELLED or str(cause) == "interrupted"
