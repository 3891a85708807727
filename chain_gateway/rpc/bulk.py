"""Reads much of a chain at once: logs of long ranges, headers and receipts in batches.

web3.py turns each field of each log into a value of its own, which costs more than everything that is done with the
log afterwards. This reader asks the node's JSON-RPC itself, over the same rules of errors as `Node`.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar

import orjson
import requests
from eth_utils.address import to_checksum_address
from requests.adapters import HTTPAdapter

from chain_gateway.rpc.blocks import Block, Log, TrieReceipt
from chain_gateway.rpc.errors import NodeError, NodeUnavailable
from chain_gateway.rpc.node import Node

_BATCH = 100
"""Requests of one batch; nodes bound them, mostly at 100 and more."""
_CONNECTIONS = 16
_Answer = TypeVar("_Answer")


class BulkReader:
    """Blocks, logs and receipts of a node over HTTP, in batches. May be used from several threads.

    Every method may raise NodeUnavailable, also for an answer that makes no sense, and NodeError.
    """

    def __init__(self, url: str, timeout_seconds: float = 30.0) -> None:
        self._url = url
        self._timeout = timeout_seconds
        self._numbers = itertools.count(1)
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=_CONNECTIONS))

    def close(self) -> None:
        """Close the connections; a request after that opens new ones."""
        self._session.close()

    def head(self) -> Block:
        """The newest block."""
        return self._read(lambda: _block(self._one("eth_getBlockByNumber", "latest", False)))

    def block(self, number: int) -> Block | None:
        """The block of that number, or None when the chain is not that long yet."""
        return self.blocks([number])[0]

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """The blocks of these numbers, None where there is none."""
        asked: list[tuple[str, list[Any]]] = [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
        return self._read(
            lambda: [None if found is None else _block(found) for found in self._many(asked)],
        )

    def logs(self, from_block: int, to_block: int, addresses: Iterable[str]) -> list[Log]:
        """Logs of the contracts in blocks `from_block` to `to_block`, both inclusive, as the node orders them."""
        wanted = {"fromBlock": hex(from_block), "toBlock": hex(to_block), "address": list(addresses)}
        return self._read(lambda: _logs(self._one("eth_getLogs", wanted)))

    def receipts(self, number: int) -> list[TrieReceipt]:
        """Every receipt of a block, in order."""
        try:
            found = self._one("eth_getBlockReceipts", hex(number))
        except NodeError:  # the method is younger than some engines
            found = self._receipts_one_by_one(number)
        return self._read(lambda: [_receipt(each) for each in found])

    def _receipts_one_by_one(self, number: int) -> list[Any]:
        block = self._one("eth_getBlockByNumber", hex(number), False)
        asked = [("eth_getTransactionReceipt", [each]) for each in block["transactions"]]
        return list(self._many(asked))

    def _one(self, method: str, *parameters: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": next(self._numbers), "method": method, "params": parameters}
        return _result(self._post(body))

    def _many(self, asked: Sequence[tuple[str, list[Any]]]) -> Iterator[Any]:
        for start in range(0, len(asked), _BATCH):
            body = [
                {"jsonrpc": "2.0", "id": next(self._numbers), "method": method, "params": parameters}
                for method, parameters in asked[start : start + _BATCH]
            ]
            answers = self._post(body)
            if isinstance(answers, dict):
                _result(answers)  # an error of the whole batch
            by_number = {each["id"]: each for each in answers}
            for each in body:
                yield _result(by_number[each["id"]])

    def _post(self, body: Any) -> Any:
        try:
            answer = self._session.post(
                self._url,
                data=orjson.dumps(body),
                headers={"content-type": "application/json"},
                timeout=self._timeout,
            )
            answer.raise_for_status()
            return orjson.loads(answer.content)
        except (requests.exceptions.RequestException, ValueError, OSError) as problem:
            raise self._unavailable(problem) from None

    def _read(self, read: Callable[[], _Answer]) -> _Answer:
        try:
            return read()
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise self._unavailable(problem) from None

    def _unavailable(self, problem: Exception) -> NodeUnavailable:
        return NodeUnavailable(self._url, f"{type(problem).__name__}: {str(problem)[:300]}")


class BulkNode(BulkReader):
    """A node over HTTP, for readers of much: what `Node` answers, and batches.

    Closing it closes the connections of the bulk reader; the node keeps its own.
    """

    def __init__(self, node: Node, url: str, timeout_seconds: float = 30.0) -> None:
        super().__init__(url, timeout_seconds)
        self.node = node

    def __repr__(self) -> str:
        """The node by its endpoint."""
        return f"BulkNode({self.node.endpoint!r})"

    def opener(self) -> Callable[[], BulkReader]:
        """What opens a bulk reader of the same node in another process."""
        return partial(BulkReader, self._url, self._timeout)

    def chain_id(self) -> int:
        """Chain id (EIP-155)."""
        return self.node.chain_id()

    def call(self, to: str, data: bytes, block: int | str = "latest") -> bytes:
        """What a contract answers; raises CallReverted too."""
        return self.node.call(to, data, block)


def _result(answer: Any) -> Any:
    error = answer.get("error")
    if error is None:
        return answer["result"]
    if not isinstance(error, dict):
        raise NodeError(0, str(error))
    code = error.get("code")
    raise NodeError(code if isinstance(code, int) else 0, str(error.get("message", "")))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


@lru_cache(maxsize=1024)
def _address(text: str) -> str:
    return str(to_checksum_address(text))


def _logs(found: list[Any]) -> list[Log]:
    """Logs of an answer. Logs of one block follow one another, so what they share is read once for all of them."""
    logs: list[Log] = []
    unhexed, new, put = bytes.fromhex, object.__new__, object.__setattr__
    block_text = transaction_text = None
    block_number, block_hash, transaction_hash = 0, b"", b""
    for each in found:
        if each["blockHash"] != block_text:
            block_text = each["blockHash"]
            block_hash, block_number = unhexed(block_text[2:]), int(each["blockNumber"], 16)
        elif int(each["blockNumber"], 16) != block_number:
            raise ValueError("two numbers of one block")
        if each["transactionHash"] != transaction_text:
            transaction_text = each["transactionHash"]
            transaction_hash = unhexed(transaction_text[2:])
        log = new(Log)
        held = {
            "address": _address(each["address"]),
            "topics": tuple([unhexed(topic[2:]) for topic in each["topics"]]),
            "data": unhexed(each["data"][2:]),
            "block_number": block_number,
            "block_hash": block_hash,
            "transaction_hash": transaction_hash,
            "log_index": int(each["logIndex"], 16),
        }
        put(log, "__dict__", held)  # a frozen dataclass's own constructor costs twice this loop
        logs.append(log)
    return logs


def _block(found: Any) -> Block:
    bloom, root = found.get("logsBloom"), found.get("receiptsRoot")
    return Block(
        number=int(found["number"], 16),
        hash=_bytes(found["hash"]),
        parent_hash=_bytes(found["parentHash"]),
        timestamp=int(found["timestamp"], 16),
        gas_limit=int(found["gasLimit"], 16),
        logs_bloom=None if bloom is None else _bytes(bloom),
        receipts_root=None if root is None else _bytes(root),
    )


def _receipt(found: Any) -> TrieReceipt:
    return TrieReceipt(
        kind=int(found.get("type") or "0x0", 16),
        succeeded=found["status"] == "0x1",
        cumulative_gas=int(found["cumulativeGasUsed"], 16),
        logs_bloom=_bytes(found["logsBloom"]),
        logs=tuple(_logs(found["logs"])),
    )
