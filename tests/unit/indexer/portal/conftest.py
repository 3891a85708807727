"""The portal over a made chain."""

from collections.abc import Callable

import pytest

from indexer.portal.settings import PortalSettings
from tests.support.asgi import Caller
from tests.support.indexer_chain import MadeChain
from tests.unit.indexer.conftest import Opened

Pages = Callable[..., Caller]


@pytest.fixture
def pages(opened: Opened) -> Pages:
    """Indexes a made chain and opens its pages."""

    def open_it(chain: MadeChain, **settings: object) -> Caller:
        indexer = opened(chain)
        indexer.catch_up()
        return Caller(indexer.portal(PortalSettings(**settings)))  # type: ignore[arg-type]

    return open_it
