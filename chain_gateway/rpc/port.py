"""The port to a chain: one node, or several that stand in for each other."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from chain_gateway.rpc.blocks import Block, CallRequest, Log, Receipt
from chain_gateway.rpc.errors import CallReverted, NodeError, TransactionRefused
from chain_gateway.rpc.finality import Finality
from chain_gateway.rpc.health import NodeHealth


class ChainNode(Protocol):
    """What a chain is asked. `Node` asks one node, `NodeSet` several; both say there what each method means."""

    @property
    def endpoint(self) -> str:
        """Where it is, for a person."""

    @property
    def finality(self) -> Finality:
        """The finality rule of the chain."""

    @property
    def poll_seconds(self) -> float:
        """How often to ask for news."""

    def session(self) -> "ChainNode":
        """The one node that questions which belong together are to be asked of."""

    def witnesses(self) -> "Sequence[ChainNode]":
        """The nodes that have to agree before something is held for lost for good."""

    def health(self) -> list[NodeHealth]:
        """Each node behind it."""

    def vouched(self, block: Block) -> bool:
        """Whether every other node that can be asked has the block too."""

    def close(self) -> None:
        """Close the connections."""

    def chain_id(self) -> int:
        """See Node."""

    def head(self) -> Block:
        """See Node."""

    def block(self, number: int) -> Block | None:
        """See Node."""

    def content(self, number: int) -> tuple[Block, tuple[bytes, ...]] | None:
        """See Node."""

    def logs(
        self, from_block: int, to_block: int, addresses: Iterable[str], topics: Sequence[bytes | None] = ()
    ) -> list[Log]:
        """See Node."""

    def call(
        self, to: str, data: bytes, block: int | str = "latest", sender: str | None = None, gas: int | None = None
    ) -> bytes:
        """See Node."""

    def call_many(
        self, requests: Sequence[CallRequest], block: int | str = "latest"
    ) -> Sequence[bytes | CallReverted | NodeError]:
        """See Node."""

    def send_raw(self, raw: bytes) -> bytes:
        """See Node."""

    def send_many(self, raws: Sequence[bytes]) -> Sequence[bytes | TransactionRefused]:
        """See Node."""

    def receipt(self, transaction_hash: bytes) -> Receipt | None:
        """See Node."""

    def receipts(self, hashes: Sequence[bytes]) -> Sequence[Receipt | None]:
        """See Node."""

    def receipts_in(self, number: int, hashes: Sequence[bytes], size: int) -> Sequence[Receipt | None]:
        """See Node."""

    def nonce(self, address: str, block: int | str = "latest") -> int:
        """See Node."""

    def code(self, address: str) -> bytes:
        """See Node."""

    def balance(self, address: str) -> int:
        """See Node."""

    def gas_price(self) -> int:
        """See Node."""
