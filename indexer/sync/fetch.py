"""Reads blocks and their events from a node, and lets nothing through that does not fit together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import Appended, AuthorityUpdated, LedgerEvent, MalformedEvent, UnknownEvent, decode
from chain_gateway.rpc import Block, Log
from indexer.sync.blocks import BlockRange
from indexer.sync.completeness import Incomplete
from indexer.sync.source import ChainSource, raw_log


class ChainMoved(Exception):
    """The node's chain changed while it was being read; reading again later gives one history."""


@dataclass(frozen=True)
class FetchedBlock:
    """A block with what the ledger's contracts logged in it."""

    block: Block
    delivered: tuple[LedgerEvent | Appended, ...]


def fetch(source: ChainSource, deployment: Deployment, span: BlockRange, parent: bytes | None) -> list[FetchedBlock]:
    """Blocks of the span that hold events, and always its last block, in order.

    `parent` is the hash of the block before the span, None when it is not known. Headers of blocks without events are
    not read in longer spans, so links between parents are checked where blocks follow each other. Raises ChainMoved,
    Incomplete (a log contradicts another or is no event that this version knows), NodeUnavailable and NodeError.
    """
    logs = _in_order(source.logs(span.first, span.last, deployment.books()))
    by_block: dict[int, list[Log]] = {}
    for log in logs:
        if not span.first <= log.block_number <= span.last:
            raise Incomplete(
                "logs-contradict", f"The node gave a log of block {log.block_number}, which was not asked for"
            )
        by_block.setdefault(log.block_number, []).append(log)
    fetched: list[FetchedBlock] = []
    previous, previous_number = parent, span.first - 1
    for number in sorted(by_block.keys() | {span.last}):
        block = source.block(number)
        if block is None:
            raise ChainMoved(f"Block {number} was there and is gone")
        if previous is not None and number == previous_number + 1 and block.parent_hash != previous:
            raise ChainMoved(f"Block {number} no longer follows the block before it")
        found = by_block.get(number, [])
        for log in found:
            if log.block_hash != block.hash:
                raise ChainMoved(f"Block {number} changed while its logs were read")
        fetched.append(FetchedBlock(block, tuple(_decoded(found, deployment))))
        previous, previous_number = block.hash, number
    return fetched


def _in_order(logs: Sequence[Log]) -> list[Log]:
    """Sorted as in the chain; a log that was delivered twice counts once."""
    kept: dict[tuple[int, int], Log] = {}
    for log in logs:
        place = (log.block_number, log.log_index)
        if kept.setdefault(place, log) != log:
            raise Incomplete(
                "logs-contradict",
                f"The node gave two different logs at place {log.log_index} of block {log.block_number}",
            )
    return [kept[place] for place in sorted(kept)]


def _decoded(logs: Iterable[Log], deployment: Deployment) -> list[LedgerEvent | Appended]:
    delivered: list[LedgerEvent | Appended] = []
    for log in logs:
        try:
            event = decode(raw_log(log), deployment)
        except UnknownEvent as error:
            raise Incomplete("unknown-event", f"Block {log.block_number}: {error}; this version is too old") from None
        except MalformedEvent as error:
            raise Incomplete("malformed-event", f"Block {log.block_number}: {error}") from None
        if isinstance(event, AuthorityUpdated):
            continue  # of a book's construction; it has no number
        if isinstance(event, Appended) and event.book not in deployment.books():
            raise Incomplete(
                "unknown-book",
                f"Event {event.sequence} is of the contract {event.book}, which the deployment file does not name; "
                "take the newer file",
            )
        delivered.append(event)
    return delivered
