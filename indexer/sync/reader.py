"""Reads a stretch of the chain in spans, several at a time, and hands them over in order."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import NodeError, NodeUnavailable
from indexer.sync.blocks import BlockRange, RangeSize
from indexer.sync.fetch import ChainMoved, FetchedBlock, fetch
from indexer.sync.source import BulkSource


class SpanReader:
    """Reads from one node. `at_once` spans are on their way together (1: no threads); `size` learns from each."""

    def __init__(self, source: BulkSource, deployment: Deployment, size: RangeSize, at_once: int) -> None:
        self._source = source
        self._deployment = deployment
        self._size = size
        self._at_once = at_once

    def spans(
        self, first: int, last: int, parent: bytes | None, *, sealed: bool = False
    ) -> Generator[tuple[BlockRange, list[FetchedBlock]], None, None]:
        """Blocks `first` to `last`, span by span; `parent` is the hash of the block before, None when not known.

        Raises what `fetch` raises, at the span's turn. A span that the node refuses is read in halves.
        """
        number = first - 1
        for span, fetched in self._in_order(first, last, sealed):
            opening = fetched[0].block
            if parent is not None and opening.number == number + 1 and opening.parent_hash != parent:
                raise ChainMoved(f"Block {opening.number} no longer follows the block before it")
            number, parent = fetched[-1].block.number, fetched[-1].block.hash
            yield span, fetched

    def _in_order(self, first: int, last: int, sealed: bool) -> Iterator[tuple[BlockRange, list[FetchedBlock]]]:
        if self._at_once == 1:
            while first <= last:
                span = BlockRange(first, min(last, first + self._size.blocks - 1))
                yield span, self._read(span, sealed)
                first = span.last + 1
            return
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="indexer-fetch") as pool:
            under_way: deque[tuple[BlockRange, Future[list[FetchedBlock]]]] = deque()
            try:
                while first <= last or under_way:
                    while first <= last and len(under_way) < self._at_once:
                        span = BlockRange(first, min(last, first + self._size.blocks - 1))
                        under_way.append((span, pool.submit(self._read, span, sealed)))
                        first = span.last + 1
                    span, reading = under_way.popleft()
                    yield span, reading.result()
            finally:
                for _, reading in under_way:
                    reading.cancel()

    def _read(self, span: BlockRange, sealed: bool) -> list[FetchedBlock]:
        try:
            fetched = fetch(self._source, self._deployment, span, None, sealed=sealed)
        except NodeUnavailable:
            self._size.refused(len(span))  # perhaps a time-out, because it was too much; asked again at the next turn
            raise
        except NodeError:
            self._size.refused(len(span))
            if len(span) == 1:
                raise
            left, right = span.halves()
            return [*self._read(left, sealed), *self._read(right, sealed)]
        self._size.answered(len(span), sum(len(each.delivered) for each in fetched))
        return fetched
