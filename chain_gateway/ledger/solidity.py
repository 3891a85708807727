"""Python types as Solidity types: what a dataclass field is on the chain, checked on the way out and on the way in.

A field's annotation says its Solidity type (`Uint64`, `Bytes32`, `Address`, an enum, a `Struct`, `tuple[X, ...]`),
so the dataclasses are the one description of the layout; a test compares them with the compiled contracts' ABI.
Source: Solidity's contract ABI specification.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Annotated, Any, Self, get_args, get_origin, get_type_hints

from eth_abi.abi import decode as abi_decode
from eth_abi.abi import encode as abi_encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.address import to_checksum_address

_EXACT_IN_JSON = 2**53 - 1


@dataclass(frozen=True)
class SolidityType:
    """The Solidity type of an annotated field, such as `uint64`."""

    name: str


Uint8 = Annotated[int, SolidityType("uint8")]
Uint16 = Annotated[int, SolidityType("uint16")]
Uint32 = Annotated[int, SolidityType("uint32")]
Uint48 = Annotated[int, SolidityType("uint48")]
Uint64 = Annotated[int, SolidityType("uint64")]
Uint128 = Annotated[int, SolidityType("uint128")]
Uint256 = Annotated[int, SolidityType("uint256")]
Bytes4 = Annotated[bytes, SolidityType("bytes4")]
Bytes32 = Annotated[bytes, SolidityType("bytes32")]
JurisdictionCode = Annotated[str, SolidityType("bytes2")]
CurrencyCode = Annotated[str, SolidityType("bytes3")]
Address = Annotated[str, SolidityType("address")]


class InvalidValue(ValueError):
    """A value does not fit the Solidity type of its field. Carries `field`, `value` and `problem`."""

    def __init__(self, field: str, value: object, problem: str) -> None:
        self.field = field
        self.value = value
        self.problem = problem
        super().__init__(f"{field} {problem}, got {_shown(value)}")


class MalformedData(ValueError):
    """Bytes are not the ABI encoding of the expected types."""


@dataclass(frozen=True)
class Codec:
    """How values of one annotation cross the border.

    `type` is the ABI type; `wire` is the same with `string` read as `bytes`, because a contract does not check UTF-8
    and one member's bad text must not stop every reader.
    """

    type: str
    wire: str
    encode: Callable[[Any, str], Any]
    decode: Callable[[Any], Any]


class Struct:
    """Base of the dataclasses that mirror a Solidity struct, field by field."""

    @classmethod
    def abi_type(cls) -> str:
        """The struct's ABI tuple type, such as `(uint8,uint32,string)`."""
        return codec(cls).type

    def to_abi(self) -> tuple[Any, ...]:
        """The values in ABI order, ready for an ABI encoder.

        Raises InvalidValue naming the field when one does not fit.
        """
        encoded: tuple[Any, ...] = codec(type(self)).encode(self, type(self).__name__)
        return encoded

    @classmethod
    def from_abi(cls, values: Sequence[Any]) -> Self:
        """The struct from the values that an ABI decoder gives. Raises ValueError when they do not fit."""
        decoded: Self = codec(cls).decode(values)
        return decoded


def fields(owner: type) -> Mapping[str, Codec]:
    """The codecs of a dataclass's fields, in their order."""
    if owner not in _FIELDS:
        names = getattr(owner, "__dataclass_fields__", {})
        hints = get_type_hints(owner, include_extras=True)
        _FIELDS[owner] = {name: codec(hints[name]) for name in names}
    return _FIELDS[owner]


_FIELDS: dict[type, Mapping[str, Codec]] = {}


def codec(annotation: Any) -> Codec:
    """The codec of an annotation. Raises TypeError for one that has no Solidity type."""
    if annotation not in _CODECS:
        _CODECS[annotation] = _build(annotation)
    return _CODECS[annotation]


_CODECS: dict[Any, Codec] = {}


def _build(annotation: Any) -> Codec:
    if get_origin(annotation) is Annotated:
        return scalar(get_args(annotation)[1].name)
    if get_origin(annotation) is tuple and get_args(annotation)[1:] == (Ellipsis,):
        return _list(codec(get_args(annotation)[0]))
    if annotation in (bool, str, bytes):
        return scalar({bool: "bool", str: "string", bytes: "bytes"}[annotation])
    if isinstance(annotation, type) and issubclass(annotation, IntEnum):
        return _enum(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return _struct(annotation)
    raise TypeError(f"the annotation {annotation!r} has no Solidity type")


def encode_arguments(arguments: Mapping[str, tuple[Any, Any]]) -> bytes:
    """ABI-encodes named arguments, each given as (annotation, value).

    Raises InvalidValue naming the argument when a value does not fit.
    """
    codecs = {name: codec(annotation) for name, (annotation, _) in arguments.items()}
    values = [codecs[name].encode(value, name) for name, (_, value) in arguments.items()]
    try:
        return abi_encode([each.type for each in codecs.values()], values)
    except EncodingError as error:  # pragma: no cover - the codecs above check every value first
        raise InvalidValue(", ".join(arguments), values, f"cannot be encoded ({error})") from error


def decode_arguments(codecs: Sequence[Codec], data: bytes) -> tuple[Any, ...]:
    """Decodes ABI data strictly: only the one canonical encoding is accepted, with nothing behind it.

    Raises MalformedData.
    """
    wire = [each.wire for each in codecs]
    try:
        raw = abi_decode(wire, data)
        canonical = abi_encode(wire, raw)
        values = tuple(each.decode(value) for each, value in zip(codecs, raw, strict=True))
    except (DecodingError, EncodingError, ValueError, OverflowError) as error:
        raise MalformedData(f"{len(data)} bytes are no ({','.join(each.type for each in codecs)}): {error}") from error
    if canonical != data:
        raise MalformedData(f"{len(data)} bytes are not the canonical encoding of their values")
    return values


def to_json(value: Any) -> Any:
    """A value of these types as JSON has it: bytes as 0x text, enums by name, structs as objects, lists as arrays.

    Integers beyond 2**53 - 1, which other languages' JSON readers round, become text.
    """
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, Struct):
        return {name: to_json(getattr(value, name)) for name in fields(type(value))}
    if isinstance(value, (tuple, list)):
        return [to_json(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > _EXACT_IN_JSON:
        return str(value)
    return value


def readable_text(raw: bytes) -> str:
    r"""Text from the chain. Bytes that are not UTF-8, and NULs, which stores refuse, are shown as `\xNN`."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


_checksum = lru_cache(4096)(to_checksum_address)  # a hash in Python, and the same few keys come again and again


def checked_address(value: object, field: str) -> str:
    """The checksum form of an address given as text. Raises InvalidValue, also for a wrong checksum (EIP-55)."""
    if not isinstance(value, str) or len(value) != 42 or not value.startswith("0x"):
        raise InvalidValue(field, value, "must be an address of 0x and 40 hexadecimal digits")
    try:
        checksum = str(_checksum(value))
    except ValueError:
        raise InvalidValue(field, value, "must be an address of 0x and 40 hexadecimal digits") from None
    digits = value[2:]
    if digits not in (digits.lower(), digits.upper()) and value != checksum:
        raise InvalidValue(field, value, f"has a wrong checksum (the right spelling is {checksum})")
    return checksum


def scalar(name: str) -> Codec:
    """The codec of a Solidity type that is no struct, list or enumeration, such as `uint64`, `bytes32` or `string`."""
    if name.startswith("uint"):
        return _integer(name, 1 << int(name[4:]))
    if name in ("bytes2", "bytes3"):
        return _code(name, int(name[5:]))
    if name.startswith("bytes"):
        return _bytes(name, int(name[5:]) if name != "bytes" else None)
    return {"bool": _BOOL, "string": _STRING, "address": _ADDRESS}[name]


def _integer(name: str, limit: int) -> Codec:
    def encode(value: Any, field: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidValue(field, value, "must be an integer")
        if not 0 <= value < limit:
            raise InvalidValue(field, value, f"must be from 0 to {limit - 1} ({name})")
        return int(value)

    return Codec(name, name, encode, int)


def _code(name: str, size: int) -> Codec:
    def encode(value: Any, field: str) -> bytes:
        if value == "":
            return bytes(size)
        if not isinstance(value, str) or len(value) != size or not value.isascii() or not value.isupper():
            raise InvalidValue(field, value, f"must be {size} capital letters, or empty")
        return value.encode("ascii")

    def decode(value: bytes) -> str:
        return value.rstrip(b"\0").decode("ascii", "backslashreplace").replace("\0", "\\x00")

    return Codec(name, name, encode, decode)


def _bytes(name: str, size: int | None) -> Codec:
    def encode(value: Any, field: str) -> bytes:
        if not isinstance(value, bytes):
            raise InvalidValue(field, value, "must be bytes")
        if size is not None and len(value) != size:
            raise InvalidValue(field, value, f"must be {size} bytes long")
        return value

    return Codec(name, name, encode, bytes)


def _encode_bool(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue(field, value, "must be true or false")
    return value


def _encode_string(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue(field, value, "must be text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidValue(field, value, "must be text without lone surrogates") from None
    return value


def _decode_string(value: Any) -> str:
    return value if isinstance(value, str) else readable_text(value)


_BOOL = Codec("bool", "bool", _encode_bool, bool)
_STRING = Codec("string", "bytes", _encode_string, _decode_string)
_ADDRESS = Codec("address", "address", checked_address, lambda value: str(to_checksum_address(value)))


def _enum(members: type[IntEnum]) -> Codec:
    def encode(value: Any, field: str) -> int:
        if not isinstance(value, members):
            raise InvalidValue(field, value, f"must be a {members.__name__}")
        return int(value)

    return Codec("uint8", "uint8", encode, members)


def _list(item: Codec) -> Codec:
    def encode(value: Any, field: str) -> list[Any]:
        if not isinstance(value, (tuple, list)):
            raise InvalidValue(field, value, "must be a list")
        return [item.encode(each, f"{field}[{index}]") for index, each in enumerate(value)]

    def decode(value: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(item.decode(each) for each in value)

    return Codec(f"{item.type}[]", f"{item.wire}[]", encode, decode)


def _struct(owner: type[Struct]) -> Codec:
    inner = fields(owner)

    def encode(value: Any, field: str) -> tuple[Any, ...]:
        if not isinstance(value, owner):
            raise InvalidValue(field, value, f"must be a {owner.__name__}")
        return tuple(each.encode(getattr(value, name), f"{field}.{name}") for name, each in inner.items())

    def decode(values: Sequence[Any]) -> Struct:
        return owner(*(each.decode(value) for each, value in zip(inner.values(), values, strict=True)))

    types = ",".join(each.type for each in inner.values())
    wires = ",".join(each.wire for each in inner.values())
    return Codec(f"({types})", f"({wires})", encode, decode)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
