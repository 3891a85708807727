"""The encoding of legacy transactions, apart from any key. Source: EIP-155; Ethereum yellow paper, appendix B (RLP)."""

from collections.abc import Mapping
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.address import to_canonical_address
from hexbytes import HexBytes

_NUMBERS = ("nonce", "gasPrice", "gas", "value", "chainId")
_FIELDS = frozenset((*_NUMBERS, "to", "data"))


def payload(fields: Mapping[str, Any]) -> bytes:
    """The bytes whose keccak256 is signed. `fields`: nonce, gasPrice, gas, value, chainId; `to` (left out when a
    contract is created) and `data` may be missing. Raises ValueError for a missing, unknown or unfit field.
    """
    return _encoded(fields, _numbers(fields)["chainId"], 0, 0)


def signed(fields: Mapping[str, Any], signature: bytes) -> bytes:
    """The raw transaction, from the 65-byte signature (r, s, v of 27 or 28) over `payload(fields)`."""
    chain_id = _numbers(fields)["chainId"]
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:64])
    return _encoded(fields, signature[64] - 27 + 35 + 2 * chain_id, r, s)


def _encoded(fields: Mapping[str, Any], v: int, r: int, s: int) -> bytes:
    numbers = _numbers(fields)
    to = fields.get("to")
    parts = [
        numbers["nonce"],
        numbers["gasPrice"],
        numbers["gas"],
        to_canonical_address(to) if to else b"",
        numbers["value"],
        bytes(HexBytes(fields.get("data", b""))),
        v,
        r,
        s,
    ]
    return bytes(rlp.encode(parts))


def _numbers(fields: Mapping[str, Any]) -> dict[str, int]:
    unknown = fields.keys() - _FIELDS
    if unknown:
        raise ValueError(f"A legacy transaction has no field {sorted(unknown)[0]!r}.")
    found: dict[str, int] = {}
    for name in _NUMBERS:
        value = fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f"The transaction's {name} must be a number from 0 up, {value!r} was given.")
        found[name] = value
    return found
