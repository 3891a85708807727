"""A ledger, a gateway's worker that can be killed at any step, and a cable to the node that can be pulled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from eth_utils.crypto import keccak
from hexbytes import HexBytes
from web3.providers import BaseProvider
from web3.types import RPCEndpoint

from chain_gateway.ledger import calls
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.events import LedgerEvent, PartyAdmitted, decode
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc import Finality, Node
from chain_gateway.rpc.engines import EmbeddedChain
from chain_gateway.signing import KeyRing, Signer
from chain_gateway.submission import NewSubmission, Request, Step, Store, Submission, Submitter, open_store
from chain_gateway.submission.receipts import raw_log
from pledge.deployment import deploy
from tests.support.faulty_ledger import FaultyLedger

OFFICE = 1_000_001


class Killed(BaseException):
    """The process ended here: nothing in the worker may catch this."""


class Cable(BaseProvider):
    """The way to a node. It can be unplugged, lose answers, and lose transactions that a node had taken."""

    def __init__(self, inner: BaseProvider) -> None:
        super().__init__()
        self.inner = inner
        self.plugged = True
        self.lose_answer_to: str | None = None
        self.forget_transactions = False
        self.refuse: dict[str, dict[str, Any]] = {}
        """JSON-RPC errors that the node answers requests of a method with."""

    def request_func(self, w3: Any, middleware_onion: Any) -> Callable[..., Any]:
        ask = self.inner.request_func(w3, middleware_onion)

        def send(method: RPCEndpoint, params: Any) -> Any:
            if not self.plugged:
                raise requests.exceptions.ConnectionError("unplugged")
            if self.forget_transactions and method == "eth_sendRawTransaction":
                return {"jsonrpc": "2.0", "id": 1, "result": "0x" + keccak(HexBytes(params[0])).hex()}
            if method in self.refuse:
                return {"jsonrpc": "2.0", "id": 1, "error": self.refuse[method]}
            answer = ask(method, params)
            if self.lose_answer_to == method:
                self.lose_answer_to = None
                raise requests.exceptions.ReadTimeout("the answer was lost")
            return answer

        return send


@dataclass
class Killer:
    """Kills the worker before the step of the given number, counted over all submissions."""

    at: int | None = None
    only: Step | None = None
    steps: list[Step] = field(default_factory=list)
    also: Callable[[Step, Submission], None] = lambda _step, _submission: None

    def __call__(self, step: Step, submission: Submission) -> None:
        self.steps.append(step)
        self.also(step, submission)
        if step is self.only:
            raise Killed
        if self.at is not None:
            if self.at == 0:
                raise Killed
            self.at -= 1


@dataclass
class House:
    """One gateway's store over one ledger; each `worker` is a new process on them."""

    chain: EmbeddedChain
    deployment: Deployment
    signer: Signer
    governance: Signer
    url: str
    cable: Cable
    node: Node
    stores: list[Store] = field(default_factory=list)

    def open(self) -> Store:
        self.stores.append(open_store(self.url))
        return self.stores[-1]

    def worker(self, killer: Killer | None = None) -> Submitter:
        return Submitter(self.open(), self.node, self.deployment, KeyRing({OFFICE: self.signer}), killer)

    def run_killed(self, killer: Killer) -> bool:
        """Run a worker; whether it was killed."""
        try:
            self.worker(killer).run_once()
        except Killed:
            return True
        return False

    def accept(self, store: Store, *names: str, key: str | None = None) -> Submission:
        call = calls.enrol([PartyEntry(PartyKind.Enterprise, name) for name in names], Act())
        new = NewSubmission(
            "enrol", OFFICE, self.signer.address, call.book, self.deployment.address_of(call.book), call.data, call.gas
        )
        return store.accept(new, Request("clerk", OFFICE, "enrol", keccak(text="".join(names)), key))[0]

    def entered(self, first_block: int = 0) -> list[str]:
        """Names of all parties on the chain from a block on, in order."""
        names = []
        node = self.chain.node
        for log in node.logs(
            max(first_block, self.deployment.first_block), node.head().number, [self.deployment.parties]
        ):
            event = decode(raw_log(log), self.deployment)
            if isinstance(event, LedgerEvent) and isinstance(event.payload, PartyAdmitted):
                names.append(event.payload.name)
        return names

    def foreign_transaction(self) -> None:
        """Somebody else uses the gateway's key."""
        self.send(self.signer, self.signer.address, b"", 50_000)

    def send(self, signer: Signer, to: str, data: bytes, gas: int) -> None:
        """A transaction past the gateway."""
        node = self.chain.node
        fields = {
            "to": to,
            "value": 0,
            "data": data,
            "gas": gas,
            "gasPrice": node.gas_price(),
            "chainId": node.chain_id(),
            "nonce": node.nonce(signer.address),
        }
        node.send_raw(signer.sign_transaction(fields))


@pytest.fixture(scope="session")
def town() -> tuple[EmbeddedChain, Deployment, Signer, Signer]:
    chain = EmbeddedChain()
    governance, office = Signer.random(), Signer.random()
    chain.fund(governance.address)
    chain.fund(office.address)
    deployment = deploy(chain.node, governance)
    admit = calls.admit(PartyEntry(PartyKind.RegistryOffice, "演示登记机关"), [office.address], Act())
    fields = {
        "to": deployment.address_of(admit.book),
        "value": 0,
        "data": admit.data,
        "gas": admit.gas,
        "gasPrice": chain.node.gas_price(),
        "chainId": chain.node.chain_id(),
        "nonce": chain.node.nonce(governance.address),
    }
    chain.node.send_raw(governance.sign_transaction(fields))
    return chain, deployment, office, governance


@pytest.fixture
def house(town: tuple[EmbeddedChain, Deployment, Signer, Signer], tmp_path: Path) -> Iterator[House]:
    chain, deployment, office, governance = town
    cable = Cable(chain.provider)
    node = Node(
        cable, endpoint="cable", finality=Finality.instant(), fixed_gas_price=chain.node.gas_price(), poll_seconds=0.01
    )
    built = House(chain, deployment, office, governance, f"sqlite:///{tmp_path / 'store.db'}", cable, node)
    yield built
    for store in built.stores:
        store.close()


@pytest.fixture
def killer() -> type[Killer]:
    return Killer


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "fault_seed" in metafunc.fixturenames:
        one = metafunc.config.getoption("--fault-seed")
        seeds = [one] if one is not None else range(metafunc.config.getoption("--fault-runs"))
        metafunc.parametrize("fault_seed", seeds)


@pytest.fixture(scope="session")
def faulty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyLedger]:
    ledger = FaultyLedger(tmp_path_factory.mktemp("ledger"))
    yield ledger
    ledger.close()
