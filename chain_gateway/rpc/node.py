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

from chain_gateway.rpc.blocks import Block, Log, Receipt
from chain_gateway.rpc.errors import CallReverted, NodeError, NodeUnavailable, TransactionRefused, refusal_code
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.http_provider import HttpProvider

ZERO_ADDRESS = "0x" + "00" * 20

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
    ) -> None:
        self.endpoint = endpoint
        self.finality = finality if finality is not None else Finality.instant()
        self.reader = to_checksum_address(reader)
        self.poll_seconds = poll_seconds
        self._fixed_gas_price = fixed_gas_price
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
    ) -> "Node":
        """The node whose JSON-RPC is at `url`; each request waits at most `timeout_seconds`."""
        return cls(
            HttpProvider(url, timeout_seconds),
            endpoint=url,
            finality=finality,
            reader=reader,
            fixed_gas_price=fixed_gas_price,
            poll_seconds=poll_seconds,
        )

    def __repr__(self) -> str:
        """The node by its endpoint."""
        return f"Node({self.endpoint!r})"

    def close(self) -> None:
        """Close the connections; a request after that opens new ones."""
        if isinstance(self._web3.provider, HttpProvider):
            self._web3.provider.close()

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
