"""One of several indexers writes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from indexer.store.engine import open_engine
from indexer.store.leadership import Leadership


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Two processes' engines of one database."""
    url = f"sqlite:///{tmp_path}/store.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    one, two = open_engine(url), open_engine(url)
    yield one, two
    one.dispose()
    two.dispose()


def test_the_first_leads_and_the_second_stands_by_until_it_gives_up(engines: tuple[Engine, Engine]) -> None:
    first, second = map(Leadership, engines)
    assert first.held()
    assert first.held()
    assert not second.held()
    first.give_up()
    assert second.held()
    assert not first.held()
    second.give_up()


def test_a_session_that_the_server_ended_leaves_the_lead(postgresql_url: str) -> None:
    engine, other = open_engine(postgresql_url), open_engine(postgresql_url)
    first, second = Leadership(engine), Leadership(other)
    assert first.held()
    with other.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
        )
    while not second.held():
        time.sleep(0.01)  # the server takes a moment
    assert not first.held()
    first.give_up()
    second.give_up()
    engine.dispose()
    other.dispose()
