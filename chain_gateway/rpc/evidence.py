"""What a certificate is made of, as a node gives it: whole blocks and all receipts of them, uninterpreted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from requests.exceptions import RequestException

from chain_gateway.rpc.errors import NodeError, NodeUnavailable
from chain_gateway.rpc.http_provider import HttpProvider
from chain_gateway.rpc.node import BATCH_LIMIT


@dataclass(frozen=True)
class BlockEvidence:
    """A block with the receipts of all its transactions, in order."""

    block: dict[str, Any]
    receipts: tuple[dict[str, Any], ...]


class EvidenceSource:
    """Reads blocks and receipts of the node at `url` in the node's own words. Not for several threads."""

    def __init__(self, url: str, timeout_seconds: float = 30.0) -> None:
        self._url = url
        self._provider = HttpProvider(url, timeout_seconds)

    def close(self) -> None:
        """Close the connections."""
        self._provider.close()

    def of_transaction(self, transaction_hash: bytes) -> BlockEvidence:
        """The block that holds the transaction. Raises NodeUnavailable, and NodeError when the chain has it not."""
        receipt = self._ask("eth_getTransactionReceipt", "0x" + transaction_hash.hex())
        if receipt is None:
            raise NodeError(0, f"the chain does not hold the transaction 0x{transaction_hash.hex()}")
        return self.of_block(int(receipt["blockNumber"], 16))

    def of_block(self, number: int) -> BlockEvidence:
        """The block of that number. Raises NodeUnavailable, and NodeError when there is none."""
        block = self.block(number)
        receipts = self._all("eth_getTransactionReceipt", block["transactions"])
        if None in receipts:
            raise NodeError(0, f"the node holds block {number} and not all of its receipts")
        return BlockEvidence(block, tuple(receipts))

    def block(self, number: int) -> dict[str, Any]:
        """The block of that number without its receipts. Raises as `of_block`."""
        block: dict[str, Any] | None = self._ask("eth_getBlockByNumber", hex(number), False)
        if block is None:
            raise NodeError(0, f"the chain has no block {number}")
        return block

    def blocks(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Blocks of these numbers without their receipts, in order. Raises as `of_block`."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(numbers), BATCH_LIMIT):
            chunk = numbers[start : start + BATCH_LIMIT]
            answers = self._batch([("eth_getBlockByNumber", [hex(number), False]) for number in chunk])
            if None in answers:
                raise NodeError(0, f"the chain has no block {chunk[answers.index(None)]}")
            found += answers
        return found

    def input_of(self, transaction_hash: bytes) -> bytes:
        """Calldata of a transaction."""
        found = self._ask("eth_getTransactionByHash", "0x" + transaction_hash.hex())
        if found is None:
            raise NodeError(0, f"the chain does not hold the transaction 0x{transaction_hash.hex()}")
        return bytes.fromhex(found["input"][2:])

    def _ask(self, method: str, *parameters: Any) -> Any:
        return self._batch([(method, parameters)])[0]

    def _all(self, method: str, arguments: Sequence[str]) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(arguments), BATCH_LIMIT):
            found += self._batch([(method, [each]) for each in arguments[start : start + BATCH_LIMIT]])
        return found

    def _batch(self, questions: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        try:
            answers = self._provider.make_many(questions)
        except (RequestException, ValueError, OSError) as problem:
            raise NodeUnavailable(self._url, f"{type(problem).__name__}: {str(problem)[:300]}") from None
        for answer in answers:
            if "error" in answer:
                raise NodeError(0, str(answer["error"])[:500])
        return [answer["result"] for answer in answers]
