"""What a node tells of the chain: blocks, logs and receipts, as immutable values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """Header of a block, as far as anyone here needs it."""

    number: int
    hash: bytes
    """32 bytes."""
    parent_hash: bytes
    """32 bytes."""
    timestamp: int
    """Chain time, in seconds since 1970-01-01 UTC."""
    gas_limit: int
    logs_bloom: bytes | None = None
    """256 bytes: a filter of the addresses and topics that the block's logs have; None where the engine keeps none."""
    receipts_root: bytes | None = None
    """32 bytes: root of the trie of the block's receipts; None where the engine keeps none."""


@dataclass(frozen=True)
class CallRequest:
    """A call to try, one of several that are asked at once."""

    to: str
    data: bytes
    sender: str
    gas: int


@dataclass(frozen=True)
class Log:
    """A raw log. The ledger's `RawLog` has the same fields in the same order."""

    address: str
    """Checksum address of the contract that emitted it."""
    topics: tuple[bytes, ...]
    """Up to four words of 32 bytes."""
    data: bytes
    block_number: int
    block_hash: bytes
    transaction_hash: bytes
    log_index: int
    """Position among all logs of the block."""


@dataclass(frozen=True)
class Receipt:
    """What became of a transaction."""

    transaction_hash: bytes
    succeeded: bool
    """False when the transaction was included and reverted."""
    block_number: int
    block_hash: bytes
    gas_used: int
    contract_address: str | None
    """Checksum address of the contract that the transaction created, if it created one."""
    logs: tuple[Log, ...]


@dataclass(frozen=True)
class TrieReceipt:
    """A receipt as the trie of a block's receipts holds it (EIP-658, EIP-2718)."""

    kind: int
    """Type of the transaction; 0 for a legacy one."""
    succeeded: bool
    cumulative_gas: int
    """Gas of the block's transactions up to this one."""
    logs_bloom: bytes
    logs: tuple[Log, ...]
