"""Both chains that this process can start, and a contract that answers a call with its own calldata as revert data."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from chain_gateway.rpc import Node, Receipt
from chain_gateway.rpc.engines import AnvilChain, AnvilNotFound, EmbeddedChain, anvil_binary

PACKAGES = Path(__file__).parents[3] / "node_modules"

# Runtime code: CALLDATASIZE PUSH1 0 PUSH1 0 CALLDATACOPY CALLDATASIZE PUSH1 0 REVERT
REVERTS = bytes.fromhex("366000600037366000fd")
# Runtime code: logs its calldata with the topics 1, 2, 3: CALLDATASIZE 0 0 CALLDATACOPY, 3 2 1 CALLDATASIZE 0 LOG3
LOGS = bytes.fromhex("366000600037600360026001366000a300")
# Runtime code: JUMPDEST PUSH1 0 JUMP, an endless loop
LOOPS = bytes.fromhex("5b600056")


def creation(runtime: bytes) -> bytes:
    """Init code that returns the runtime code behind it."""
    size = len(runtime).to_bytes(1, "big").hex()
    return bytes.fromhex(f"60{size}600c60003960{size}6000f3") + runtime


@dataclass
class Sender:
    """A funded account that sends transactions."""

    chain: EmbeddedChain | AnvilChain
    account: LocalAccount

    @property
    def node(self) -> Node:
        return self.chain.node

    def raw(self, **fields: Any) -> bytes:
        fields = {
            "nonce": self.node.nonce(self.account.address),
            "gas": 200_000,
            "gasPrice": self.node.gas_price(),
            "value": 0,
            "data": b"",
            "chainId": self.node.chain_id(),
        } | fields
        return bytes(self.account.sign_transaction(fields).raw_transaction)

    def send(self, **fields: Any) -> Receipt:
        """Send a transaction and wait for its block."""
        sent = self.node.send_raw(self.raw(**fields))
        for _ in range(1000):
            receipt = self.node.receipt(sent)
            if receipt is not None:
                return receipt
            time.sleep(0.005)
        raise AssertionError("the transaction was not included")

    def create(self, runtime: bytes) -> str:
        receipt = self.send(data=creation(runtime))
        assert receipt.contract_address is not None
        return receipt.contract_address


@pytest.fixture(scope="session")
def anvil() -> Path:
    try:
        return anvil_binary(PACKAGES)
    except AnvilNotFound as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def embedded_chain() -> EmbeddedChain:
    return EmbeddedChain()


@pytest.fixture(scope="session")
def anvil_chain(anvil: Path) -> Iterator[AnvilChain]:
    with AnvilChain(anvil) as chain:
        yield chain


@pytest.fixture(params=["embedded", "anvil"])
def sender(request: pytest.FixtureRequest) -> Sender:
    chain = request.getfixturevalue(f"{request.param}_chain")
    account = Account.create()
    chain.fund(account.address)
    return Sender(chain, account)


@pytest.fixture
def reverts(sender: Sender) -> str:
    """Address of a contract that reverts with its calldata."""
    return sender.create(REVERTS)


@pytest.fixture
def logs(sender: Sender) -> str:
    """Address of a contract that logs its calldata under the topics 1, 2, 3."""
    return sender.create(LOGS)


@pytest.fixture
def loops(sender: Sender) -> str:
    """Address of a contract that never ends."""
    return sender.create(LOOPS)
