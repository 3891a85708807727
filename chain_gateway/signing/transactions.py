"""The encoding of legacy transactions, apart from any key. Source: EIP-155; Ethereum yellow paper, appendix B (RLP)."""

from collections.abc import Mapping
from typing import Any

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
    to, data = fields.get("to"), fields.get("data", b"")
    content = b"".join(
        (
            _number(numbers["nonce"]),
            _number(numbers["gasPrice"]),
            _number(numbers["gas"]),
            _text(to_canonical_address(to) if to else b""),
            _number(numbers["value"]),
            _text(data if isinstance(data, bytes) else bytes(HexBytes(data))),
            _number(v),
            _number(r),
            _number(s),
        )
    )
    return _headed(content, _LIST)


_TEXT, _LIST = 0x80, 0xC0
_LONGEST_SHORT = 55


def _number(value: int) -> bytes:
    """RLP of a number: big-endian without leading zeros, 0 is the empty text."""
    return _text(value.to_bytes((value.bit_length() + 7) // 8))


def _text(content: bytes) -> bytes:
    """RLP of a byte string; one byte below 128 stands for itself."""
    if len(content) == 1 and content[0] < _TEXT:
        return content
    return _headed(content, _TEXT)


def _headed(content: bytes, kind: int) -> bytes:
    """The content after its kind and length. A general encoder takes six times as long, for each signature twice."""
    length = len(content)
    if length <= _LONGEST_SHORT:
        return bytes((kind + length,)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((kind + _LONGEST_SHORT + len(size),)) + size + content


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
