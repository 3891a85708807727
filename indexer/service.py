"""The indexer put together: store, follower and look-up in one process."""

import threading
import time
from collections.abc import Callable, Sequence

from fastapi import FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Finality, HeadWatch
from chain_gateway.rpc.evidence import EvidenceSource
from indexer.lookup.app import create_app
from indexer.lookup.certificates import Print
from indexer.lookup.identity import Identify
from indexer.lookup.watch_routes import Watching
from indexer.metrics import Metrics
from indexer.portal.app import create_portal
from indexer.portal.settings import PortalSettings
from indexer.settings import FollowerSettings, LookupSettings
from indexer.store.engine import open_engine
from indexer.store.leadership import Leadership
from indexer.store.reader import Reader
from indexer.store.schema import migrate
from indexer.store.watches import WatchStore
from indexer.store.writer import Writer
from indexer.sync.follower import Follower, Progress
from indexer.sync.source import ChainSource
from indexer.watch.delivery import Courier
from indexer.watch.watcher import Watcher


class Indexer:
    """Mirrors a ledger into the store at `store_url`, which is created or migrated, and serves the look-up from it.

    `source` is a node's client, `others` are further nodes of the same chain, asked when it fails or gives events that
    do not add up. `heads` tells of new blocks as they come. `identify` tells whose watches a token asks for; without it
    there are none. Without `finality` the deployment's own rule holds. `clock` gives seconds since 1970. Several
    indexers may share a store: one writes, the others stand by and answer look-ups.
    `evidence` reads what certificates are made of, `printer` signs them as PDF. Raises InvalidStoreUrl, SchemaTooNew.
    """

    def __init__(
        self,
        source: ChainSource,
        deployment: Deployment,
        store_url: str,
        *,
        others: Sequence[ChainSource] = (),
        heads: HeadWatch | None = None,
        finality: Finality | None = None,
        follower: FollowerSettings | None = None,
        lookup: LookupSettings | None = None,
        clock: Callable[[], float] = time.time,
        evidence: EvidenceSource | None = None,
        printer: Print | None = None,
        identify: Identify | None = None,
    ) -> None:
        follower = follower if follower is not None else FollowerSettings()
        self._engine = open_engine(store_url)
        migrate(self._engine)
        self._lookup = lookup if lookup is not None else LookupSettings()
        self._clock = clock
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._heads = heads
        self._leadership = Leadership(self._engine)
        self._longest_pause = follower.longest_pause_seconds
        self.metrics = Metrics(clock)
        self.reader = Reader(self._engine, self._lookup.statement_seconds)
        self._books = deployment.books()
        self._proving = None if evidence is None else (deployment, evidence)
        self._identify = identify
        self._printer = printer
        self._watches = WatchStore(self._engine)
        self._courier = Courier(self._watches, clock, self._lookup.private_webhooks)
        self.watcher = Watcher(self.reader, self._watches, self._courier, clock)
        self.follower = Follower(
            (source, *others),
            deployment,
            Writer(self._engine, follower.kept_blocks),
            finality if finality is not None else finality_of(deployment),
            follower,
            clock,
            self.metrics,
        )

    def catch_up(self) -> Progress:
        """Reads up to the node's head; see `Follower.catch_up` for what it raises."""
        return self.follower.catch_up()

    def app(self) -> FastAPI:
        """The public look-up, and the indexer's metrics at /metrics/indexer."""
        watching = None if self._identify is None else Watching(self._watches, self._courier, self._identify)
        app = create_app(
            self.reader,
            self._lookup,
            self._clock,
            books=self._books,
            proving=self._proving,
            printer=self._printer,
            identify=self._identify,
            watching=watching,
        )

        @app.get("/metrics/indexer", include_in_schema=False)
        def metrics() -> Response:
            return Response(generate_latest(self.metrics.registry), media_type=CONTENT_TYPE_LATEST)

        return app

    def portal(self, settings: PortalSettings) -> Starlette:
        """The public pages over the same store."""
        return create_portal(
            self.reader, self._lookup, settings, self._clock, self._proving, printed=self._printer is not None
        )

    def start(self, poll_seconds: float = 0.5) -> None:
        """Follows the chain, and looks at watches, in threads of their own until `stop`. Calling it again changes
        nothing.

        It asks every `poll_seconds`, and at once when `heads` tells of a block; less often while asking fails.
        """
        if self._threads:
            return
        self._stop.clear()
        pause = poll_seconds

        def wait(failing: bool) -> None:
            nonlocal pause
            pause = min(pause * 2, self._longest_pause) if failing else poll_seconds
            if self._heads is not None and not failing:
                self._heads.wait(pause)
            else:
                self._stop.wait(pause)

        following = (self._stop, wait, self._leadership.held)
        self._threads = [threading.Thread(target=self.follower.run, args=following, name="indexer", daemon=True)]
        if self._identify is not None:
            watching = (self._stop, max(poll_seconds, 1.0))
            self._threads.append(threading.Thread(target=self.watcher.run, args=watching, name="watcher", daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the threads, when there are some, and waits for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def close(self) -> None:
        """Stops following, and closes the store and the connections to the nodes."""
        self.stop()
        if self._proving is not None:
            self._proving[1].close()
        if self._heads is not None:
            self._heads.close()
        self._leadership.give_up()
        self._courier.close()
        self.reader.close()
        self._engine.dispose()
        self.follower.close()


def finality_of(deployment: Deployment) -> Finality:
    """The rule of a deployment's chain. ValueError when the deployment file names none."""
    if deployment.engine == "confirmations":
        return Finality.after(deployment.confirmations)
    return Finality.parse(deployment.engine)
