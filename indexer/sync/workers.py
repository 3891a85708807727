"""Processes that read stretches of a long reading beside this one, which ties them together and writes them.

Most of what a stretch costs is the interpreter's work on its events, and one interpreter works on one core. A process
is started for a reading and ends with it: it takes a second or so to be ready, so short readings go without.
"""

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from chain_gateway.ledger.deployments import Deployment
from indexer.sync.blocks import BlockRange
from indexer.sync.source import SpanSource
from indexer.sync.stretch import Stretch, read_stretch

Opener = Callable[[], SpanSource]


Give = Callable[[BlockRange], "Future[Stretch] | None"]

_AHEAD = 2
"""Stretches that a process is given at once: one to read and one to go on with."""


@dataclass(frozen=True)
class Workers:
    """`count` processes, for readings of at least `worthwhile` blocks."""

    count: int
    worthwhile: int = 1_000

    @property
    def at_once(self) -> int:
        """How many stretches they take."""
        return self.count * _AHEAD

    @contextmanager
    def reading(self, opener: Opener, deployment: Deployment, database: str) -> Iterator[Give]:
        """Starts the processes, each with its own connection to the node; ends them on leaving.

        What it gives takes a stretch, or answers None while no process is ready for one.
        """
        # Not by a copy of this process: it has threads, and a copy would have their locks without them.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.count, context, _begin, (opener, deployment, database))
        started = [pool.submit(_started) for _ in range(self.count)]
        given: list[Future[Stretch]] = []

        def give(span: BlockRange) -> Future[Stretch] | None:
            given[:] = [each for each in given if not each.done()]
            if len(given) >= self.at_once or not any(each.done() for each in started):
                return None
            given.append(pool.submit(_read, span))
            return given[-1]

        try:
            yield give
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass(frozen=True)
class _Work:
    source: SpanSource
    deployment: Deployment
    database: str


_works: list[_Work] = []
"""What this process reads, when it is one of the workers."""


def _begin(opener: Opener, deployment: Deployment, database: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    gc.disable()  # see `follower.resting_collector`
    _works.append(_Work(opener(), deployment, database))


def _started() -> None:
    """Done once a process has begun."""


def _read(span: BlockRange) -> Stretch:
    (work,) = _works
    return read_stretch(work.source, work.deployment, span, work.database)
