"""The key of a right on the chain, and of a kind of right: one rule here and one in Solidity, tested by one vector
file.
"""

from functools import lru_cache

from chain_gateway.ledger.keccak import keccak

_WORD = 32


@lru_cache(maxsize=65_536)
def asset_key(jurisdiction: str, kind: int, number: str) -> bytes:
    """keccak256(abi.encode(bytes2 jurisdiction, uint8 kind, string number)), 32 bytes.

    The number must be canonical already (see `identifiers.RightId`). Packed by hand because a batch of ten thousand
    look-ups does this ten thousand times; a test compares it with an ABI encoder. Raises ValueError for a
    jurisdiction that is not two ASCII capitals or a kind outside a byte. Source: contracts/libraries/AssetKey.sol.
    """
    raw = number.encode("utf-8")
    padding = bytes(-len(raw) % _WORD)
    return keccak(_kind_words(jurisdiction, kind) + _word(3 * _WORD) + _word(len(raw)) + raw + padding)


@lru_cache(maxsize=256)
def kind_id(jurisdiction: str, kind: int) -> bytes:
    """keccak256(abi.encode(bytes2 jurisdiction, uint8 kind)): the subject of the events about a kind of right."""
    return keccak(_kind_words(jurisdiction, kind))


def _kind_words(jurisdiction: str, kind: int) -> bytes:
    if len(jurisdiction) != 2 or not jurisdiction.isascii() or not jurisdiction.isalpha() or not jurisdiction.isupper():
        raise ValueError(f"a jurisdiction is two ASCII capitals (ISO 3166 alpha-2), got {jurisdiction[:20]!r}")
    if not 0 <= kind <= 255:
        raise ValueError(f"a kind of right is from 0 to 255, got {kind}")
    return jurisdiction.encode("ascii").ljust(_WORD, b"\0") + _word(kind)


def _word(value: int) -> bytes:
    return value.to_bytes(_WORD, "big")
