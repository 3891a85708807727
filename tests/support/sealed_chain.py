"""Blocks as the consortium's engine seals them, made with keys of the test: for what no honest network would make.

That real blocks are read rightly is shown by the recorded certificate and on the real network in tests/consortium.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, get_type_hints

import rlp  # type: ignore[import-untyped]
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.events import Payload, Searched, signature
from chain_gateway.ledger.findings import Finding, keys_digest
from chain_gateway.ledger.solidity import encode_arguments
from chain_gateway.ledger.structs import Act
from chain_gateway.proofs import Certificate, EventProof, SealedHeader, Trust
from chain_gateway.proofs import receipts as receipt_tries
from chain_gateway.proofs.certificate import SearchedRight
from chain_gateway.proofs.validators import BOOKS, IBFT, ValidatorSet

AS_OF = date(2026, 11, 24)
CHAIN_ID = 20_261
CONTRACTS = {name: f"0x{0xC0DE00 + place:040x}" for place, name in enumerate(sorted(BOOKS))}


def keys_of(*numbers: int) -> tuple[PrivateKey, ...]:
    """Keys of validators, by their numbers."""
    return tuple(PrivateKey(number.to_bytes(32, "big")) for number in numbers)


def addresses_of(keys: Sequence[PrivateKey]) -> tuple[str, ...]:
    return tuple(key.public_key.to_checksum_address() for key in keys)


@dataclass(frozen=True)
class SealedChain:
    """Validators who seal what they are told to."""

    validators: tuple[PrivateKey, ...] = field(default_factory=lambda: keys_of(1, 2, 3, 4))

    def trust(self, *, chain_id: int = CHAIN_ID, sets: Sequence[tuple[int, Sequence[PrivateKey]]] = ()) -> Trust:
        """What a verifier pins: these validators from block 1, or the sets by height."""
        listed = sets or ((1, self.validators),)
        return Trust.from_json(
            Trust(
                IBFT, chain_id, tuple(ValidatorSet(start, addresses_of(keys)) for start, keys in listed), CONTRACTS
            ).as_json()
        )

    def header(
        self,
        receipts_root: bytes,
        *,
        number: int = 100,
        named: Sequence[PrivateKey] | None = None,
        sealed_by: Sequence[PrivateKey] | None = None,
        round_number: int = 0,
        parent: SealedHeader | None = None,
        candidate: PrivateKey | None = None,
        proposer: PrivateKey | None = None,
    ) -> SealedHeader:
        """A block that names a set of validators and is sealed by some keys (default: all of them, both times).

        `parent` is the block before it, `candidate` whom it votes on, `proposer` who made it.
        """
        named = self.validators if named is None else named
        sealed_by = self.validators if sealed_by is None else sealed_by
        addresses = [key.public_key.to_canonical_address() for key in named]

        def block(seals: list[bytes], own: bytes = b"\1" * 65) -> SealedHeader:
            extra = bytes(32) + rlp.encode([addresses, own, seals, [], round_number.to_bytes(8, "big")])
            return SealedHeader(
                parent_hash=b"\x01" * 32 if parent is None else parent.hash,
                uncles_hash=b"\x02" * 32,
                miner=bytes(20) if candidate is None else candidate.public_key.to_canonical_address(),
                state_root=b"\x03" * 32,
                transactions_root=b"\x04" * 32,
                receipts_root=receipts_root,
                logs_bloom=bytes(256),
                difficulty=number,
                number=number,
                gas_limit=100_000_000,
                gas_used=75_187,
                timestamp=1_795_000_000 + number,
                extra_data=extra,
            )

        over = keccak(keccak(keccak(block([]).hash + round_number.to_bytes(8, "big")) + b"\x02"))
        made = [key.sign_msg_hash(over).to_bytes() for key in sealed_by]
        if proposer is None:
            return block(made)
        return block(made, proposer.sign_msg_hash(keccak(block([]).hash)).to_bytes())

    def certificate(
        self,
        rights: Sequence[SearchedRight],
        results: dict[int, Finding],
        *,
        parts: Sequence[int] = (),
        **block: object,
    ) -> Certificate:
        """A certificate of a search, of one part or of parts of the sizes given."""
        sizes = tuple(parts) or (len(rights),)
        proofs, start = [], 0
        for number, size in enumerate(sizes, start=1):
            chunk = rights[start : start + size]
            here = {place - start: bits for place, bits in results.items() if start <= place < start + size}
            proofs.append(self._part(number, len(sizes), chunk, here, **block))
            start += size
        return Certificate(
            IBFT, CHAIN_ID, dict(self.trust().contracts), b"\x07" * 32, AS_OF, tuple(rights), results, tuple(proofs)
        )

    def _part(
        self, part: int, parts: int, rights: Sequence[SearchedRight], results: dict[int, Finding], **block: object
    ) -> EventProof:
        keys = [right.key for right in rights]
        packed = b"".join(place.to_bytes(2, "big") + bits.to_bytes(2, "big") for place, bits in sorted(results.items()))
        payload = Searched(part, parts, to_chain(AS_OF), len(keys), keys_digest(keys), packed, Act(), 1)
        return self.event(payload, part, b"\x07" * 32, 9, **block)

    def event(self, payload: Payload, sequence: int, subject: bytes, actor: int, **block: object) -> EventProof:
        """The proof of an event of its book, in a block of its own."""
        data = encode_event(payload)
        topics = (keccak(text=signature(type(payload))), _word(sequence), subject, _word(actor))
        own = {"address": self.trust().contracts[payload.book], "topics": topics, "data": data}
        other = {"address": f"0x{0xDEAD:040x}", "topics": (b"\x09" * 32,), "data": b""}
        # The event is in the second of three transactions, behind another log, so the trie has branches.
        receipts = [_receipt([other]), _receipt([other, own]), _receipt([])]
        trie = receipt_tries.build([receipt_tries.encode(each) for each in receipts])
        header = self.header(trie.root_hash, **block)  # type: ignore[arg-type]
        return EventProof(header, 1, 1, receipt_tries.prove(trie, 1), own["address"], topics, data)


def encode_event(payload: Payload) -> bytes:
    """The data of the event, as the contract encodes it."""
    kind: Any = type(payload)
    hints = get_type_hints(kind, include_extras=True)
    return encode_arguments({each.name: (hints[each.name], getattr(payload, each.name)) for each in fields(kind)})


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _receipt(logs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "status": "0x1",
        "cumulativeGasUsed": hex(21_000),
        "logsBloom": "0x" + bytes(256).hex(),
        "logs": [
            {
                "address": log["address"].lower(),
                "topics": ["0x" + topic.hex() for topic in log["topics"]],
                "data": "0x" + log["data"].hex(),
            }
            for log in logs
        ],
    }
