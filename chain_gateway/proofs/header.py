"""The block header of Polygon Edge's IBFT, its hash, and the validators' seals over it.

Source: the engine's own rules, as it applies them (consensus/ibft/signer of version 1.3.3). The hash covers thirteen
fields; `mixHash` and `nonce`, the vote's direction among them, are not covered and are not kept here. `extraData` is
32 bytes of vanity, then RLP of [validators, proposer's seal, committed seals, committed seals of the parent, round].
The hash covers it without proposer's seal, committed seals and round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import rlp  # type: ignore[import-untyped]
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from rlp.exceptions import RLPException  # type: ignore[import-untyped]

_VANITY = 32
_SEAL = 65
_MOST_VALIDATORS = 256
_COMMIT = b"\x02"  # the engine's code of a commit message

_SIZES = {
    "parent_hash": 32,
    "uncles_hash": 32,
    "miner": 20,
    "state_root": 32,
    "transactions_root": 32,
    "receipts_root": 32,
    "logs_bloom": 256,
}
_NUMBERS = ("difficulty", "number", "gas_limit", "gas_used", "timestamp")
_RPC = {
    "parent_hash": "parentHash",
    "uncles_hash": "sha3Uncles",
    "miner": "miner",
    "state_root": "stateRoot",
    "transactions_root": "transactionsRoot",
    "receipts_root": "receiptsRoot",
    "logs_bloom": "logsBloom",
    "difficulty": "difficulty",
    "number": "number",
    "gas_limit": "gasLimit",
    "gas_used": "gasUsed",
    "timestamp": "timestamp",
    "extra_data": "extraData",
}


class InvalidHeader(ValueError):
    """It is no header of that engine; carries `field` and `problem`."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"header: {field} {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class SealedHeader:
    """The thirteen fields that a block's hash covers, and the seals in the last of them."""

    parent_hash: bytes
    uncles_hash: bytes
    miner: bytes
    """20 bytes: the candidate that the block votes on, zero for none. It is not who proposed the block."""
    state_root: bytes
    transactions_root: bytes
    receipts_root: bytes
    logs_bloom: bytes
    """256 bytes."""
    difficulty: int
    number: int
    gas_limit: int
    gas_used: int
    timestamp: int
    """Seconds since 1970-01-01 UTC."""
    extra_data: bytes

    def __post_init__(self) -> None:
        """Checks sizes and the layout of `extra_data`. Raises InvalidHeader."""
        for name, size in _SIZES.items():
            if len(getattr(self, name)) != size:
                raise InvalidHeader(name, f"has {len(getattr(self, name))} bytes, not {size}")
        for name in _NUMBERS:
            if not 0 <= getattr(self, name) < 2**64:
                raise InvalidHeader(name, "is no unsigned 64-bit number")
        self._parts()

    @classmethod
    def from_rpc(cls, block: Mapping[str, Any]) -> Self:
        """The header of a node's `eth_getBlockByNumber`. Raises InvalidHeader, also where hash and fields differ."""
        try:
            values = {name: _read(name, block[key]) for name, key in _RPC.items()}
            stated = bytes.fromhex(block["hash"][2:])
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidHeader("block", f"is not as a node gives it ({type(error).__name__}: {error})") from None
        header = cls(**values)
        if header.hash != stated:
            raise InvalidHeader(
                "hash", f"is 0x{stated.hex()} by the node's word and 0x{header.hash.hex()} by the fields"
            )
        return header

    @classmethod
    def from_json(cls, content: object) -> Self:
        """The header of a certificate. Raises InvalidHeader."""
        if not isinstance(content, dict) or content.keys() != _RPC.keys():
            raise InvalidHeader("header", f"must have the fields {', '.join(_RPC)} and no others")
        try:
            return cls(**{name: _read(name, value) for name, value in content.items()})
        except (TypeError, ValueError) as error:
            if isinstance(error, InvalidHeader):
                raise
            raise InvalidHeader("header", f"holds what is no canonical hexadecimal ({error})") from None

    def as_json(self) -> dict[str, str]:
        """As a certificate holds it: bytes and numbers in hexadecimal."""
        return {
            name: hex(value) if isinstance(value, int) else "0x" + value.hex()
            for name, value in ((name, getattr(self, name)) for name in _RPC)
        }

    @property
    def hash(self) -> bytes:
        """The block's hash, 32 bytes."""
        validators, _, _, parents, _ = self._parts()
        sealed_over = self.extra_data[:_VANITY] + rlp.encode([validators, b"", [], parents, b""])
        return keccak(
            rlp.encode(
                [
                    self.parent_hash,
                    self.uncles_hash,
                    self.miner,
                    self.state_root,
                    self.transactions_root,
                    self.receipts_root,
                    self.logs_bloom,
                    self.difficulty,
                    self.number,
                    self.gas_limit,
                    self.gas_used,
                    self.timestamp,
                    sealed_over,
                ]
            )
        )

    @property
    def validators(self) -> tuple[str, ...]:
        """The set that the block names, as checksum addresses; the hash covers it."""
        return tuple(to_checksum_address(each) for each in self._parts()[0])

    @property
    def candidate(self) -> str | None:
        """Whom the block votes on; whether for or against is not sealed."""
        return to_checksum_address(self.miner) if any(self.miner) else None

    def proposer(self) -> str | None:
        """Who proposed the block, by its own seal, which nobody else's covers; None where it is no signature."""
        _, seal, _, _, _ = self._parts()
        return _signer(seal, keccak(self.hash))

    def seals(self) -> tuple[str | None, ...]:
        """Who made each committed seal, as checksum addresses; None for one that is no signature."""
        _, _, seals, _, round_number = self._parts()
        digest = keccak(keccak(keccak(self.hash + round_number) + _COMMIT))
        return tuple(_signer(seal, digest) for seal in seals)

    def _parts(self) -> tuple[list[bytes], bytes, list[bytes], Any, bytes]:
        """Validators, proposer's seal, committed seals, committed seals of the parent, round."""
        if len(self.extra_data) <= _VANITY:
            raise InvalidHeader("extra_data", "holds no seals")
        try:
            parts = rlp.decode(self.extra_data[_VANITY:])
        except RLPException as error:
            raise InvalidHeader("extra_data", f"is no RLP ({error})") from None
        if not isinstance(parts, list) or len(parts) != 5:
            raise InvalidHeader("extra_data", "has not the five parts of the engine")
        validators, proposer, seals, parents, round_number = parts
        if not isinstance(validators, list) or not all(isinstance(x, bytes) and len(x) == 20 for x in validators):
            raise InvalidHeader("extra_data", "names validators that are no addresses")
        if not 1 <= len(validators) <= _MOST_VALIDATORS:
            raise InvalidHeader("extra_data", f"names {len(validators)} validators, not 1 to {_MOST_VALIDATORS}")
        for name, each in (("committed seals", seals), ("parent's seals", parents)):
            if not isinstance(each, list) or not all(isinstance(x, bytes) and len(x) == _SEAL for x in each):
                raise InvalidHeader("extra_data", f"holds {name} that are not {_SEAL} bytes each")
            if len(each) > _MOST_VALIDATORS:
                raise InvalidHeader("extra_data", f"holds {len(each)} {name}")
        if not isinstance(proposer, bytes) or len(proposer) != _SEAL:
            raise InvalidHeader("extra_data", f"holds a proposer's seal that is not {_SEAL} bytes")
        if not isinstance(round_number, bytes) or len(round_number) != 8:
            raise InvalidHeader("extra_data", "holds a round that is not 8 bytes")
        return validators, proposer, seals, parents, round_number


def _signer(seal: bytes, digest: bytes) -> str | None:
    try:
        return Signature(seal).recover_public_key_from_msg_hash(digest).to_checksum_address()
    except (BadSignature, ValidationError, ValueError):
        return None


def _read(name: str, value: Any) -> Any:
    """A field out of its hexadecimal text, which must be the one way to write it."""
    if not isinstance(value, str) or not value.startswith("0x"):
        raise ValueError(f"{name} must be hexadecimal text")
    if name in _NUMBERS:
        number = int(value, 16)
        if hex(number) != value:
            raise ValueError(f"{name} must be written {hex(number)}")
        return number
    raw = bytes.fromhex(value[2:])
    if "0x" + raw.hex() != value:
        raise ValueError(f"{name} must be lower-case hexadecimal")
    return raw
