"""Reads a long part of the chain in stretches, several at a time, and hands them over in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import NodeError, NodeUnavailable
from indexer.sync.blocks import BlockRange, RangeSize
from indexer.sync.fetch import ChainMoved
from indexer.sync.source import BulkSource, OpensAnew
from indexer.sync.stretch import Stretch, read_stretch
from indexer.sync.workers import Workers

_Read = TypeVar("_Read")


class SpanReader:
    """Reads from one node, for a store in a `database` (its name in SQLAlchemy).

    `at_once` stretches are on their way together (1: no threads); `size` learns from each. Where `workers` are given
    they read, if the node can be opened in another process.
    """

    def __init__(
        self,
        source: BulkSource,
        deployment: Deployment,
        database: str,
        size: RangeSize,
        at_once: int,
        workers: Workers | None = None,
    ) -> None:
        self._source = source
        self._deployment = deployment
        self._database = database
        self._size = size
        self._at_once = at_once
        self._workers = workers

    def stretches(
        self, first: int, last: int, parent: bytes | None, *, sealed: bool = False
    ) -> Generator[Stretch, None, None]:
        """Blocks `first` to `last`, stretch by stretch; `parent` is the hash of the block before, None when not known.

        Raises what `read_stretch` raises, at the stretch's turn. A span that the node refuses is read in halves.
        """
        number = first - 1
        for stretch in self._in_order(first, last, sealed):
            opening = stretch.blocks[0].block
            if parent is not None and opening.number == number + 1 and opening.parent_hash != parent:
                raise ChainMoved(f"Block {opening.number} no longer follows the block before it")
            number, parent = stretch.last.number, stretch.last.hash
            yield stretch

    def _in_order(self, first: int, last: int, sealed: bool) -> Iterator[Stretch]:
        if self._at_once == 1:
            while first <= last:
                span = self._next(first, last)
                yield from self._read(span, sealed)
                first = span.last + 1
            return
        if self._workers is not None and isinstance(self._source, OpensAnew) and not sealed:
            yield from self._apart(first, last, self._workers, self._source)
            return
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="indexer-fetch") as pool:
            for _, reading in self._ahead(
                first, last, self._at_once, lambda span: pool.submit(self._read, span, sealed)
            ):
                yield from reading.result()

    def _apart(self, first: int, last: int, workers: Workers, source: OpensAnew) -> Iterator[Stretch]:
        """Read by other processes and here; what one of them is refused is read here, in halves."""

        def ask(span: BlockRange) -> Future[Stretch]:
            taken = give(span)
            if taken is not None:
                return taken
            return here.submit(read_stretch, self._source, self._deployment, span, self._database)

        with (
            ThreadPoolExecutor(1, thread_name_prefix="indexer-fetch") as here,
            workers.reading(source.opener(), self._deployment, self._database) as give,
        ):
            for span, reading in self._ahead(first, last, workers.at_once + 1, ask):
                try:
                    stretch = reading.result()
                except NodeError:
                    self._size.refused(len(span))
                    yield from self._read(span, sealed=False)
                except BrokenProcessPool as broken:
                    raise NodeUnavailable(repr(source), f"a process that reads it has ended ({broken})") from None
                else:
                    self._size.answered(len(span), stretch.logs)
                    yield stretch

    def _ahead(
        self, first: int, last: int, at_once: int, ask: Callable[[BlockRange], "Future[_Read]"]
    ) -> Iterator[tuple[BlockRange, "Future[_Read]"]]:
        """Spans with what reads them, in order, `at_once` of them asked for."""
        under_way: deque[tuple[BlockRange, Future[_Read]]] = deque()
        try:
            while first <= last or under_way:
                while first <= last and len(under_way) < at_once:
                    span = self._next(first, last)
                    under_way.append((span, ask(span)))
                    first = span.last + 1
                yield under_way.popleft()
        finally:
            for _, reading in under_way:
                reading.cancel()

    def _next(self, first: int, last: int) -> BlockRange:
        return BlockRange(first, min(last, first + self._size.blocks - 1))

    def _read(self, span: BlockRange, sealed: bool) -> list[Stretch]:
        try:
            stretch = read_stretch(self._source, self._deployment, span, self._database, sealed=sealed)
        except NodeUnavailable:
            self._size.refused(len(span))  # perhaps a time-out, because it was too much; asked again at the next turn
            raise
        except NodeError:
            self._size.refused(len(span))
            if len(span) == 1:
                raise
            left, right = span.halves()
            return [*self._read(left, sealed), *self._read(right, sealed)]
        self._size.answered(len(span), stretch.logs)
        return [stretch]
