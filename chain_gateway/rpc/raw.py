"""What a node answers, read without web3's formatters: they take longer than the node does when there is much of it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from eth_utils.address import to_checksum_address

from chain_gateway.rpc.blocks import Block, Log, Receipt


def block_of(found: Any) -> Block:
    """A block's header."""
    return Block(
        number=int(found["number"], 16),
        hash=octets(found["hash"]),
        parent_hash=octets(found["parentHash"]),
        timestamp=int(found["timestamp"], 16),
        gas_limit=int(found["gasLimit"], 16),
    )


def receipt_of(found: Any) -> Receipt:
    """A transaction's receipt."""
    contract = found.get("contractAddress")
    return Receipt(
        transaction_hash=octets(found["transactionHash"]),
        succeeded=int(found["status"], 16) == 1,
        block_number=int(found["blockNumber"], 16),
        block_hash=octets(found["blockHash"]),
        gas_used=int(found["gasUsed"], 16),
        contract_address=checksum(contract) if contract else None,
        logs=tuple(log_of(each) for each in found["logs"]),
    )


def receipts_of(found: Sequence[Any], hashes: Sequence[bytes]) -> list[Receipt | None]:
    """Receipts of these transactions among all receipts of a block."""
    wanted = {"0x" + each.hex(): each for each in hashes}
    there = {wanted[entry["transactionHash"]]: entry for entry in found if entry["transactionHash"] in wanted}
    return [receipt_of(there[each]) if each in there else None for each in hashes]


def log_of(found: Any) -> Log:
    """A log."""
    return Log(
        address=checksum(found["address"]),
        topics=tuple(octets(topic) for topic in found["topics"]),
        data=octets(found["data"]),
        block_number=int(found["blockNumber"], 16),
        block_hash=octets(found["blockHash"]),
        transaction_hash=octets(found["transactionHash"]),
        log_index=int(found["logIndex"], 16),
    )


def octets(text: str) -> bytes:
    """Bytes of a text such as 0x1234."""
    return bytes.fromhex(text[2:])


@lru_cache(maxsize=4096)
def checksum(address: str) -> str:
    """Checksum form of an address; a ledger has a few books, each named in every log."""
    return str(to_checksum_address(address))
