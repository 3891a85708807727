"""The rolling hash over all events of the ledger, as LedgerLog keeps it.

A reader that recomputes it from the events it holds, and finds the head that the chain says, holds every event,
unaltered. Source: contracts/interfaces/ILedgerLog.sol.
"""

from functools import lru_cache

from eth_utils.address import to_canonical_address

from chain_gateway.ledger.keccak import keccak


def genesis(chain_id: int, log: str) -> bytes:
    """The head before the first event: keccak256(abi.encode(chainid, LedgerLog)), 32 bytes."""
    return keccak(_number(chain_id) + _address(log))


def advance(
    head: bytes, sequence: int, book: str, topic0: bytes, topic2: bytes, topic3: bytes, data_hash: bytes
) -> bytes:
    """The head after one more event.

    `book` is the emitting contract's address; topics that the event does not have are 32 zero bytes; `data_hash` is
    the keccak256 of the event's data. Raises ValueError when one of the hashes is not 32 bytes long.
    """
    if not len(head) == len(topic0) == len(topic2) == len(topic3) == len(data_hash) == 32:
        words = {"head": head, "topic0": topic0, "topic2": topic2, "topic3": topic3, "data_hash": data_hash}
        name, word = next((name, word) for name, word in words.items() if len(word) != 32)
        raise ValueError(f"{name} must be 32 bytes long, got {len(word)}")
    return keccak(head + sequence.to_bytes(32) + _address(book) + topic0 + topic2 + topic3 + data_hash)


def _number(value: int) -> bytes:
    return value.to_bytes(32, "big")


@lru_cache(maxsize=1024)
def _address(value: str) -> bytes:
    return bytes(12) + to_canonical_address(value)
