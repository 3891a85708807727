"""What the indexer's tests share: a clock that stands still, an indexer over a made chain, a client of its look-up."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chain_gateway.rpc import Finality
from indexer.service import Indexer
from indexer.settings import FollowerSettings, LookupSettings
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain


class Clock:
    """Seconds since 1970, as the test sets them."""

    def __init__(self) -> None:
        self.now = 1_769_000_000.0  # 2026-01-21 in Shanghai

    def __call__(self) -> float:
        return self.now


Opened = Callable[..., Indexer]


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until the test moves it."""
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    """Opens an indexer over a made chain; the same `name` is the same store."""
    indexers: list[Indexer] = []

    def open_it(
        chain: MadeChain, *, finality: Finality | None = None, name: str = "indexer", **follower: int
    ) -> Indexer:
        indexer = Indexer(
            chain,
            chain.deployment,
            f"sqlite:///{tmp_path / name}.db",
            finality=finality,
            follower=FollowerSettings(**follower),  # type: ignore[arg-type]
            lookup=LookupSettings(),
            clock=clock,
        )
        indexers.append(indexer)
        return indexer

    yield open_it
    for indexer in indexers:
        indexer.close()


@pytest.fixture
def asking(opened: Opened) -> Callable[[MadeChain], Caller]:
    """Indexes a made chain and opens its look-up."""

    def ask(chain: MadeChain) -> Caller:
        indexer = opened(chain)
        indexer.catch_up()
        return Caller(indexer.app())

    return ask
