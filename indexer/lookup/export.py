"""The public export of events: enough to compute the ledger's rolling hash, and no amount.

Of an event that carries an amount, or that enters a natural person, the hash of the data stands in for the data. Acts
that would tell of a default (law.md 16) are told by their number and block alone: whoever computes the hash takes the
head after them from the line, and can have it proven from the receipt of the log's own announcement by a party to it.
Pure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from eth_abi.abi import encode
from eth_utils.address import to_canonical_address
from eth_utils.crypto import keccak

from chain_gateway.ledger import rolling_hash
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.events import Payload, event_types, signature
from chain_gateway.ledger.solidity import InvalidValue, Struct, fields
from indexer.lookup.acts import PARTIES_ONLY, WITHHELD
from indexer.projection.rows import EventRow

_TYPES = {each.__name__: each for each in event_types()}
_FIRST_TOPICS = {each.__name__: keccak(text=signature(each)) for each in event_types()}


@dataclass(frozen=True)
class Exported:
    """A line of the export, and the rolling hash after its event."""

    line: dict[str, Any]
    head: bytes


def export(event: EventRow, head: bytes, addresses: Mapping[str, str]) -> Exported:
    """The line of an event that follows the rolling hash `head`. `addresses` are those of the books by name."""
    payload_type = _TYPES[event.name]
    address = addresses[event.book]
    topics = (
        _FIRST_TOPICS[event.name],
        _word(event.sequence),
        _subject(payload_type, event.subject),
        _word(event.actor),
    )
    data_hash = bytes.fromhex(event.data_hash[2:])
    after = rolling_hash.advance(head, event.sequence, address, topics[0], topics[2], topics[3], data_hash)
    line: dict[str, Any] = {"type": "event", "sequence": event.sequence, "block": event.block}
    if event.name in WITHHELD or event.book in PARTIES_ONLY:
        return Exported({**line, "withheld": True, "head": f"0x{after.hex()}"}, after)
    line |= {
        "transaction": event.transaction_hash,
        "log_index": event.log_index,
        "book": event.book,
        "address": address,
        "event": event.name,
        "topics": [f"0x{topic.hex()}" for topic in topics],
        "data_hash": event.data_hash,
    }
    data = None if _is_confidential(event) else _data(payload_type, event)
    if data is not None:
        line["data"] = f"0x{data.hex()}"
    return Exported({**line, "head": f"0x{after.hex()}"}, after)


def carries_amount(payload_type: type[Any]) -> bool:
    """Whether an event, or a struct in it, carries an amount: such a one carries a salt beside (law.md 16)."""
    hints = get_type_hints(payload_type, include_extras=True)
    names = getattr(payload_type, "__dataclass_fields__", {})
    return "salt" in names or any(_is_struct(hints[name]) and carries_amount(hints[name]) for name in names)


def _is_confidential(event: EventRow) -> bool:
    if event.name in _WITH_AMOUNT:
        return True
    return event.name == "PartyAdmitted" and json.loads(event.payload)["kind"] == PartyKind.NaturalPerson.name


def _data(payload_type: type[Payload], event: EventRow) -> bytes | None:
    """The event's data out of its fields; None where these are not what the chain holds, as of text that is not UTF-8:
    then the hash alone is told.
    """
    payload = json.loads(event.payload)
    hints = get_type_hints(payload_type, include_extras=True)
    codecs = fields(payload_type)
    try:
        values = [codec.encode(_value(hints[name], payload[name]), name) for name, codec in codecs.items()]
    except (InvalidValue, ValueError):
        return None
    data = encode([codec.type for codec in codecs.values()], values)
    return data if f"0x{keccak(data).hex()}" == event.data_hash else None


def _value(annotation: Any, value: Any) -> Any:
    """A typed value of its JSON (`ledger.solidity.to_json`)."""
    if get_origin(annotation) is Annotated:
        base, solidity = get_args(annotation)
        if base is int:
            return int(value)
        return bytes.fromhex(value[2:]) if base is bytes and solidity.name.startswith("bytes") else value
    if get_origin(annotation) is tuple:
        return tuple(_value(get_args(annotation)[0], each) for each in value)
    if annotation is bytes:
        return bytes.fromhex(value[2:])
    if isinstance(annotation, type) and issubclass(annotation, IntEnum):
        return annotation[value]
    if _is_struct(annotation):
        hints = get_type_hints(annotation, include_extras=True)
        return annotation(**{name: _value(hints[name], value[name]) for name in fields(annotation)})
    return value


def _is_struct(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Struct)


def _subject(payload_type: type[Payload], subject: str) -> bytes:
    if payload_type.subject_type == "uint64":
        return _word(int(subject))
    if payload_type.subject_type == "address":
        return bytes(12) + to_canonical_address(subject)
    return bytes.fromhex(subject[2:])


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


_WITH_AMOUNT = frozenset(each.__name__ for each in event_types() if carries_amount(each))
