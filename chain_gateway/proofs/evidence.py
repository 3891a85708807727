"""An event with everything that proves it: its receipt's place in the block, and the block's sealed header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from eth_utils.address import to_checksum_address

from chain_gateway.ledger.events import RawLog
from chain_gateway.proofs import receipts
from chain_gateway.proofs.header import SealedHeader

_MOST_NODES = 32
_LARGEST_NODE = 4_194_304
_FIELDS = {"header", "transaction_index", "log_in_receipt", "receipt_proof", "event"}


class BrokenEvidence(ValueError):
    """A node's answers do not fit together, or a certificate's proof is malformed; says what."""


@dataclass(frozen=True)
class EventProof:
    """One event of the ledger, proven."""

    header: SealedHeader
    transaction_index: int
    log_in_receipt: int
    """Place of the log among those of its transaction, from 0."""
    receipt_proof: tuple[bytes, ...]
    """Nodes of the receipts' trie, from the root to the receipt."""
    address: str
    topics: tuple[bytes, ...]
    data: bytes

    def raw_log(self) -> RawLog:
        """The log, for `ledger.events.decode`."""
        return RawLog(
            address=self.address,
            topics=self.topics,
            data=self.data,
            block_number=self.header.number,
            block_hash=self.header.hash,
            transaction_hash=bytes(32),
            log_index=self.log_in_receipt,
        )

    def as_json(self) -> dict[str, Any]:
        """As a certificate holds it."""
        return {
            "header": self.header.as_json(),
            "transaction_index": self.transaction_index,
            "log_in_receipt": self.log_in_receipt,
            "receipt_proof": ["0x" + node.hex() for node in self.receipt_proof],
            "event": {
                "address": self.address,
                "topics": ["0x" + topic.hex() for topic in self.topics],
                "data": "0x" + self.data.hex(),
            },
        }

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Out of a certificate. Raises BrokenEvidence, and InvalidHeader."""
        if not isinstance(content, dict) or content.keys() != _FIELDS:
            raise BrokenEvidence(f"a proof has the fields {', '.join(sorted(_FIELDS))} and no others")
        event = content["event"]
        if not isinstance(event, dict) or event.keys() != {"address", "topics", "data"}:
            raise BrokenEvidence("an event has address, topics and data and nothing else")
        nodes = content["receipt_proof"]
        if not isinstance(nodes, list) or not 1 <= len(nodes) <= _MOST_NODES:
            raise BrokenEvidence(f"receipt_proof must be a list of 1 to {_MOST_NODES} nodes")
        if not isinstance(event["topics"], list) or len(event["topics"]) > 4:
            raise BrokenEvidence("topics must be a list of at most 4")
        address = event["address"]
        if not isinstance(address, str) or _bytes(address.lower(), "address", 20) is None:
            raise BrokenEvidence("the event's address must be text")
        if to_checksum_address(address) != address:
            raise BrokenEvidence(f"the event's address must be written {to_checksum_address(address)}")
        return cls(
            header=SealedHeader.from_json(content["header"]),
            transaction_index=_index(content["transaction_index"], "transaction_index"),
            log_in_receipt=_index(content["log_in_receipt"], "log_in_receipt"),
            receipt_proof=tuple(_bytes(node, "receipt_proof") for node in nodes),
            address=address,
            topics=tuple(_bytes(topic, "topics", 32) for topic in event["topics"]),
            data=_bytes(event["data"], "data"),
        )


def prove_event(
    block: Mapping[str, Any], block_receipts: Sequence[Mapping[str, Any]], transaction_hash: bytes, log_in_receipt: int
) -> EventProof:
    """Pack the proof of a log from a node's block and all receipts of that block, in order.

    The trie is built from all receipts and compared with the header, so what a node answers wrongly never becomes a
    certificate. Raises BrokenEvidence, InvalidHeader.
    """
    header = SealedHeader.from_rpc(block)
    wanted = "0x" + transaction_hash.hex()
    trie = receipts.build([receipts.encode(each) for each in block_receipts])
    if trie.root_hash != header.receipts_root:
        raise BrokenEvidence(
            f"the receipts of block {header.number} do not give its receipts root; the node's answers do not fit"
        )
    _check_log_indices(block_receipts)
    index = next((place for place, each in enumerate(block_receipts) if each["transactionHash"] == wanted), None)
    if index is None:
        raise BrokenEvidence(f"block {header.number} does not hold the transaction {wanted}")
    receipt = block_receipts[index]
    if not 0 <= log_in_receipt < len(receipt["logs"]):
        raise BrokenEvidence(f"transaction {wanted} has {len(receipt['logs'])} logs, none at {log_in_receipt}")
    log = receipt["logs"][log_in_receipt]
    return EventProof(
        header=header,
        transaction_index=index,
        log_in_receipt=log_in_receipt,
        receipt_proof=receipts.prove(trie, index),
        address=to_checksum_address(log["address"]),
        topics=tuple(bytes.fromhex(topic[2:]) for topic in log["topics"]),
        data=bytes.fromhex(log["data"][2:]),
    )


def _check_log_indices(block_receipts: Sequence[Mapping[str, Any]]) -> None:
    """A node numbers the logs of a block through; readers go by these numbers, so they must be right."""
    expected = 0
    for receipt in block_receipts:
        for log in receipt["logs"]:
            if int(log["logIndex"], 16) != expected:
                raise BrokenEvidence(f"the node numbers a log {log['logIndex']} that is number {expected} of its block")
            expected += 1


def _index(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**32:
        raise BrokenEvidence(f"{name} must be an index from 0, got {str(value)[:40]!r}")
    return value


def _bytes(value: Any, name: str, size: int | None = None) -> bytes:
    if not isinstance(value, str) or not value.startswith("0x") or len(value) > 2 * _LARGEST_NODE:
        raise BrokenEvidence(f"{name} must be hexadecimal text")
    try:
        raw = bytes.fromhex(value[2:])
    except ValueError:
        raise BrokenEvidence(f"{name} must be hexadecimal text") from None
    if "0x" + raw.hex() != value:
        raise BrokenEvidence(f"{name} must be lower-case hexadecimal without blanks")
    if size is not None and len(raw) != size:
        raise BrokenEvidence(f"{name} must be {size} bytes, got {len(raw)}")
    return raw
