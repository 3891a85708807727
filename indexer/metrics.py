"""Metrics of the indexer, in a registry of their own, so that several indexers fit into one process."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from indexer.store.checkpoint import Checkpoint


class Metrics:
    """What an operator looks at. Names of metrics begin with `pledgebook_indexer_`. `clock` gives seconds since 1970.

    One that stands by reads no chain: there `lag_seconds` grows from its start or its last lead on.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        self._level_at = clock()
        self.block = self._gauge("block", "Newest indexed block")
        self.known_head = self._gauge("known_head", "Newest block of the node")
        self.lag_blocks = self._gauge("lag_blocks", "Blocks that the node has and the mirror has not")
        self.lag_seconds = self._gauge(
            "lag_seconds", "Seconds since the mirror last held, with proof, everything that its node had"
        )
        self.lag_seconds.set_function(lambda: max(0.0, self._clock() - self._level_at))
        self.complete = self._gauge("complete", "1 while the rolling hash matches the log's own at the newest block")
        self.halted = self._gauge("halted", "1 after a violation of finality, until the store is built anew")
        self.leading = self._gauge("leading", "1 while this process writes to the store, 0 while it stands by")
        self.events = self._counter("events", "Events that were indexed")
        self.rewinds = self._counter("rewinds", "Times that replaced blocks were taken back")
        self.failures = self._counter("node_failures", "Times that a node could not be read")
        self.doubts = Counter(
            "pledgebook_indexer_doubts", "Times that a node's events did not add up", ["reason"], registry=self.registry
        )
        self.queryable = Histogram(
            "pledgebook_indexer_catch_up_seconds",
            "Time from asking for the head until everything up to it can be queried",
            registry=self.registry,
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
        )

    def told(self, here: Checkpoint, events: int) -> None:
        """A catch-up ended at this checkpoint after `events` events."""
        self.block.set(here.block)
        self.known_head.set(here.known_head)
        self.lag_blocks.set(max(0, here.known_head - here.block))
        self.complete.set(here.complete)
        if here.complete and here.block >= here.known_head:
            self._level_at = self._clock()
        self.halted.set(here.halted)
        if events > 0:
            self.events.inc(events)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"pledgebook_indexer_{name}", text, registry=self.registry)

    def _counter(self, name: str, text: str) -> Counter:
        return Counter(f"pledgebook_indexer_{name}", text, registry=self.registry)
