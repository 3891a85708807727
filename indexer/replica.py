"""Look-up and pages over a store that another process writes; they follow no chain and hold no key."""

import time
from collections.abc import Callable

from fastapi import FastAPI
from starlette.applications import Starlette

from chain_gateway.ledger.deployments import Deployment
from indexer.lookup.app import create_app
from indexer.portal.app import create_portal
from indexer.portal.settings import PortalSettings
from indexer.settings import LookupSettings
from indexer.store.engine import open_engine
from indexer.store.reader import Reader


class Replica:
    """The store at `store_url`, read only. Answers are as new as whoever writes it keeps them, and say of when they
    are.

    With a `deployment` events are exported. `clock` gives seconds since 1970. Raises InvalidStoreUrl.
    """

    def __init__(
        self,
        store_url: str,
        deployment: Deployment | None = None,
        portal: PortalSettings | None = None,
        lookup: LookupSettings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        lookup = lookup if lookup is not None else LookupSettings()
        self._engine = open_engine(store_url)
        self._reader = Reader(self._engine, lookup.statement_seconds)
        books = None if deployment is None else deployment.books()
        self.lookup: FastAPI = create_app(self._reader, lookup, clock, books=books)
        self.portal: Starlette = create_portal(self._reader, lookup, portal, clock)

    def close(self) -> None:
        """Close the connections to the store."""
        self._reader.close()
        self._engine.dispose()
