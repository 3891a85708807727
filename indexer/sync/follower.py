"""Follows the chain: reads blocks, proves that no event is missing, writes rows."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Block, CallReverted, Finality, NodeError, NodeUnavailable, RpcError
from indexer.metrics import Metrics
from indexer.settings import FollowerSettings
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock, Position
from indexer.store.writer import StoreError, Writer, Written
from indexer.sync.blocks import RangeSize
from indexer.sync.commits import CommitQueue
from indexer.sync.completeness import Incomplete, origin
from indexer.sync.fetch import ChainMoved
from indexer.sync.reader import SpanReader
from indexer.sync.reorganisation import Behind, FinalityViolation, Rewind, judge
from indexer.sync.source import BulkSource, ChainSource, PlainSource
from indexer.sync.tip import prove_by_another, prove_tip
from indexer.sync.workers import Workers

_SEARCHED = 10_000
"""Blocks of the store among which the newest proven one is searched after a doubt."""
_PROVEN_EVERY = 5_000
"""Blocks after which a long reading is compared with the log's own, so that a doubt does not send it back further."""
_LOGGER = logging.getLogger(__name__)


class WrongChain(Exception):
    """The node's chain is another than the deployment's."""


class FollowerHalted(Exception):
    """The store was halted by an earlier violation of finality; it must be built anew."""


@dataclass(frozen=True)
class Progress:
    """What a catch-up did, and where it ended."""

    first_block: int
    """Block from which it read."""
    block: int
    """Newest indexed block."""
    events: int
    """Events that it indexed."""
    sequence: int
    """Number of the newest indexed event."""
    complete: bool
    """Whether the rolling hash matched the log's own at `block`."""
    reason: str | None
    """Why not, as a stable code."""
    rewound_to: int | None
    """Common ancestor, when blocks had been replaced."""


class Follower:
    """Mirrors one ledger into one store.

    `sources` are nodes of the ledger's chain: one is read from, and another takes its place when it falls silent, lags,
    or gives events that do not add up. `finality` is the engine's rule; `clock` gives seconds since 1970. Not for
    several threads at once: `catch_up` takes a lock. Rows reach the store only with the proof that they are all there
    up to that event; when no node's events prove it, the store goes back to the newest block at which the log itself
    was compared, says why, and the next catch-up reads again.
    """

    def __init__(
        self,
        sources: Sequence[ChainSource],
        deployment: Deployment,
        writer: Writer,
        finality: Finality,
        settings: FollowerSettings | None = None,
        clock: Callable[[], float] = time.time,
        metrics: Metrics | None = None,
    ) -> None:
        if not sources:
            raise ValueError("A follower needs at least one node to read from, none was given.")
        self._sources = [widened(source) for source in sources]
        self._deployment = deployment
        self._writer = writer
        self._finality = finality
        self._settings = settings if settings is not None else FollowerSettings()
        self._clock = clock
        self._metrics = metrics if metrics is not None else Metrics()
        self._size = RangeSize(self._settings.range_blocks, self._settings.range_logs)
        self._origin = origin(deployment.chain_id, deployment.log)
        self._lock = threading.Lock()

    def catch_up(self) -> Progress:
        """Reads up to the head of the nodes.

        Raises NodeUnavailable and NodeError when no node answers (nothing is lost; call again), WrongChain, WrongStore,
        StoreError, FinalityViolation (the store is halted) and FollowerHalted (it was).
        """
        with self._lock, self._metrics.queryable.time():
            return self._catch_up()

    def close(self) -> None:
        """Closes the connections to the nodes; a request after that opens new ones."""
        for source in self._sources:
            source.close()

    def run(self, stop: threading.Event, pause: Callable[[bool], None], leads: Callable[[], bool]) -> None:
        """Catches up again and again until `stop` is set, or until finality is violated.

        `pause` waits for the next turn and is told whether this one failed. Where `leads` says that another follower
        has the store, this one stands by.
        """
        while not stop.is_set():
            failing = False
            try:
                leading = leads()
                self._metrics.leading.set(leading)
                if leading:
                    failing = self.catch_up().reason is not None
            except (FinalityViolation, FollowerHalted, WrongChain):
                _LOGGER.exception("The follower stops")
                return
            except (RpcError, StoreError) as problem:
                _LOGGER.warning("The follower could not read on, and tries again: %s", problem)
                failing = True
            pause(failing)

    def _catch_up(self) -> Progress:
        here = self._present()
        if here.halted:
            raise FollowerHalted(here.detail or "The store is halted.")
        started, rewound_to = here, None
        doubt: Incomplete | None = None
        silent: RpcError | None = None
        for place, source in enumerate(self._sources):
            try:
                here, started, rewound_to, at_head = self._follow(source)
            except ChainMoved as moved:
                _LOGGER.info("The chain moved while it was read (%s); reading again at the next poll", moved)
                here = self._present()
                break
            except Incomplete as broken:
                _LOGGER.warning("The events that %r gives do not add up: %s", source, broken)
                self._metrics.doubts.labels(broken.reason).inc()
                doubt = broken
            except (NodeUnavailable, NodeError, CallReverted) as problem:
                _LOGGER.warning("%r cannot be read: %s", source, problem)
                self._metrics.failures.inc()
                silent = problem
            else:
                if at_head:  # whoever could be read to the head is asked first next time
                    self._sources.insert(0, self._sources.pop(place))
                    break
        else:
            here = self._present()
            if doubt is not None:
                here = replace(here, proven_block=self._proven_so_far(here))
                told = replace(here, reason=doubt.reason, detail=doubt.detail)
                here = self._writer.rewind(here, here.proven_block, told, self._origin)
            elif silent is not None:
                raise silent
        self._metrics.told(here, here.sequence - started.sequence)
        return Progress(
            first_block=started.block + 1,
            block=here.block,
            events=max(0, here.sequence - started.sequence),
            sequence=here.sequence,
            complete=here.complete,
            reason=here.reason,
            rewound_to=rewound_to,
        )

    def _present(self) -> Checkpoint:
        return self._writer.begin(
            self._deployment.chain_id, self._deployment.log, self._deployment.first_block, self._origin
        )

    def _proven_so_far(self, here: Checkpoint) -> int:
        """The newest block of the store at which a node's log says what the store holds."""
        kept = [block for block in self._writer.recent_blocks(_SEARCHED) if block.number > here.proven_block]
        for source in self._sources:
            # Newest first; where the store was right at a block it was right before, so half of them fall each time.
            wrong, right = 0, len(kept)
            while wrong < right:
                middle = (wrong + right) // 2
                if self._right_at(source, kept[middle]):
                    right = middle
                else:
                    wrong = middle + 1
            if right < len(kept):
                return kept[right].number
        return here.proven_block

    def _right_at(self, source: BulkSource, kept: IndexedBlock) -> bool:
        try:
            block = source.block(kept.number)
            return (
                block is not None
                and block.hash == kept.hash
                and prove_tip(source, self._deployment, Position(kept.sequence, kept.head), block, must=False)
            )
        except (RpcError, Incomplete, ChainMoved):
            return False

    def _follow(self, source: BulkSource) -> tuple[Checkpoint, Checkpoint, int | None, bool]:
        """Reads one node up to its head: where it ended, whence it read, the block gone back to if any, and False when
        the node lags behind the store.
        """
        here = self._present()
        if (chain := source.chain_id()) != self._deployment.chain_id:
            raise WrongChain(
                f"The node serves chain {chain}, the deployment is on {self._deployment.chain_id}; use its node."
            )
        head = source.head()
        here, rewound_to, behind = self._reconcile(source, here, head)
        if behind:
            return here, here, rewound_to, False
        started = self._writer.note(here, replace(here, known_head=head.number, polled_at=int(self._clock())))
        here = started
        while True:
            try:
                return self._read_on(source, here, head), started, rewound_to, True
            except Incomplete as broken:
                if isinstance(source, PlainSource):
                    raise
                # The next stretch out of receipts, which the headers prove; then on as usual.
                _LOGGER.warning("The logs that %r gives do not add up (%s); reading receipts", source, broken)
                self._metrics.doubts.labels(broken.reason).inc()
                try:
                    here = self._read_on(source, self._present(), head, sealed=True)
                except (Incomplete, NodeError) as unproven:
                    raise broken from unproven
                if here.block == head.number:
                    return here, started, rewound_to, True

    def _reconcile(self, source: BulkSource, here: Checkpoint, head: Block) -> tuple[Checkpoint, int | None, bool]:
        """The checkpoint that both chains share, the block gone back to, and whether the node lags behind it."""
        known = self._writer.recent_blocks(max(self._settings.kept_blocks, self._finality.confirmations) + 1)
        try:
            verdict = judge(known, head.number, lambda number: _hash_at(source, number), self._finality)
        except FinalityViolation as violation:
            self._writer.note(here, replace(here, halted=True, reason="reorganisation", detail=str(violation)))
            raise
        if isinstance(verdict, Behind):
            return here, None, True
        if not isinstance(verdict, Rewind):
            return here, None, False
        target = self._deployment.first_block - 1 if verdict.ancestor is None else verdict.ancestor.number
        _LOGGER.info("Blocks from %d were replaced; going back to block %d", verdict.lowest_changed, target)
        self._metrics.rewinds.inc()
        here = self._writer.rewind(here, target, here, self._origin)
        return here, here.block, False

    def _read_on(self, source: BulkSource, here: Checkpoint, head: Block, *, sealed: bool = False) -> Checkpoint:
        newest = self._writer.recent_blocks(1)
        parent = newest[0].hash if newest and newest[0].number == here.block else None
        last = min(head.number, here.block + self._settings.commit_blocks) if sealed else head.number
        reader = self._reader(source, last - here.block)
        waiting: list[Written] = []
        position = Position(here.sequence, here.head)
        first = here.block + 1
        with (
            resting_collector(),
            CommitQueue(self._writer) as queue,
            closing(reader.stretches(first, last, parent, sealed=sealed)) as stretches,
        ):
            for stretch in stretches:
                written, position = stretch.tied(position)
                waiting.append(written)
                read = stretch.last
                if read.number == last or read.number - first + 1 >= self._settings.commit_blocks:
                    after = self._after(source, here, read, position, head)
                    queue.put(here, waiting, after)
                    here, waiting, first = after, [], read.number + 1
        return here

    def _reader(self, source: BulkSource, blocks: int) -> SpanReader:
        """What reads so many blocks."""
        at_once = 1 if isinstance(source, PlainSource) else self._settings.fetched_at_once
        workers = Workers(self._settings.processes)
        # SQLite takes rows one after the other, in this process: there is nothing to be gained.
        worthwhile = workers.count > 0 and blocks >= workers.worthwhile and self._writer.database == "postgresql"
        return SpanReader(
            source, self._deployment, self._writer.database, self._size, at_once, workers if worthwhile else None
        )

    def _after(self, source: BulkSource, here: Checkpoint, last: Block, position: Position, head: Block) -> Checkpoint:
        at_head = last.number == head.number
        # Old states are dear to a node, and in between the rolling hash holds together what was given.
        due = at_head or last.number - here.proven_block >= _PROVEN_EVERY
        proven = due and prove_tip(source, self._deployment, position, last, must=at_head)
        if at_head:
            for other in self._sources:
                if other is not source:
                    prove_by_another(other, self._deployment, position, last)
        return replace(
            here,
            block=last.number,
            sequence=position.sequence,
            head=position.head,
            proven_block=last.number if proven else here.proven_block,
            # An earlier doubt is settled only by a new proof.
            reason=None if proven else here.reason,
            detail=None if proven else here.detail,
        )


@contextmanager
def resting_collector() -> Iterator[None]:
    """Without the garbage collector's rounds, which look through hundreds of thousands of rows that have no cycles and
    cost as much as all the rest; counting references frees them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def widened(source: ChainSource) -> BulkSource:
    """The node as a reader of much."""
    return source if isinstance(source, BulkSource) else PlainSource(source)


def _hash_at(source: BulkSource, number: int) -> bytes | None:
    block = source.block(number)
    return None if block is None else block.hash
