"""Raw logs as plain values, by the compiled ABI and nothing else of the gateway."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.crypto import keccak

from chain_gateway.ledger.artifacts import artifact

BOOKS = (
    "LedgerLog",
    "PartyRegistry",
    "AssetRegistry",
    "PledgeRegistry",
    "ChangeBook",
    "EnforcementBook",
    "BuybackBook",
    "RefinancingBook",
    "SearchRegister",
    "ValuationBook",
    "DisposalBook",
    "RiskShareBook",
    "LossBook",
    "SubsidyBook",
    "DirectoryBook",
)
"""Contracts whose events are numbered."""


class Fields(dict[str, Any]):
    """The named values of a struct or of an event; `raw` are the same as a tuple, ready to be encoded again."""

    raw: tuple[Any, ...]


@dataclass(frozen=True)
class Event:
    """One numbered event."""

    name: str
    sequence: int
    subject: bytes
    """The second indexed argument, 32 bytes."""
    actor: int
    data: Fields

    @property
    def about(self) -> int:
        """The subject as a number: a party, pledge, fund or commitment."""
        return int.from_bytes(self.subject)


def abi_type(entry: Mapping[str, Any]) -> str:
    """The ABI type of an ABI entry, with tuples spelled out."""
    if not entry["type"].startswith("tuple"):
        return str(entry["type"])
    inner = ",".join(abi_type(each) for each in entry["components"])
    return f"({inner}){entry['type'].removeprefix('tuple')}"


def named(entries: Sequence[Mapping[str, Any]], values: Sequence[Any]) -> Fields:
    """Decoded values under their names, structs within them too."""
    fields = Fields({entry["name"]: _value(entry, value) for entry, value in zip(entries, values, strict=True)})
    fields.raw = tuple(values)
    return fields


def _value(entry: Mapping[str, Any], value: Any) -> Any:
    if entry["type"] == "tuple":
        return named(entry["components"], value)
    if entry["type"] == "tuple[]":
        return tuple(named(entry["components"], each) for each in value)
    return tuple(value) if isinstance(value, list) else value


def entries(contract: str, kind: str) -> Iterator[Mapping[str, Any]]:
    """The ABI entries of a contract that are functions, or events."""
    return (entry for entry in artifact(contract).abi if entry["type"] == kind)


@lru_cache(maxsize=1)
def _forms() -> Mapping[bytes, Mapping[str, Any]]:
    forms = {}
    for contract in (*BOOKS, "AccessManager"):
        for entry in entries(contract, "event"):
            types = ",".join(abi_type(each) for each in entry["inputs"])
            forms[keccak(text=f"{entry['name']}({types})")] = entry
    return forms


def read(topics: Sequence[bytes], data: bytes) -> tuple[str, Fields]:
    """Name and not indexed values of a log."""
    form = _forms()[bytes(topics[0])]
    plain = [entry for entry in form["inputs"] if not entry["indexed"]]
    return form["name"], named(plain, decode([abi_type(entry) for entry in plain], data))


def words(*values: int | bytes) -> bytes:
    """Values one after the other, each in a word: ids, or digests."""
    return b"".join(value.to_bytes(32) if isinstance(value, int) else value for value in values)


def digest(values: Sequence[int] | Sequence[bytes]) -> bytes:
    """What the contracts keep of a list of keys or ids."""
    return keccak(words(*values))


OBLIGATION = "(uint8,bytes3,uint128,uint64,uint32,uint32,bytes,bytes32)"


def obligation_digest(obligation: Fields) -> bytes:
    """What the contracts keep of an obligation that is asked for."""
    return keccak(encode([OBLIGATION], [obligation.raw]))
