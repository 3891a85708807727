"""One node, one client. Everything that this project asks of a chain goes through here."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import requests
from eth_typing import BlockNumber, ChecksumAddress
from eth_utils.address import to_checksum_address
from eth_utils.exceptions import ValidationError
from hexbytes import HexBytes
from web3 import Web3
from web3.exceptions import (
    BadResponseFormat,
    BlockNotFound,
    ContractLogicError,
    RequestTimedOut,
    TransactionNotFound,
    Web3Exception,
    Web3RPCError,
)
from web3.middleware import ExtraDataToPOAMiddleware
from web3.providers import BaseProvider
from web3.types import FilterParams, LogReceipt, RPCEndpoint

from chain_gateway.rpc import raw as plain
from chain_gateway.rpc.blocks import Block, CallRequest, Log, Receipt
from chain_gateway.rpc.errors import (
    CallReverted,
    NodeError,
    NodeUnavailable,
    RpcError,
    TransactionRefused,
    refusal_code,
)
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.health import NodeHealth, place
from chain_gateway.rpc.http_provider import HttpProvider

ZERO_ADDRESS = "0x" + "00" * 20

BATCH_LIMIT = 20
"""Requests in one JSON-RPC batch that a Polygon Edge node takes unless it was told otherwise."""

_Answer = TypeVar("_Answer")
_NOT_THERE = (requests.exceptions.RequestException, RequestTimedOut, BadResponseFormat, json.JSONDecodeError, OSError)
_REVERTED = 3  # JSON-RPC error code of an execution that reverted (geth's, which anvil and Besu follow)
_EXECUTED = ("execution reverted", "out of gas", "outofgas")  # words of an execution that failed, whatever the code


class Node:
    """A client of one node.

    `provider` is where the node is; `endpoint` names it in errors. `reader` is the address that reads are sent from
    (permissioned chains refuse reads from an address that is not in their list). `fixed_gas_price` in wei is what
    transactions pay; when None the node is asked. Every method may raise NodeUnavailable, and NodeError when the node
    refuses the request. A Node may be used from several threads.
    """

    def __init__(
        self,
        provider: BaseProvider,
        *,
        endpoint: str,
        finality: Finality | None = None,
        reader: str = ZERO_ADDRESS,
        fixed_gas_price: int | None = None,
        poll_seconds: float = 0.5,
        batch_limit: int = BATCH_LIMIT,
    ) -> None:
        self.endpoint = endpoint
        self.finality = finality if finality is not None else Finality.instant()
        self.reader = to_checksum_address(reader)
        self.poll_seconds = poll_seconds
        self._fixed_gas_price = fixed_gas_price
        self._batch_limit = batch_limit
        self._block_receipts = True
        self._failed: Callable[[], None] = lambda: None
        self._http = provider if isinstance(provider, HttpProvider) else None
        self._web3 = Web3(provider)
        # Consortium engines keep their seals in `extraData`, longer than web3's formatter allows.
        self._web3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)
        self._chain_id: int | None = None

    @classmethod
    def http(
        cls,
        url: str,
        *,
        finality: Finality | None = None,
        reader: str = ZERO_ADDRESS,
        fixed_gas_price: int | None = None,
        timeout_seconds: float = 30.0,
        poll_seconds: float = 0.5,
        batch_limit: int = BATCH_LIMIT,
    ) -> "Node":
        """The node whose JSON-RPC is at `url`; each request waits at most `timeout_seconds`."""
        return cls(
            HttpProvider(url, timeout_seconds),
            endpoint=url,
            finality=finality,
            reader=reader,
            fixed_gas_price=fixed_gas_price,
            poll_seconds=poll_seconds,
            batch_limit=batch_limit,
        )

    def __repr__(self) -> str:
        """The node by its endpoint."""
        return f"Node({self.endpoint!r})"

    def close(self) -> None:
        """Close the connections; a request after that opens new ones."""
        if self._http is not None:
            self._http.close()

    def session(self) -> "Node":
        """The one node that questions which belong together are to be asked of: this one."""
        return self

    def witnesses(self) -> "list[Node]":
        """The nodes that have to agree before something is held for lost for good: this one alone."""
        return [self]

    def health(self) -> list[NodeHealth]:
        """State of the node now."""
        try:
            head = self.head().number
        except RpcError as problem:
            return [NodeHealth(place(self.endpoint), problem=_brief(problem))]
        return [NodeHealth(place(self.endpoint), head, 0)]

    def vouched(self, block: Block) -> bool:  # noqa: ARG002
        """There is no other node to ask."""
        return True

    def on_failure(self, tell: Callable[[], None]) -> None:
        """Call `tell` whenever the node cannot be reached."""
        self._failed = tell

    def chain_id(self) -> int:
        """Chain id (EIP-155); asked once."""
        if self._chain_id is None:
            self._chain_id = self._ask(lambda: self._web3.eth.chain_id)
        return self._chain_id

    def head(self) -> Block:
        """The newest block."""
        return _block(self._ask(lambda: self._web3.eth.get_block("latest")))

    def block(self, number: int) -> Block | None:
        """The block of that number, or None when the chain is not that long yet."""
        try:
            return _block(self._ask(lambda: self._web3.eth.get_block(BlockNumber(number))))
        except _Missing:
            return None

    def logs(
        self, from_block: int, to_block: int, addresses: Iterable[str], topics: Sequence[bytes | None] = ()
    ) -> list[Log]:
        """Logs of the contracts at `addresses` in blocks `from_block` to `to_block`, both inclusive, in chain order.

        `topics` narrows them by position; None there takes any.
        """
        wanted = [to_checksum_address(address) for address in addresses]
        parameters: FilterParams = {
            "fromBlock": BlockNumber(from_block),
            "toBlock": BlockNumber(to_block),
            "address": wanted,
        }
        if topics:
            parameters["topics"] = [HexBytes(topic) if topic is not None else None for topic in topics]
        found = self._ask(lambda: self._web3.eth.get_logs(parameters))
        return sorted((_log(entry) for entry in found), key=lambda log: (log.block_number, log.log_index))

    def call(
        self,
        to: str,
        data: bytes,
        block: int | str = "latest",
        sender: str | None = None,
        gas: int | None = None,
    ) -> bytes:
        """What the contract at `to` answers to the calldata `data` at `block`.

        `sender` is who calls (default: the reader), `gas` how much the call may use (default: the node's own bound).
        Raises CallReverted with the contract's revert data.
        """
        request = {
            "to": to_checksum_address(to),
            "from": to_checksum_address(sender) if sender is not None else self.reader,
            "data": "0x" + data.hex(),
        }
        if gas is not None:
            request["gas"] = hex(gas)
        at = hex(block) if isinstance(block, int) else block
        return self._ask(lambda: self._call(request, at))

    def send_raw(self, raw: bytes) -> bytes:
        """Hand a signed transaction to the node; answers its 32-byte hash. Raises TransactionRefused."""
        try:
            return bytes(self._ask(lambda: self._web3.eth.send_raw_transaction(raw)))
        except NodeError as refused:
            raise TransactionRefused(refused.code, refused.message, refusal_code(refused.message)) from None
        except CallReverted as reverted:
            # Some nodes execute before they take a transaction, and answer as to a call.
            message = reverted.reason or "execution reverted"
            raise TransactionRefused(_REVERTED, message, refusal_code(message)) from None

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """Receipt of an included transaction, or None while the chain does not hold it."""
        try:
            found = self._ask(lambda: self._web3.eth.get_transaction_receipt(HexBytes(transaction_hash)))
        except _Missing:
            return None
        contract = found.get("contractAddress")
        return Receipt(
            transaction_hash=bytes(found["transactionHash"]),
            succeeded=found["status"] == 1,
            block_number=found["blockNumber"],
            block_hash=bytes(found["blockHash"]),
            gas_used=found["gasUsed"],
            contract_address=to_checksum_address(contract) if contract else None,
            logs=tuple(_log(entry) for entry in found["logs"]),
        )

    def nonce(self, address: str, block: int | str = "latest") -> int:
        """How many transactions of the address the chain has included, as of `block`."""
        account = to_checksum_address(address)
        at: Any = BlockNumber(block) if isinstance(block, int) else block
        return self._ask(lambda: self._web3.eth.get_transaction_count(account, at))

    def code(self, address: str) -> bytes:
        """Code of the contract at the address, empty when there is none."""
        account = to_checksum_address(address)
        return bytes(self._ask(lambda: self._web3.eth.get_code(account)))

    def balance(self, address: str) -> int:
        """Balance of the address in wei."""
        account: ChecksumAddress = to_checksum_address(address)
        return self._ask(lambda: self._web3.eth.get_balance(account))

    def gas_price(self) -> int:
        """Price of gas in wei that a legacy transaction must offer here; 0 on a consortium chain."""
        if self._fixed_gas_price is not None:
            return self._fixed_gas_price
        return self._ask(lambda: self._web3.eth.gas_price)

    # Many at once: over HTTP as JSON-RPC batches within the node's limit, else one by one

    def send_many(self, raws: Sequence[bytes]) -> list[bytes | TransactionRefused]:
        """Hand signed transactions to the node in their order; the hash of each that it took, or why it did not."""
        if self._http is None:
            return [self._sent(raw) for raw in raws]
        answers = self._many([("eth_sendRawTransaction", ["0x" + raw.hex()]) for raw in raws])
        return [
            _refused(answer["error"]) if "error" in answer else plain.octets(answer["result"]) for answer in answers
        ]

    def call_many(
        self, requests: Sequence[CallRequest], block: int | str = "latest"
    ) -> list[bytes | CallReverted | NodeError]:
        """What each call answers at `block`, or why it fails."""
        at = hex(block) if isinstance(block, int) else block
        if self._http is None:
            return [self._called(request, block) for request in requests]
        questions = [
            (
                "eth_call",
                [{"to": each.to, "from": each.sender, "data": "0x" + each.data.hex(), "gas": hex(each.gas)}, at],
            )
            for each in requests
        ]
        answers = self._many(questions)
        return self._read(
            lambda: [
                _error(answer["error"]) if "error" in answer else plain.octets(answer["result"]) for answer in answers
            ]
        )

    def receipts(self, hashes: Sequence[bytes]) -> list[Receipt | None]:
        """Receipt of each transaction, None of one that the chain does not hold."""
        if self._http is None:
            return [self.receipt(each) for each in hashes]
        answers = self._many([("eth_getTransactionReceipt", ["0x" + each.hex()]) for each in hashes])
        found: list[Receipt | None] = []
        for answer in answers:
            if "error" in answer:
                raise _plain_error(answer["error"])
            result = answer["result"]
            found.append(self._read(lambda result=result: plain.receipt_of(result)) if result is not None else None)  # type: ignore[misc]
        return found

    def content(self, number: int) -> tuple[Block, tuple[bytes, ...]] | None:
        """The block of that number and the hashes of its transactions, or None when the chain is not that long yet."""
        if self._http is not None:
            (answer,) = self._many([("eth_getBlockByNumber", [hex(number), False])])
            if "error" in answer:
                raise _plain_error(answer["error"])
            found = answer["result"]
            if found is None:
                return None
            return self._read(
                lambda: (plain.block_of(found), tuple(plain.octets(each) for each in found["transactions"]))
            )
        try:
            block = self._ask(lambda: self._web3.eth.get_block(BlockNumber(number)))
        except _Missing:
            return None
        return _block(block), tuple(bytes(each) for each in block["transactions"] if isinstance(each, bytes))

    def receipts_in(self, number: int, hashes: Sequence[bytes], size: int) -> list[Receipt | None]:
        """Receipts of the transactions in the block of that number, which has `size` of them.

        Of the whole block in one request where the node can do that and many are wanted, else of each.
        """
        if self._http is not None and self._block_receipts and len(hashes) * 4 >= size and len(hashes) > 1:
            (answer,) = self._many([("eth_getBlockReceipts", [hex(number)])])
            if isinstance(answer.get("result"), list):
                return self._read(lambda: plain.receipts_of(answer["result"], hashes))
            self._block_receipts = False  # the engine has no such method
        return self.receipts(hashes)

    def _many(self, questions: Sequence[tuple[str, Sequence[Any]]]) -> list[dict[str, Any]]:
        provider = self._http
        assert provider is not None
        answers: list[dict[str, Any]] = []
        for start in range(0, len(questions), self._batch_limit):
            chunk = questions[start : start + self._batch_limit]
            found = self._ask(lambda chunk=chunk: provider.make_many(chunk))  # type: ignore[misc]
            if any("error" not in answer and "result" not in answer for answer in found):
                raise NodeUnavailable(self.endpoint, "an answer has neither result nor error")
            answers += found
        return answers

    def _read(self, read: Callable[[], _Answer]) -> _Answer:
        """What an answer means; one that means nothing is as good as none."""
        try:
            return read()
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            self._failed()
            raise NodeUnavailable(self.endpoint, f"its answer makes no sense ({type(problem).__name__})") from None

    def _sent(self, raw: bytes) -> bytes | TransactionRefused:
        try:
            return self.send_raw(raw)
        except TransactionRefused as refused:
            return refused

    def _called(self, request: CallRequest, block: int | str) -> bytes | CallReverted | NodeError:
        try:
            return self.call(request.to, request.data, block, request.sender, request.gas)
        except (CallReverted, NodeError) as failed:
            return failed

    def _call(self, request: dict[str, str], block: str) -> bytes:
        """`eth_call` as the node answers it.

        web3's own `call` reads meaning into revert data: it fails on data that is no valid ABI, and would follow an
        off-chain look-up (EIP-3668) to whatever address a contract names.
        """
        provider = self._web3.provider
        send = provider.request_func(self._web3, self._web3.middleware_onion)
        answer = send(RPCEndpoint("eth_call"), [request, block])
        error = answer.get("error")
        if error is not None:
            raise _error(error)
        return bytes(HexBytes(answer["result"]))

    def _ask(self, request: Callable[[], _Answer]) -> _Answer:
        """Run one request and turn every failure into an error of this package."""
        try:
            return request()
        except (BlockNotFound, TransactionNotFound) as missing:
            raise _Missing(0, str(missing)) from None
        except ContractLogicError as reverted:
            raise CallReverted(_revert_data(reverted.data), str(reverted.message or "")) from None
        except Web3RPCError as refused:
            raise _node_error(refused) from None
        except _NOT_THERE as problem:
            self._failed()
            raise NodeUnavailable(self.endpoint, f"{type(problem).__name__}: {_brief(problem)}") from None
        except ValidationError as refused:  # py-evm's word for a transaction it does not take
            raise NodeError(0, str(refused)) from None
        except Web3Exception as problem:
            raise NodeError(0, f"{type(problem).__name__}: {_brief(problem)}") from None


class _Missing(NodeError):
    """The chain does not hold what was asked for."""


def _brief(problem: BaseException) -> str:
    words = str(problem)
    return words if len(words) <= 300 else words[:300] + "..."


def _revert_data(data: object) -> bytes:
    """Revert data out of what the various nodes put into `error.data`: hex text, or an object that holds it."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        text = data.removeprefix("Reverted ").removeprefix("0x")
        try:
            return bytes.fromhex(text)
        except ValueError:
            return b""
    if isinstance(data, dict):
        for value in data.values():
            found = _revert_data(value if isinstance(value, (str, dict)) else None)
            if found:
                return found
    return b""


def _node_error(refused: Web3RPCError) -> NodeError | CallReverted:
    error: Any = (refused.rpc_response or {}).get("error")
    return _error(error if error is not None else refused.message)


def _error(error: Any) -> NodeError | CallReverted:
    if not isinstance(error, dict):
        return NodeError(0, str(error))
    code, message = error.get("code"), str(error.get("message", ""))
    data = _revert_data(error.get("data"))
    words = message.lower()
    if code == _REVERTED or (data and "revert" in words) or any(each in words for each in _EXECUTED):
        return CallReverted(data, message)
    return NodeError(code if isinstance(code, int) else 0, message)


def _plain_error(error: Any) -> NodeError:
    """The error of a question that executes nothing."""
    found = _error(error)
    return found if isinstance(found, NodeError) else NodeError(_REVERTED, found.reason)


def _refused(error: Any) -> TransactionRefused:
    found = _error(error)
    if isinstance(found, NodeError):
        return TransactionRefused(found.code, found.message, refusal_code(found.message))
    # Some nodes execute before they take a transaction, and answer as to a call.
    message = found.reason or "execution reverted"
    return TransactionRefused(_REVERTED, message, refusal_code(message))


def _block(found: Any) -> Block:
    return Block(
        number=found["number"],
        hash=bytes(found["hash"]),
        parent_hash=bytes(found["parentHash"]),
        timestamp=found["timestamp"],
        gas_limit=found["gasLimit"],
    )


def _log(found: LogReceipt) -> Log:
    return Log(
        address=to_checksum_address(found["address"]),
        topics=tuple(bytes(topic) for topic in found["topics"]),
        data=bytes(found["data"]),
        block_number=found["blockNumber"],
        block_hash=bytes(found["blockHash"]),
        transaction_hash=bytes(found["transactionHash"]),
        log_index=found["logIndex"],
    )
