"""What the bodies of several books share."""

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from eth_utils.address import is_checksum_address, is_checksum_formatted_address, is_hex_address, to_checksum_address
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from chain_gateway.api.texts import OfficialNumber
from chain_gateway.documents import InvalidCid, to_binary
from chain_gateway.ledger.dates import InvalidLegalDate, parse_legal_date, to_chain
from chain_gateway.ledger.enums import Provenance
from chain_gateway.ledger.structs import Act

MAX_RIGHTS = 1_100
"""Rights of one pledge; the contracts' bound."""

_Member = TypeVar("_Member", bound=IntEnum)
_LARGEST_ID = 2**63 - 1


class Body(BaseModel):
    """Base of request bodies: frozen, nothing unknown, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _legal_date(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("a legal date is a text such as 2024-05-31")
    try:
        day = parse_legal_date(value)
        to_chain(day)
    except InvalidLegalDate as invalid:
        raise ValueError(str(invalid)) from None
    return day


def _identifier(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("an id is a whole number")
    return value


def _cid(text: str) -> str:
    try:
        to_binary(text)
    except InvalidCid as invalid:
        raise ValueError(str(invalid)) from None
    return text


@lru_cache(4096)  # a hash in Python, and the same few keys come again and again
def _address(text: str) -> str:
    if not text.startswith("0x") or not is_hex_address(text):
        raise ValueError("an address is 0x and 40 hexadecimal digits")
    if is_checksum_formatted_address(text) and not is_checksum_address(text):
        raise ValueError("the address is mistyped: its checksum (EIP-55) is wrong")
    return to_checksum_address(text)


def _hexadecimal(length: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            binary = bytes.fromhex(text.removeprefix("0x")) if text.startswith("0x") else b""
        except ValueError:
            binary = b""
        if len(binary) != length or len(text) != 2 + 2 * length:
            raise ValueError(f"this is 0x and {2 * length} hexadecimal digits")
        return text

    return check


def _whole(bits: int) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 78:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**bits:
            raise ValueError(f"this is a whole number from 0 to 2**{bits} - 1, as a number or as a text of digits")
        return value

    return check


def _whole_schema(bits: int) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[0-9]{1,78}$", "maxLength": 78},
                {"type": "integer", "minimum": 0, "maximum": 2**bits - 1},
            ]
        }
    )


def _member_of(kind: type[IntEnum], names: tuple[str, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, str) or value not in names:
            raise ValueError(f"this is one of {', '.join(names)}")
        return kind[value]

    return check


def by_name(kind: type[IntEnum], *without: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """Annotations of an enum field that takes member names, all but those in `without`."""
    names = tuple(name for name in kind.__members__ if name not in ("None_", *without))
    return BeforeValidator(_member_of(kind, names)), WithJsonSchema({"type": "string", "enum": list(names)})


Id = Annotated[int, BeforeValidator(_identifier), Field(ge=1, le=_LARGEST_ID, json_schema_extra={"examples": [7]})]
"""Id of a party or pledge."""
LegalDate = Annotated[
    date,
    BeforeValidator(_legal_date),
    WithJsonSchema({"type": "string", "examples": ["2024-05-31"], "maxLength": 20}),
]
"""A calendar date in the office's zone."""
Cid = Annotated[
    str,
    Field(min_length=59, max_length=59, json_schema_extra={"pattern": "^b[a-z2-7]{58}$"}),
    AfterValidator(_cid),
]
"""Content identifier of a document, in text."""
Address = Annotated[
    str,
    Field(min_length=42, max_length=42, json_schema_extra={"pattern": "^0x[0-9a-fA-F]{40}$"}),
    AfterValidator(_address),
]
Salt = Annotated[
    str,
    Field(min_length=66, max_length=66, json_schema_extra={"pattern": "^0x[0-9a-fA-F]{64}$"}),
    AfterValidator(_hexadecimal(32)),
]
Signature = Annotated[
    str,
    Field(min_length=132, max_length=132, json_schema_extra={"pattern": "^0x[0-9a-fA-F]{130}$"}),
    AfterValidator(_hexadecimal(65)),
]
"""65 bytes: r, s, v."""
Minor = Annotated[int, BeforeValidator(_whole(128)), _whole_schema(128)]
"""An amount in minor units, as a number or as a text of digits (which no reader rounds)."""
Nonce = Annotated[int, BeforeValidator(_whole(256)), _whole_schema(256)]
Jurisdiction = Annotated[str, Field(min_length=2, max_length=2, pattern="^[A-Z]{2}$", examples=["CN"])]
"""ISO 3166 alpha-2 code."""


class ActBody(Body):
    """What an act says of itself; all of it is optional."""

    provenance: Literal["native", "migrated"] = "native"
    executed_on: LegalDate | None = None
    recorded_on: LegalDate | None = None
    official_number: OfficialNumber = ""
    document: Cid | None = None

    def act(self) -> Act:
        """The ledger's act."""
        return Act(
            provenance=Provenance.Migrated if self.provenance == "migrated" else Provenance.Native,
            executed_on=to_chain(self.executed_on),
            recorded_on=to_chain(self.recorded_on),
            official_number=self.official_number,
            document=binary(self.document),
        )


def binary(cid: str | None) -> bytes:
    """The ledger's form of a content identifier; empty for none."""
    return to_binary(cid) if cid is not None else b""


class ActOnly(Body):
    """Body of an act that needs nothing but itself."""

    act: ActBody = ActBody()
