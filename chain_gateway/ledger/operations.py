"""What the consortium's governance announced: acts that OpenZeppelin's AccessManager holds back for a delay.

The AccessManager is no book, so its events are not numbered. An operation is known by the hash of who announced it,
target and calldata; announced again after its end it has the same id and a higher nonce.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple, event_signature_to_log_topic
from eth_utils.address import to_checksum_address

from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.events import RawLog
from chain_gateway.ledger.keccak import keccak

EXPIRES_AFTER = 7 * 24 * 3600
"""Seconds for which an operation can be executed once it is ready (AccessManager.expiration)."""

SCHEDULED = event_signature_to_log_topic("OperationScheduled(bytes32,uint32,uint48,address,address,bytes)")
EXECUTED = event_signature_to_log_topic("OperationExecuted(bytes32,uint32)")
CANCELLED = event_signature_to_log_topic("OperationCanceled(bytes32,uint32)")
_SCHEDULED_TYPES = ("uint48", "address", "address", "bytes")


class Role(IntEnum):
    """Roles of the AccessManager."""

    Governance = 0
    """Everything but pausing; OpenZeppelin's ADMIN_ROLE."""
    Guardian = 1
    """Pausing new business, at once."""


class OperationState(StrEnum):
    """Where an operation stands at a moment of chain time."""

    WAITING = "waiting"
    READY = "ready"
    EXECUTED = "executed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Operation:
    """An act that was announced."""

    id: bytes
    """keccak256 of caller, target and data: 32 bytes."""
    nonce: int
    """How often the same was announced up to this time, 1 for the first."""
    caller: str
    """Checksum address of the key, or of the members' own contract, that announced it and may execute it."""
    target: str
    data: bytes
    ready_at: int
    """Chain time from which it may be executed."""
    block_number: int
    """Block in which it was announced."""
    transaction_hash: bytes
    ended: OperationState | None = None
    """EXECUTED or CANCELLED, once it is."""

    @property
    def expires_at(self) -> int:
        """Chain time from which it cannot be executed any more."""
        return self.ready_at + EXPIRES_AFTER

    def state(self, time: int) -> OperationState:
        """Where it stands at a chain time."""
        if self.ended is not None:
            return self.ended
        if time < self.ready_at:
            return OperationState.WAITING
        return OperationState.READY if time < self.expires_at else OperationState.EXPIRED


@dataclass(frozen=True)
class CalledFunction:
    """What calldata means: contract and function by name, arguments as JSON has them."""

    contract: str
    function: str
    arguments: Mapping[str, Any]


def operation_id(caller: str, target: str, data: bytes) -> bytes:
    """The AccessManager's hash of an operation."""
    return keccak(encode(["address", "address", "bytes"], [caller, target, data]))


def operations(logs: Iterable[RawLog]) -> list[Operation]:
    """The operations that the AccessManager's logs tell of, in the order in which they were announced."""
    found: dict[tuple[bytes, int], Operation] = {}
    for log in logs:
        topic = log.topics[0] if log.topics else b""
        if topic not in (SCHEDULED, EXECUTED, CANCELLED):
            continue
        key = log.topics[1], int.from_bytes(log.topics[2])
        if topic == SCHEDULED:
            ready_at, caller, target, data = decode(_SCHEDULED_TYPES, log.data)
            found[key] = Operation(
                id=key[0],
                nonce=key[1],
                caller=to_checksum_address(caller),
                target=to_checksum_address(target),
                data=data,
                ready_at=ready_at,
                block_number=log.block_number,
                transaction_hash=log.transaction_hash,
            )
        elif key in found:
            ended = OperationState.EXECUTED if topic == EXECUTED else OperationState.CANCELLED
            found[key] = replace(found[key], ended=ended)
    return list(found.values())


def called_function(target: str, data: bytes, deployment: Deployment) -> CalledFunction | None:
    """What a call of one of the ledger's contracts says; None of another contract, or of data that is none of its."""
    names = deployment.books() | {deployment.access_manager: "AccessManager", deployment.consents: "PledgorConsents"}
    contract = names.get(target)
    if contract is None:
        return None
    for entry in artifact(contract).abi:
        if entry["type"] != "function":
            continue
        types = [collapse_if_tuple(each) for each in entry["inputs"]]
        if keccak(f"{entry['name']}({','.join(types)})".encode())[:4] != data[:4]:
            continue
        try:
            values = decode(types, data[4:])
        except (DecodingError, OverflowError, UnicodeDecodeError):
            return None
        given = zip(entry["inputs"], values, strict=True)
        return CalledFunction(contract, entry["name"], {each["name"]: _plain(each, value) for each, value in given})
    return None


def _plain(entry: Mapping[str, Any], value: Any) -> Any:
    """A decoded value as JSON has it: bytes as hexadecimal, long numbers as text, structs by their fields' names."""
    kind = str(entry["type"])
    if kind.endswith("[]"):
        return [_plain({**entry, "type": kind[:-2]}, each) for each in value]
    if kind == "tuple":
        return {each["name"]: _plain(each, part) for each, part in zip(entry["components"], value, strict=True)}
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if kind == "address":
        return to_checksum_address(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 2**53 - 1 else value
