"""What all tests share: a real PostgreSQL, started when the first test asks for it."""

from collections.abc import Iterator

import pytest

from tests.support.postgresql import Cluster


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> str:
    """SQLAlchemy URL of a new, empty database."""
    return postgresql.fresh()
