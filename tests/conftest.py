"""What all tests share: a real PostgreSQL and a real PKCS#11 token, made when the first test asks for them, and how
long the property tests play: HYPOTHESIS_PROFILE=nightly plays ten times as many examples.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.postgresql import Cluster
from tests.support.softhsm import TokenRack

settings.register_profile("nightly", max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault-runs", type=int, default=30, help="seeds of the gateway's fault runs")
    parser.addoption("--fault-seed", type=int, default=None, help="only this seed of the gateway's fault runs")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> str:
    """SQLAlchemy URL of a new, empty database."""
    return postgresql.fresh()


@pytest.fixture(scope="session")
def token_rack(tmp_path_factory: pytest.TempPathFactory) -> TokenRack:
    return TokenRack(tmp_path_factory.mktemp("softhsm"))
