"""Reads the whole ledger from a node again, and proves that it is whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from chain_gateway.ledger import reads
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.reads import Read
from chain_gateway.rpc import Block, CallReverted, Log, NodeError
from indexer.audit.told import Announced, CannotRead, Told, first_head, next_head, read_log

_RANGE = 500
"""Blocks whose logs are asked for at once, at first."""
_GROWN = 4


class Node(Protocol):
    """What the audit asks of a node. `chain_gateway.rpc.Node` answers it."""

    def chain_id(self) -> int:
        """Chain id."""
        ...

    def head(self) -> Block:
        """The newest block."""
        ...

    def block(self, number: int) -> Block | None:
        """A block."""
        ...

    def logs(self, from_block: int, to_block: int, addresses: list[str]) -> list[Log]:
        """Logs of the contracts in the blocks."""
        ...

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        """What a contract answers at a block."""
        ...


class Unproven(Exception):
    """Nothing can be said of the store: what the chain is cannot be proven from this node. Says why."""


@dataclass(frozen=True)
class BlockTold:
    """A block with the ledger's position after it."""

    header: Block
    events: int
    sequence: int
    head: bytes


@dataclass(frozen=True)
class Replay:
    """The ledger up to a block, proven: its events give the head that the log itself names there."""

    block: int
    events: tuple[Told, ...]
    blocks: dict[int, BlockTold]
    """Blocks that hold events."""
    sequence: int
    head: bytes


Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is."""


def replay(node: Node, deployment: Deployment, last: int, progress: Progress) -> Replay:
    """The ledger from its first block to `last`. Raises Unproven; NodeUnavailable where the node is gone."""
    books = deployment.books()
    if node.chain_id() != deployment.chain_id:
        raise Unproven(f"the node is of chain {node.chain_id()}, the deployment of chain {deployment.chain_id}")
    newest = node.head().number
    if newest < last:
        raise Unproven(f"the node has {newest} blocks and the store {last}; ask a node that has caught up")
    sequence, head = 0, first_head(deployment.chain_id, deployment.log)
    events: list[Told] = []
    blocks: dict[int, BlockTold] = {}
    for number, logs in _by_block(node, deployment, last, progress):
        header = _header(node, number, logs)
        numbered: dict[int, Told] = {}
        announced: dict[int, Announced] = {}
        for log in logs:
            try:
                found = read_log(log, books, header.timestamp)
            except CannotRead as error:
                raise Unproven(f"{error}; this version is too old, or the node is at fault") from None
            if isinstance(found, Told):
                numbered[found.sequence] = found
            elif isinstance(found, Announced):
                announced[found.sequence] = found
        for _ in numbered.keys() | announced.keys():
            sequence += 1
            told, said = numbered.get(sequence), announced.get(sequence)
            if told is None or said is None:
                raise Unproven(f"event {sequence} or its announcement is missing from the node's answers")
            head = next_head(head, told)
            if (said.head, said.book) != (head, told.address):
                raise Unproven(f"event {sequence} does not give the rolling hash that the log announced with it")
            events.append(told)
        if numbered:
            blocks[number] = BlockTold(header, len(numbered), sequence, head)
    _compare_with_log(node, deployment, last, sequence, head)
    return Replay(last, tuple(events), blocks, sequence, head)


def ask(node: Node, deployment: Deployment, read: Read[Any], block: int) -> Any:
    """What a contract answers at a block. Raises Unproven where the node no longer knows its state there."""
    try:
        return read.decode(node.call(deployment.address_of(read.book), read.data, block))
    except CallReverted as reverted:
        raise Unproven(f"{read.book}.{read.function} reverted at block {block}: {reverted}") from None
    except NodeError as refused:
        raise Unproven(
            f"the node does not answer as of block {block} ({refused}); ask one that keeps the state of past blocks"
        ) from None


def _compare_with_log(node: Node, deployment: Deployment, block: int, sequence: int, head: bytes) -> None:
    counted = ask(node, deployment, reads.sequence(), block)
    named = ask(node, deployment, reads.head(), block)
    if (counted, named) != (sequence, head):
        raise Unproven(
            f"at block {block} the log counts {counted} events, the node delivered {sequence}, and the hashes differ "
            "or it left some out; ask another node"
        )


def _by_block(node: Node, deployment: Deployment, last: int, progress: Progress) -> Iterator[tuple[int, list[Log]]]:
    first, addresses, size = deployment.first_block, list(deployment.books()), _RANGE
    total = last - first + 1
    start = first
    while start <= last:
        end = min(last, start + size - 1)
        try:
            logs = node.logs(start, end, addresses)
        except NodeError:
            # Nodes bound their answers: ask for less, and in the end fail with what the node says of one block.
            if size == 1:
                raise
            size = max(1, size // 2)
            continue
        grouped: dict[int, list[Log]] = {}
        for log in logs:
            grouped.setdefault(log.block_number, []).append(log)
        for number in sorted(grouped):
            yield number, grouped[number]
        progress("reading the chain", end - first + 1, total)
        start, size = end + 1, min(size * _GROWN, _RANGE)


def _header(node: Node, number: int, logs: list[Log]) -> Block:
    header = node.block(number)
    if header is None or any(log.block_hash != header.hash for log in logs):
        raise Unproven(f"block {number} changed while it was read; begin anew")
    return header
