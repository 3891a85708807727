"""Raw logs as the audit reads them: by the compiled contracts' own description, without the projection's types."""

import json
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from chain_gateway.ledger import enums
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.rpc import Log

_ZONE = timezone(timedelta(hours=8))
_EXACT_IN_JSON = 2**53 - 1
_ANNOUNCEMENT = "Appended"
_UNNUMBERED = ("AuthorityUpdated",)


class CannotRead(Exception):
    """A log is no event of the compiled contracts: nothing can be proven with this version."""


@dataclass(frozen=True)
class Told:
    """One numbered event, as the chain has it."""

    sequence: int
    block: int
    time: int
    transaction: str
    log_index: int
    address: str
    book: str
    name: str
    subject: bytes
    """The second topic after the event's own, 32 bytes."""
    subject_type: str
    actor: int
    data_hash: bytes
    topics: tuple[bytes, ...]
    arguments: dict[str, Any]
    """By the names of the Solidity source; structs are dictionaries, bytes stay bytes, enumerations are numbers."""
    payload: dict[str, Any]
    """The same as the store keeps it in JSON."""

    @property
    def number(self) -> int:
        """The party, pledge, fund or commitment that it is about."""
        return int.from_bytes(self.subject)

    @property
    def word(self) -> str:
        """The right, kind, verb, search or parameter that it is about."""
        return f"0x{self.subject.hex()}"

    @property
    def subject_text(self) -> str:
        """What it is about, as text."""
        if self.subject_type == "address":
            return str(to_checksum_address(self.subject[-20:]))
        return str(self.number) if self.subject_type.startswith("uint") else self.word

    @property
    def act(self) -> dict[str, Any]:
        """What the act says of itself; empty where the event has none."""
        found: dict[str, Any] = self.arguments.get("act", {})
        return found

    @property
    def migrated(self) -> bool:
        """Whether the act was carried over from an official register."""
        return bool(self.act) and self.act["provenance"] == int(enums.Provenance.Migrated)

    @property
    def day(self) -> int:
        """The day of its block in the offices' zone, yyyymmdd."""
        return int(datetime.fromtimestamp(self.time, UTC).astimezone(_ZONE).strftime("%Y%m%d"))

    @property
    def dated(self) -> tuple[int, str]:
        """The legal date of the act, and where it is from."""
        recorded, executed = self.act.get("recordedOn", 0), self.act.get("executedOn", 0)
        if recorded:
            return recorded, "recorded"
        return (executed or self.day, "unrecorded") if self.migrated else (self.day, "block")

    @property
    def registered(self) -> tuple[int, str]:
        """The same of a registration, which states its date of effect."""
        effective = self.arguments["effectiveOn"]
        if not effective:
            return self.dated
        return effective, "unrecorded" if self.migrated and not self.act["recordedOn"] else "effective"


@dataclass(frozen=True)
class Announced:
    """The log's own word on a numbered event: the rolling hash with it."""

    sequence: int
    book: str
    head: bytes


def read_log(log: Log, books: Mapping[str, str], time: int) -> Told | Announced | None:
    """What a log says; None for one that is not numbered. `books` are names by address. Raises CannotRead."""
    book = books.get(log.address)
    described = None if book is None or not log.topics else _events(book).get(log.topics[0])
    if book is None or described is None:
        raise CannotRead(f"the log {log.log_index} of block {log.block_number} is no event of a known contract")
    if described["name"] in _UNNUMBERED:
        return None
    if book == "LedgerLog" and described["name"] == _ANNOUNCEMENT:
        if len(log.topics) != 3 or len(log.data) != 32:
            raise CannotRead(f"the announcement in block {log.block_number}, log {log.log_index} has another form")
        return Announced(int.from_bytes(log.topics[1]), str(to_checksum_address(log.topics[2][-20:])), log.data)
    if len(log.topics) != 4:
        raise CannotRead(f"{book}.{described['name']} in block {log.block_number} has {len(log.topics)} topics")
    inputs = [each for each in described["inputs"] if not each["indexed"]]
    values = _decoded(inputs, log)
    return Told(
        sequence=int.from_bytes(log.topics[1]),
        block=log.block_number,
        time=time,
        transaction=f"0x{log.transaction_hash.hex()}",
        log_index=log.log_index,
        address=log.address,
        book=book,
        name=described["name"],
        subject=log.topics[2],
        subject_type=described["inputs"][1]["type"],
        actor=int.from_bytes(log.topics[3]),
        data_hash=keccak(log.data),
        topics=log.topics,
        arguments={each["name"]: _argument(each, value) for each, value in zip(inputs, values, strict=True)},
        payload={_snake(each["name"]): _in_json(each, value) for each, value in zip(inputs, values, strict=True)},
    )


def next_head(head: bytes, told: Told) -> bytes:
    """The rolling hash after one more event (contracts/interfaces/ILedgerLog.sol), by the ABI encoder."""
    types = ["bytes32", "uint64", "address", "bytes32", "bytes32", "bytes32", "bytes32"]
    values = [head, told.sequence, told.address, told.topics[0], told.topics[2], told.topics[3], told.data_hash]
    return keccak(encode(types, values))


def first_head(chain_id: int, log: str) -> bytes:
    """The rolling hash before the first event."""
    return keccak(encode(["uint256", "address"], [chain_id, log]))


def text_of(value: bytes) -> str:
    """Text of the chain; bytes that are no UTF-8, and NULs, are shown."""
    return value.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


@cache
def _events(book: str) -> dict[bytes, Any]:
    found = {}
    for entry in artifact(book).abi:
        if entry["type"] == "event":
            types = ",".join(_type(each) for each in entry["inputs"])
            found[keccak(text=f"{entry['name']}({types})")] = entry
    return found


def _decoded(inputs: Sequence[Mapping[str, Any]], log: Log) -> tuple[Any, ...]:
    # Text is read as bytes: the chain does not promise UTF-8.
    types = [_type(each).replace("string", "bytes") for each in inputs]
    try:
        values: tuple[Any, ...] = decode(types, log.data)
        same = encode(types, values) == log.data
    except Exception as error:  # noqa: BLE001 - whatever the decoder finds wrong, the log cannot be read
        raise CannotRead(f"block {log.block_number}, log {log.log_index}: {error}") from None
    if not same:
        raise CannotRead(f"block {log.block_number}, log {log.log_index}: its data is not in canonical form")
    return values


def _type(described: Mapping[str, Any]) -> str:
    kind: str = described["type"]
    if kind.startswith("tuple"):
        inner = ",".join(_type(each) for each in described["components"])
        return f"({inner}){kind[5:]}"
    return kind


def _argument(described: Mapping[str, Any], value: Any) -> Any:
    kind: str = described["type"]
    if kind.endswith("[]"):
        item = {**described, "type": kind[:-2]}
        return [_argument(item, each) for each in value]
    if kind == "tuple":
        parts = zip(described["components"], value, strict=True)
        return {each["name"]: _argument(each, part) for each, part in parts}
    if kind == "string":
        return text_of(value)
    if kind == "address":
        return str(to_checksum_address(value))
    if kind in ("bytes2", "bytes3"):
        return text_of(value.rstrip(b"\0"))
    return value


def _in_json(described: Mapping[str, Any], value: Any) -> Any:
    kind, internal = str(described["type"]), str(described["internalType"])
    if kind.endswith("[]"):
        item = {**described, "type": kind[:-2], "internalType": internal[:-2]}
        return [_in_json(item, each) for each in value]
    if kind == "tuple":
        parts = zip(described["components"], value, strict=True)
        return {_snake(each["name"]): _in_json(each, part) for each, part in parts}
    if internal.startswith("enum "):
        return getattr(enums, internal[5:])(value).name
    told = _argument(described, value)
    if isinstance(told, bytes):
        return f"0x{told.hex()}"
    if isinstance(told, int) and not isinstance(told, bool) and told > _EXACT_IN_JSON:
        return str(told)
    return told


def _snake(name: str) -> str:
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def payload_text(told: Told) -> str:
    """The payload as the store writes it."""
    return json.dumps(told.payload, ensure_ascii=True, separators=(",", ":"))
