"""The root of the trie of a block's receipts, rebuilt from the receipts. Pure.

A block's header names it, so receipts that give the same root are all the receipts of the block, unaltered: the one
way to prove from a node's own answers that it left out no log. Source: EIP-658 and EIP-2718.
"""

from collections.abc import Sequence

import rlp  # type: ignore[import-untyped]
from eth_utils.address import to_canonical_address
from trie.hexary import HexaryTrie

from chain_gateway.rpc import TrieReceipt


def receipts_root(receipts: Sequence[TrieReceipt]) -> bytes:
    """The root, 32 bytes, of a block's receipts in their order."""
    trie = HexaryTrie({})
    for place, receipt in enumerate(receipts):
        trie[rlp.encode(place)] = _encoded(receipt)
    return bytes(trie.root_hash)


def _encoded(receipt: TrieReceipt) -> bytes:
    logs = [(to_canonical_address(log.address), log.topics, log.data) for log in receipt.logs]
    status = b"\x01" if receipt.succeeded else b""
    body: bytes = rlp.encode((status, receipt.cumulative_gas, receipt.logs_bloom, logs))
    return bytes([receipt.kind]) + body if receipt.kind else body
