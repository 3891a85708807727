"""Stretches of the chain: blocks that were read, proven in themselves, with the rows that their events make.

A stretch needs nothing of what came before it, so several are read at once, also in other processes; `tied` proves that
it follows the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import LedgerEvent
from chain_gateway.rpc import Block
from indexer.projection.dates import BlockStamp
from indexer.projection.project import project
from indexer.projection.rows import Change
from indexer.store.position import IndexedBlock, Position
from indexer.store.prepared import Prepared, prepare
from indexer.store.writer import KeptBlock, Written
from indexer.sync.blocks import BlockRange
from indexer.sync.completeness import Opening, advance, begin, tie
from indexer.sync.fetch import FetchedBlock, fetch
from indexer.sync.source import SpanSource


@dataclass(frozen=True)
class StretchBlock:
    """A block of a stretch. `position` is the ledger's after it, None before the first event of the stretch."""

    block: Block
    events: int
    position: Position | None


@dataclass(frozen=True)
class Stretch:
    """Blocks that hold events, and always the last one."""

    span: BlockRange
    blocks: tuple[StretchBlock, ...]
    opening: Opening | None
    """The first event; None when there is none."""
    logs: int
    rows: Prepared

    @property
    def last(self) -> Block:
        """The newest block."""
        return self.blocks[-1].block

    def tied(self, position: Position) -> tuple[Written, Position]:
        """What the store takes in, and the ledger's position after it; `position` is the one before. Raises
        Incomplete.
        """
        if self.opening is not None:
            tie(position, self.opening)
        kept: list[KeptBlock] = []
        for each in self.blocks:
            position = each.position or position
            kept.append(KeptBlock(_indexed(each.block, position), each.events))
        return Written(tuple(kept), self.rows), position


def read_stretch(
    source: SpanSource, deployment: Deployment, span: BlockRange, database: str, *, sealed: bool = False
) -> Stretch:
    """Reads the blocks of the span, for a store in a `database` (its name in SQLAlchemy).

    Raises what `fetch` raises, and Incomplete for events that do not follow each other.
    """
    position: Position | None = None
    opening: Opening | None = None
    blocks: list[StretchBlock] = []
    changes: list[Change] = []
    logs = 0
    for fetched in fetch(source, deployment, span, None, sealed=sealed):
        logs += len(fetched.delivered)
        events: tuple[LedgerEvent, ...] = ()
        if position is not None:
            position, events = advance(position, fetched.delivered)
        elif (begun := begin(fetched.delivered)) is not None:
            opening, first, rest = begun
            position, events = advance(Position(opening.sequence, opening.announced), rest)
            events = (first, *events)
        changes.extend(_changes(fetched, events))
        blocks.append(StretchBlock(fetched.block, len(events), position))
    return Stretch(span, tuple(blocks), opening, logs, prepare(changes, database))


def _changes(fetched: FetchedBlock, events: tuple[LedgerEvent, ...]) -> Iterator[Change]:
    stamp = BlockStamp(fetched.block.number, fetched.block.timestamp)
    for event in events:
        yield from project(event, stamp)


def _indexed(block: Block, position: Position) -> IndexedBlock:
    return IndexedBlock(
        number=block.number,
        hash=block.hash,
        parent_hash=block.parent_hash,
        time=block.timestamp,
        sequence=position.sequence,
        head=position.head,
    )
