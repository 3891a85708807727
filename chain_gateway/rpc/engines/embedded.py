"""A chain inside this process: eth-tester over py-evm, pip alone, nothing on disk.

It runs the London rules, as the contracts are built for them, and mines each transaction at once into a block of its
own. Four things of eth-tester are replaced, because here they cost too much, lose data or do not work: a transaction is
found by py-evm's own index instead of a walk over the whole chain, a reverted call keeps its revert data, logs are
matched by topic here (eth-tester compares text with bytes and finds none), and all requests pass one lock, because
py-evm is not made for threads.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from eth.exceptions import PyEVMError, Revert
from eth.exceptions import TransactionNotFound as UnindexedTransaction
from eth.vm.forks.london import LondonVM
from eth.vm.spoof import SpoofTransaction
from eth_account import Account
from eth_tester import EthereumTester, PyEVMBackend  # type: ignore[import-untyped]
from eth_tester.backends.pyevm.serializers import serialize_transaction, serialize_transaction_receipt  # type: ignore[import-untyped]
from eth_tester.exceptions import BlockNotFound, TransactionNotFound  # type: ignore[import-untyped]
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.exceptions import ValidationError
from hexbytes import HexBytes
from rlp.exceptions import RLPException  # type: ignore[import-untyped]
from web3 import EthereumTesterProvider
from web3.types import RPCEndpoint, RPCResponse

from chain_gateway.rpc.errors import CallReverted
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.node import ZERO_ADDRESS, Node

DEFAULT_GAS_LIMIT = 100_000_000
"""Gas of a block; an instrument over 1,100 rights needs about 74 million."""

_GAS_PRICE = 10**9
_WEALTH = 10**30
_GRANT = 10**24
# Before the merge py-evm wants a difficulty; the nonce and mix hash are those of eth-tester's own genesis.
_GENESIS = {"difficulty": 131_072, "nonce": (42).to_bytes(8, "big"), "mix_hash": bytes(32)}


class EmbeddedChain:
    """A fresh chain with block gas limit `gas_limit`; `node` is its client.

    The base fee starts at 0 and rises by single wei, so that the node's fixed gas price of 1 gwei is always enough.
    """

    def __init__(self, gas_limit: int = DEFAULT_GAS_LIMIT) -> None:
        self._treasury = Account.create()
        parameters: dict[str, Any] = PyEVMBackend.generate_genesis_params({"gas_limit": gas_limit, **_GENESIS})
        parameters["base_fee_per_gas"] = 0
        state = {
            to_canonical_address(address): {"balance": _WEALTH, "nonce": 0, "code": b"", "storage": {}}
            for address in (self._treasury.address, ZERO_ADDRESS)  # reads are sent from the zero address
        }
        backend = _Backend(genesis_parameters=parameters, genesis_state=state, vm_configuration=((0, LondonVM),))
        self.provider = _LockedProvider(EthereumTester(backend))
        self._funding = threading.Lock()
        self.node = Node(
            self.provider,
            endpoint="embedded",
            finality=Finality.instant(),
            fixed_gas_price=_GAS_PRICE,
            poll_seconds=0.01,
        )

    def fund(self, address: str) -> None:
        """Give an account enough to pay for gas, with a real transaction of the chain's treasury."""
        with self._funding:
            signed = self._treasury.sign_transaction(
                {
                    "nonce": self.node.nonce(self._treasury.address),
                    "to": to_checksum_address(address),
                    "value": _GRANT,
                    "gas": 21_000,
                    "gasPrice": self.node.gas_price(),
                    "chainId": self.node.chain_id(),
                }
            )
            self.node.send_raw(bytes(signed.raw_transaction))


class _LockedProvider(EthereumTesterProvider):
    """One request at a time, whichever thread it comes from."""

    def __init__(self, tester: EthereumTester) -> None:
        super().__init__(tester)
        self._lock = threading.Lock()

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        topics: Any = None
        if method == "eth_getLogs" and "topics" in params[0]:
            params = [dict(params[0])]
            topics = [HexBytes(topic) if topic is not None else None for topic in params[0].pop("topics")]
        with self._lock:
            try:
                answer = super().make_request(method, params)
            except BlockNotFound as missing:
                return {"jsonrpc": "2.0", "id": 0, "error": {"code": -32000, "message": str(missing)}}
        if topics is not None and "result" in answer:
            answer["result"] = [log for log in answer["result"] if _matches(log["topics"], topics)]
        return answer


def _matches(topics: Sequence[Any], wanted: Sequence[HexBytes | None]) -> bool:
    return len(topics) >= len(wanted) and all(
        want is None or HexBytes(topic) == want for topic, want in zip(topics, wanted, strict=False)
    )


class _Backend(PyEVMBackend):  # type: ignore[misc]  # eth-tester is not typed
    """py-evm with an index of transactions and with revert data."""

    chain: Any
    _get_normalized_and_unsigned_evm_transaction: Callable[..., Any]

    def get_transaction_by_hash(self, transaction_hash: bytes) -> Any:
        block, transaction, index = self._locate(transaction_hash)
        return serialize_transaction(block, transaction, index, False)

    def get_transaction_receipt(self, transaction_hash: bytes) -> Any:
        block, transaction, index = self._locate(transaction_hash)
        receipts = block.get_receipts(self.chain.chaindb)
        return serialize_transaction_receipt(block, receipts, transaction, index, False, self.chain.get_vm())

    def send_raw_transaction(self, raw_transaction: bytes) -> bytes:
        try:
            sent: bytes = super().send_raw_transaction(raw_transaction)
        except (RLPException, PyEVMError, IndexError) as problem:
            raise ValidationError(f"This is no transaction: {type(problem).__name__}") from None
        return sent

    def call(self, transaction: dict[str, Any], block_number: int | str = "latest") -> bytes:
        request = {"gas": self.chain.get_block().header.gas_limit, "gas_price": _GAS_PRICE} | transaction
        unsigned = self._get_normalized_and_unsigned_evm_transaction(request, block_number)
        number = self.get_block_by_number(block_number, False)["number"]
        header = self.chain.get_canonical_block_header_by_number(number)
        state = self.chain.get_vm(at_header=header).state
        computation = state.apply_transaction(SpoofTransaction(unsigned, from_=request["from"]))
        if computation.is_error:
            error = computation.error
            data = error.args[0] if isinstance(error, Revert) and error.args else b""
            raise CallReverted(bytes(data), type(error).__name__)
        return bytes(computation.output)

    def _locate(self, transaction_hash: bytes) -> tuple[Any, Any, int]:
        """Block, transaction and position in the block (eth-tester's TransactionNotFound when the chain has it not)."""
        try:
            number, index = self.chain.chaindb.get_transaction_index(transaction_hash)
        except UnindexedTransaction:
            raise TransactionNotFound(f"No transaction 0x{transaction_hash.hex()} on the chain.") from None
        block = self.chain.get_canonical_block_by_number(number)
        return block, block.transactions[index], index
