"""The indexer put together: store, follower and look-up in one process."""

import threading
import time
from collections.abc import Callable

from fastapi import FastAPI

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Finality
from indexer.lookup.app import create_app
from indexer.settings import FollowerSettings, LookupSettings
from indexer.store.engine import open_engine
from indexer.store.reader import Reader
from indexer.store.schema import migrate
from indexer.store.writer import Writer
from indexer.sync.follower import Follower, Progress
from indexer.sync.source import ChainSource


class Indexer:
    """Mirrors a ledger into the store at `store_url`, which is created or migrated, and serves the look-up from it.

    `source` is a node's client. Without `finality` the deployment's own rule holds. `clock` gives seconds since 1970.
    Raises InvalidStoreUrl and SchemaTooNew.
    """

    def __init__(
        self,
        source: ChainSource,
        deployment: Deployment,
        store_url: str,
        *,
        finality: Finality | None = None,
        follower: FollowerSettings | None = None,
        lookup: LookupSettings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        follower = follower if follower is not None else FollowerSettings()
        self._engine = open_engine(store_url)
        migrate(self._engine)
        self._lookup = lookup if lookup is not None else LookupSettings()
        self._clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.reader = Reader(self._engine, self._lookup.statement_seconds)
        self._books = deployment.books()
        self.follower = Follower(
            source,
            deployment,
            Writer(self._engine, follower.kept_blocks),
            finality if finality is not None else finality_of(deployment),
            follower,
            clock,
        )

    def catch_up(self) -> Progress:
        """Reads up to the node's head; see `Follower.catch_up` for what it raises."""
        return self.follower.catch_up()

    def app(self) -> FastAPI:
        """The public look-up."""
        return create_app(self.reader, self._lookup, self._clock, books=self._books)

    def start(self, poll_seconds: float = 0.5) -> None:
        """Follows the chain in a thread of its own until `stop`. Calling it again changes nothing."""
        if self._thread is not None:
            return
        self._stop.clear()
        self._thread = threading.Thread(
            target=self.follower.run, args=(self._stop, poll_seconds), name="indexer", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, when there is one, and waits for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def close(self) -> None:
        """Stops following and closes the store."""
        self.stop()
        self._engine.dispose()


def finality_of(deployment: Deployment) -> Finality:
    """The rule of a deployment's chain. ValueError when the deployment file names none."""
    if deployment.engine == "confirmations":
        return Finality.after(deployment.confirmations)
    return Finality.parse(deployment.engine)
