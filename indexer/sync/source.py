"""What the indexer asks of a node. `chain_gateway.rpc.Node` answers it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from chain_gateway.ledger.events import RawLog
from chain_gateway.rpc import Block, Log


class ChainSource(Protocol):
    """The reading half of a node. Every method may raise NodeUnavailable or NodeError."""

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


def raw_log(log: Log) -> RawLog:
    """A node's log as the ledger's decoder takes it."""
    return RawLog(
        log.address, log.topics, log.data, log.block_number, log.block_hash, log.transaction_hash, log.log_index
    )
