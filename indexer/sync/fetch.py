"""Reads blocks and their events from a node, and lets nothing through that does not fit together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_utils.address import to_canonical_address

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import (
    Appended,
    AuthorityUpdated,
    EventDecoder,
    LedgerEvent,
    MalformedEvent,
    UnknownEvent,
)
from chain_gateway.rpc import Block, Log, NodeError
from indexer.sync import bloom
from indexer.sync.blocks import BlockRange
from indexer.sync.completeness import Incomplete
from indexer.sync.receipts_root import receipts_root
from indexer.sync.source import SpanSource, raw_log

_NEAR = 32
"""Spans up to this many blocks, as near the head, have all their headers read, and every filter in them checked."""


class ChainMoved(Exception):
    """The node's chain changed while it was being read; reading again later gives one history."""


@dataclass(frozen=True)
class FetchedBlock:
    """A block with what the ledger's contracts logged in it."""

    block: Block
    delivered: tuple[LedgerEvent | Appended, ...]


def fetch(
    source: SpanSource, deployment: Deployment, span: BlockRange, parent: bytes | None, *, sealed: bool = False
) -> list[FetchedBlock]:
    """Blocks of the span that hold events, and always its last block, in order.

    `parent` is the hash of the block before the span, None when it is not known. Headers of blocks without events are
    not read in longer spans, so links between parents are checked where blocks follow each other. A block whose header
    says that the ledger's log may have spoken, and of which the node gives no log, is proven by its receipts. With
    `sealed` every such block's logs come from receipts that give the header's root, whatever `eth_getLogs` says.
    Raises ChainMoved, Incomplete (a log contradicts another or is no event that this version knows), NodeUnavailable
    and NodeError.
    """
    logs = [] if sealed else _in_order(source.logs(span.first, span.last, deployment.books()))
    by_block: dict[int, list[Log]] = {}
    for log in logs:
        if not span.first <= log.block_number <= span.last:
            raise Incomplete(
                "logs-contradict", f"The node gave a log of block {log.block_number}, which was not asked for"
            )
        by_block.setdefault(log.block_number, []).append(log)
    everyone = sealed or len(span) <= _NEAR
    numbers = range(span.first, span.last + 1) if everyone else sorted(by_block.keys() | {span.last})
    fetched: list[FetchedBlock] = []
    previous, previous_number = parent, span.first - 1
    decoder = EventDecoder(deployment)
    address = to_canonical_address(deployment.log)
    for number, block in zip(numbers, source.blocks(numbers), strict=True):
        if block is None:
            raise ChainMoved(f"Block {number} was there and is gone")
        if previous is not None and number == previous_number + 1 and block.parent_hash != previous:
            raise ChainMoved(f"Block {number} no longer follows the block before it")
        found = by_block.get(number, [])
        for log in found:
            if log.block_hash != block.hash:
                raise ChainMoved(f"Block {number} changed while its logs were read")
        if sealed and block.logs_bloom is None:
            raise Incomplete("receipts-missing", f"The header of block {number} names no receipts")
        if not found and block.logs_bloom is not None and bloom.may_hold(block.logs_bloom, [address]):
            found = logs_by_receipts(source, deployment, block)
        if found or number == span.last:
            fetched.append(FetchedBlock(block, tuple(_decoded(found, deployment, decoder))))
        previous, previous_number = block.hash, number
    return fetched


def logs_by_receipts(source: SpanSource, deployment: Deployment, block: Block) -> list[Log]:
    """The ledger's logs of a block, out of all its receipts, which give the root that the header names.

    Raises Incomplete (`receipts-missing`, `receipts-contradict`), ChainMoved and NodeUnavailable.
    """
    try:
        receipts = source.receipts(block.number)
    except NodeError as error:
        raise Incomplete(
            "receipts-missing", f"Block {block.number} may hold events, and the node gives no receipts: {error}"
        ) from None
    if any(log.block_hash != block.hash for receipt in receipts for log in receipt.logs):
        raise ChainMoved(f"Block {block.number} changed while its receipts were read")
    root = receipts_root(receipts)
    if root != block.receipts_root:
        raise Incomplete(
            "receipts-contradict",
            f"The receipts of block {block.number} give the root 0x{root.hex()}, its header names another",
        )
    books = deployment.books()
    return _in_order([log for receipt in receipts for log in receipt.logs if log.address in books])


def _in_order(logs: Sequence[Log]) -> list[Log]:
    """Sorted as in the chain; a log that was delivered twice counts once."""
    kept: dict[tuple[int, int], Log] = {}
    for log in logs:
        place = (log.block_number, log.log_index)
        if place in kept and kept[place] != log:
            raise Incomplete(
                "logs-contradict",
                f"The node gave two different logs at place {log.log_index} of block {log.block_number}",
            )
        kept[place] = log
    return [kept[place] for place in sorted(kept)]


def _decoded(logs: Iterable[Log], deployment: Deployment, decoder: EventDecoder) -> list[LedgerEvent | Appended]:
    delivered: list[LedgerEvent | Appended] = []
    books = deployment.books()
    for log in logs:
        try:
            event = decoder(raw_log(log))
        except UnknownEvent as error:
            raise Incomplete("unknown-event", f"Block {log.block_number}: {error}; this version is too old") from None
        except MalformedEvent as error:
            raise Incomplete("malformed-event", f"Block {log.block_number}: {error}") from None
        if isinstance(event, AuthorityUpdated):
            continue  # of a book's construction; it has no number
        if isinstance(event, Appended) and event.book not in books:
            raise Incomplete(
                "unknown-book",
                f"Event {event.sequence} is of the contract {event.book}, which the deployment file does not name; "
                "take the newer file",
            )
        delivered.append(event)
    return delivered
