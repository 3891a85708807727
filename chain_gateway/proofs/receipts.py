"""Receipts as the chain commits to them: their encoding, their trie, and proofs of one of them.

Source: yellow paper 4.3.1; EIP-2718 for the type byte, which legacy transactions do not have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak
from rlp.exceptions import RLPException  # type: ignore[import-untyped]
from trie.exceptions import BadTrieProof, MissingTrieNode, ValidationError
from trie.hexary import HexaryTrie


class BadProof(ValueError):
    """The nodes do not prove a receipt under the root, or are not exactly those that do."""


@dataclass(frozen=True)
class ReceiptLog:
    """A log inside a receipt."""

    address: bytes
    """20 bytes."""
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class ProvenReceipt:
    """What a receipt says."""

    succeeded: bool
    logs: tuple[ReceiptLog, ...]


def encode(receipt: Mapping[str, Any]) -> bytes:
    """The receipt of a node's `eth_getTransactionReceipt` as the trie holds it."""
    body: bytes = rlp.encode(
        [
            _number(receipt["status"]),
            _number(receipt["cumulativeGasUsed"]),
            bytes.fromhex(receipt["logsBloom"][2:]),
            [
                [
                    bytes.fromhex(log["address"][2:]),
                    [bytes.fromhex(topic[2:]) for topic in log["topics"]],
                    bytes.fromhex(log["data"][2:]),
                ]
                for log in receipt["logs"]
            ],
        ]
    )
    kind = _number(receipt.get("type") or "0x0")
    return bytes([kind]) + body if kind else body


def build(encoded: Sequence[bytes]) -> HexaryTrie:
    """The trie of a block's receipts, in the order of its transactions."""
    trie = HexaryTrie({})
    for index, each in enumerate(encoded):
        trie[rlp.encode(index)] = each
    return trie


def prove(trie: HexaryTrie, index: int) -> tuple[bytes, ...]:
    """The nodes from the root to the receipt `index`, encoded."""
    return tuple(rlp.encode(node) for node in trie.get_proof(rlp.encode(index)))  # type: ignore[no-untyped-call]


def check(root: bytes, index: int, proof: Sequence[bytes]) -> ProvenReceipt:
    """The receipt that the nodes prove under the root.

    The nodes must be exactly those of the way, from the root on: one more, one less or another order is refused.
    Raises BadProof.
    """
    expected = root
    for place, node in enumerate(proof):
        if place and keccak(node) not in proof[place - 1]:
            raise BadProof(f"node {place} of the receipt's proof is not named by the one before it")
        if not place and keccak(node) != expected:
            raise BadProof("the receipt's proof does not start at the header's receipts root")
    key = rlp.encode(index)
    try:
        nodes = [rlp.decode(node) for node in proof]
        value = HexaryTrie.get_from_proof(root, key, nodes)  # type: ignore[no-untyped-call]
    except (RLPException, BadTrieProof, MissingTrieNode, ValidationError, KeyError, TypeError, ValueError) as error:
        raise BadProof(f"the receipt's proof is broken ({type(error).__name__})") from None
    if not value:
        raise BadProof(f"the block has no transaction {index}")
    if len(nodes) > 1 and _proves(root, key, nodes[:-1]):
        raise BadProof("the receipt's proof holds more than it needs")
    return _decode(value)


def _proves(root: bytes, key: bytes, nodes: list[Any]) -> bool:
    try:
        return bool(HexaryTrie.get_from_proof(root, key, nodes))  # type: ignore[no-untyped-call]
    except (BadTrieProof, MissingTrieNode):
        return False


def _decode(value: bytes) -> ProvenReceipt:
    body = value[1:] if value[0] < 0x80 else value
    try:
        parts = rlp.decode(body)
        status, _gas, _bloom, logs = parts
        return ProvenReceipt(
            status == b"\x01",
            tuple(ReceiptLog(address, tuple(topics), data) for address, topics, data in logs),
        )
    except (RLPException, ValueError, TypeError) as error:
        raise BadProof(f"what is proven is no receipt ({type(error).__name__})") from None


def _number(text: str) -> int:
    return int(text, 16)
