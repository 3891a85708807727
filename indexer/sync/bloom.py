"""The filter in a block's header that says which addresses and topics its logs may have. Pure.

A value that is in a log is always found; one that is in none is found now and then. So a miss proves that no such log
is in the block, and a hit is a reason to look closer. Source: Ethereum Yellow Paper, section 4.4.3.
"""

from collections.abc import Iterable
from functools import lru_cache

from chain_gateway.ledger.keccak import keccak


def may_hold(bloom: bytes, values: Iterable[bytes]) -> bool:
    """Whether a block may have a log with all these values: addresses of 20 bytes, topics of 32."""
    held = int.from_bytes(bloom)
    return all(held & mask == mask for mask in map(_mask, values))


def of(values: Iterable[bytes]) -> bytes:
    """The filter of exactly these values, 256 bytes."""
    held = 0
    for value in values:
        held |= _mask(value)
    return held.to_bytes(256)


@lru_cache(maxsize=4096)
def _mask(value: bytes) -> int:
    """Three bits, each the lowest eleven of a pair of bytes of the hash."""
    hashed = keccak(value)
    mask = 0
    for place in (0, 2, 4):
        mask |= 1 << (int.from_bytes(hashed[place : place + 2]) & 2047)
    return mask
