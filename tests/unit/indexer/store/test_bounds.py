"""A statement that takes too long is stopped, and says so."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from indexer.store.engine import open_engine
from indexer.store.reader import Reader, TooSlow
from indexer.store.schema import migrate

_ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/store.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    found = open_engine(url)
    migrate(found)
    yield found
    found.dispose()


def test_a_statement_that_takes_too_long_is_stopped(engine: Engine) -> None:
    reader = Reader(engine, statement_seconds=0.2)
    began = time.monotonic()
    with pytest.raises(TooSlow), reader.snapshot() as snapshot:
        snapshot.connection.execute(text(_ENDLESS[engine.dialect.name]))
    assert time.monotonic() - began < 5


def test_the_next_question_has_its_own_time(engine: Engine) -> None:
    reader = Reader(engine, statement_seconds=0.2)
    with pytest.raises(TooSlow), reader.snapshot() as snapshot:
        snapshot.connection.execute(text(_ENDLESS[engine.dialect.name]))
    with reader.snapshot() as snapshot:
        assert snapshot.checkpoint() is None
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "10s"
