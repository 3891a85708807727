"""Follows the chain: reads blocks, proves that no event is missing, writes rows."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from chain_gateway.ledger import reads
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.solidity import MalformedData
from chain_gateway.rpc import Block, CallReverted, Finality, NodeError, RpcError
from indexer.projection.dates import BlockStamp
from indexer.projection.project import project
from indexer.projection.rows import Change
from indexer.settings import FollowerSettings
from indexer.store.checkpoint import Checkpoint
from indexer.store.position import IndexedBlock, Position
from indexer.store.writer import BlockRows, StoreError, Writer
from indexer.sync.blocks import ranges
from indexer.sync.completeness import Incomplete, advance, compare_tip, origin
from indexer.sync.fetch import ChainMoved, FetchedBlock, fetch
from indexer.sync.reorganisation import Behind, FinalityViolation, Rewind, judge
from indexer.sync.source import ChainSource

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

    `finality` is the engine's rule; `clock` gives seconds since 1970. Not for several threads at once: `catch_up`
    takes a lock. Rows reach the store only with the proof that they are all there up to that event; when the proof
    breaks, the store goes back to the newest block at which the log itself was compared, says why, and the next
    catch-up reads again.
    """

    def __init__(
        self,
        source: ChainSource,
        deployment: Deployment,
        writer: Writer,
        finality: Finality,
        settings: FollowerSettings | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._source = source
        self._deployment = deployment
        self._writer = writer
        self._finality = finality
        self._settings = settings if settings is not None else FollowerSettings()
        self._clock = clock
        self._origin = origin(deployment.chain_id, deployment.log)
        self._lock = threading.Lock()

    def catch_up(self) -> Progress:
        """Reads up to the node's head.

        Raises NodeUnavailable and NodeError (nothing is lost; call again), WrongChain, WrongStore, StoreError,
        FinalityViolation (the store is halted) and FollowerHalted (it was).
        """
        with self._lock:
            return self._catch_up()

    def run(self, stop: threading.Event, poll_seconds: float) -> None:
        """Catches up again and again until `stop` is set, or until finality is violated."""
        pause = poll_seconds
        while not stop.is_set():
            try:
                progress = self.catch_up()
                failing = progress.reason is not None
            except (FinalityViolation, FollowerHalted, WrongChain):
                _LOGGER.exception("The follower stops")
                return
            except (RpcError, StoreError) as problem:
                _LOGGER.warning("The follower could not read on, and tries again: %s", problem)
                failing = True
            pause = min(pause * 2, self._settings.longest_pause_seconds) if failing else poll_seconds
            stop.wait(pause)

    def _catch_up(self) -> Progress:
        deployment = self._deployment
        here = self._writer.begin(deployment.chain_id, deployment.log, deployment.first_block, self._origin)
        if here.halted:
            raise FollowerHalted(here.detail or "The store is halted.")
        if (chain := self._source.chain_id()) != deployment.chain_id:
            raise WrongChain(
                f"The node serves chain {chain}, the deployment is on {deployment.chain_id}; use its node."
            )
        head = self._source.head()
        here, rewound_to, behind = self._reconcile(here, head)
        started = here
        if not behind:
            here = self._writer.note(here, replace(here, known_head=head.number, polled_at=int(self._clock())))
            try:
                here = self._read_on(here, head)
            except ChainMoved as moved:
                _LOGGER.info("The chain moved while it was read (%s); reading again at the next poll", moved)
                here = self._present()
            except Incomplete as broken:
                _LOGGER.warning("The events do not add up: %s", broken)
                here = self._present()
                told = replace(here, reason=broken.reason, detail=broken.detail)
                here = self._writer.rewind(here, here.proven_block, told, self._origin)
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

    def _reconcile(self, here: Checkpoint, head: Block) -> tuple[Checkpoint, int | None, bool]:
        """The checkpoint that both chains share, the block gone back to, and whether the node lags behind it."""
        known = self._writer.recent_blocks(max(self._settings.kept_blocks, self._finality.confirmations) + 1)
        try:
            verdict = judge(known, head.number, self._hash_at, self._finality)
        except FinalityViolation as violation:
            self._writer.note(here, replace(here, halted=True, reason="reorganisation", detail=str(violation)))
            raise
        if isinstance(verdict, Behind):
            return here, None, True
        if not isinstance(verdict, Rewind):
            return here, None, False
        target = self._deployment.first_block - 1 if verdict.ancestor is None else verdict.ancestor.number
        _LOGGER.info("Blocks from %d were replaced; going back to block %d", verdict.lowest_changed, target)
        here = self._writer.rewind(here, target, here, self._origin)
        return here, here.block, False

    def _hash_at(self, number: int) -> bytes | None:
        block = self._source.block(number)
        return None if block is None else block.hash

    def _read_on(self, here: Checkpoint, head: Block) -> Checkpoint:
        newest = self._writer.recent_blocks(1)
        parent = newest[0].hash if newest and newest[0].number == here.block else None
        waiting: list[BlockRows] = []
        position = Position(here.sequence, here.head)
        spans = list(reversed(list(ranges(here.block + 1, head.number, self._settings.range_blocks))))
        first = here.block + 1
        while spans:
            span = spans.pop()
            try:
                fetched = fetch(self._source, self._deployment, span, parent)
            except NodeError:
                if len(span) == 1:
                    raise
                spans.extend(reversed(span.halves()))
                continue
            for each in fetched:
                rows, position = self._project(each, position)
                waiting.append(rows)
            parent = fetched[-1].block.hash
            if not spans or span.last - first + 1 >= self._settings.commit_blocks:
                here = self._commit(here, waiting, fetched[-1].block, position, head)
                waiting, first = [], span.last + 1
        return here

    def _project(self, fetched: FetchedBlock, position: Position) -> tuple[BlockRows, Position]:
        position, events = advance(position, fetched.delivered)
        stamp = BlockStamp(fetched.block.number, fetched.block.timestamp)
        changes: list[Change] = []
        for event in events:
            changes.extend(project(event, stamp))
        block = IndexedBlock(
            number=fetched.block.number,
            hash=fetched.block.hash,
            parent_hash=fetched.block.parent_hash,
            time=fetched.block.timestamp,
            sequence=position.sequence,
            head=position.head,
        )
        return BlockRows(block, len(events), tuple(changes)), position

    def _commit(
        self, here: Checkpoint, waiting: list[BlockRows], last: Block, position: Position, head: Block
    ) -> Checkpoint:
        proven = self._prove(position, last, must=last.number == head.number)
        after = replace(
            here,
            block=last.number,
            sequence=position.sequence,
            head=position.head,
            proven_block=last.number if proven else here.proven_block,
            # An earlier doubt is settled only by a new proof.
            reason=None if proven else here.reason,
            detail=None if proven else here.detail,
        )
        self._writer.commit(here, waiting, after)
        return after

    def _prove(self, position: Position, block: Block, *, must: bool) -> bool:
        """Compares with the log's own reading at the block.

        A node need not keep the state of old blocks: where it refuses, this is no proof and no contradiction. At the
        head (`must`) it has to answer.
        """
        log = self._deployment.log
        try:
            sequence = self._source.call(log, reads.sequence().data, block.number)
            head = self._source.call(log, reads.head().data, block.number)
        except (NodeError, CallReverted):
            if must:
                raise
            return False
        if self._hash_at(block.number) != block.hash:
            raise ChainMoved(f"Block {block.number} changed while the log was read")
        if not must and not sequence:
            return False  # the log was created in a later block
        if not sequence or not head:
            raise Incomplete("log-missing", f"There is no contract at the log's address {log} at block {block.number}")
        try:
            tip = reads.sequence().decode(sequence), reads.head().decode(head)
        except MalformedData as error:
            raise Incomplete("log-missing", f"What answers at the log's address {log} is no log: {error}") from None
        compare_tip(position, *tip, block.number)
        return True
