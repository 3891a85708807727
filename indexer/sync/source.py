"""What the indexer asks of a node."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, cast, runtime_checkable

from chain_gateway.ledger.events import RawLog
from chain_gateway.rpc import Block, Log, NodeError, TrieReceipt


class ChainSource(Protocol):
    """The reading half of a node; `chain_gateway.rpc.Node` answers it. Each method may raise NodeUnavailable or
    NodeError.
    """

    def chain_id(self) -> int:
        """Chain id (EIP-155)."""
        ...

    def head(self) -> Block:
        """The newest block."""
        ...

    def block(self, number: int) -> Block | None:
        """The block of that number, None when the chain is not that long."""
        ...

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> Sequence[Log]:
        """Logs of the contracts in blocks `from_block` to `to_block`, both inclusive."""
        ...

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        """What the contract answers to the calldata at `block`."""
        ...


class SpanSource(Protocol):
    """What a stretch of blocks is read from."""

    def blocks(self, numbers: Sequence[int]) -> Sequence[Block | None]:
        """The blocks of these numbers."""
        ...

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> Sequence[Log]:
        """Logs of the contracts in blocks `from_block` to `to_block`, both inclusive."""
        ...

    def receipts(self, number: int) -> Sequence[TrieReceipt]:
        """Every receipt of a block, in order."""
        ...


@runtime_checkable
class OpensAnew(Protocol):
    """A node that another process can open for itself."""

    def opener(self) -> Callable[[], SpanSource]:
        """What opens it; it can be sent to another process."""
        ...


@runtime_checkable
class BulkSource(ChainSource, SpanSource, Protocol):
    """A node that answers much at once, and several threads; `chain_gateway.rpc.BulkNode` does."""

    def close(self) -> None:
        """Closes connections that were opened for this reader."""
        ...


class PlainSource:
    """A node that answers one thing at a time, such as the embedded one, where a reader of much is expected."""

    def __init__(self, source: ChainSource) -> None:
        self.source = source

    def chain_id(self) -> int:
        """Chain id (EIP-155)."""
        return self.source.chain_id()

    def head(self) -> Block:
        """The newest block."""
        return self.source.head()

    def block(self, number: int) -> Block | None:
        """The block of that number."""
        return self.source.block(number)

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """The blocks of these numbers."""
        return [self.source.block(number) for number in numbers]

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> Sequence[Log]:
        """Logs of the contracts."""
        return self.source.logs(from_block, to_block, addresses)

    def receipts(self, number: int) -> list[TrieReceipt]:
        """It has none to give: NodeError."""
        raise NodeError(-32601, f"this node gives no receipts of whole blocks, asked for block {number}")

    def close(self) -> None:
        """Nothing was opened here."""

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        """What the contract answers."""
        return self.source.call(to, data, block)


def raw_log(log: Log) -> RawLog:
    """A node's log as the ledger's decoder takes it: the same fields under the same names, so it is not copied."""
    return cast(RawLog, log)
