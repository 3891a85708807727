"""A ledger on an embedded chain with an office that has two keys, and stores of its submissions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.events import LedgerEvent, PartyAdmitted, decode
from chain_gateway.ledger.structs import Act, PartyEntry
from chain_gateway.rpc import Node
from chain_gateway.rpc.engines import EmbeddedChain
from chain_gateway.signing import KeyRing, Signer
from chain_gateway.submission import DirectoryEntry, NewSubmission, Request, Store, open_store
from chain_gateway.submission.receipts import raw_log
from pledge.deployment import deploy

OFFICE, SECOND_KEY = 1_000_001, 1_000_002
"""Numbers under which the ring holds the office's two keys; the ledger has an id of its own for it."""


@dataclass(frozen=True)
class Ledger:
    """A deployed ledger and who may write to it."""

    chain: EmbeddedChain
    deployment: Deployment
    keyring: KeyRing

    @property
    def node(self) -> Node:
        return self.chain.node

    def enrol(self, *names: str, kind: PartyKind = PartyKind.Enterprise, key: int = OFFICE) -> NewSubmission:
        """Entering parties of these names; the ledger refuses it for a RegistryOffice."""
        call = calls.enrol([PartyEntry(kind, name) for name in names], Act())
        return NewSubmission(
            verb="enrol",
            party=OFFICE,
            signer=self.keyring.signer(key).address,
            book=call.book,
            to=self.deployment.address_of(call.book),
            data=call.data,
            gas=call.gas,
        )

    def admitted(self, name: str) -> list[int]:
        """Ids of the parties of that name on the chain: how often it was entered."""
        found = []
        for log in self.node.logs(self.deployment.first_block, self.node.head().number, [self.deployment.parties]):
            event = decode(raw_log(log), self.deployment)
            if (
                isinstance(event, LedgerEvent)
                and isinstance(event.payload, PartyAdmitted)
                and event.payload.name == name
            ):
                found.append(int(event.subject))  # type: ignore[arg-type]
        return found


def make_request(key: str | None = None, body: bytes = b"", party: int = OFFICE) -> Request:
    """A request by a clerk of the office."""
    return Request("clerk", party, "enrol", keccak(body), key)


def entry(name: str, identifier: str = "") -> DirectoryEntry:
    """A name for the directory."""
    return DirectoryEntry(name, identifier, "Enterprise", b"")


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    chain = EmbeddedChain()
    governance, office, second = (Signer.random() for _ in range(3))
    for signer in (governance, office, second):
        chain.fund(signer.address)
    deployment = deploy(chain.node, governance)
    admit = calls.admit(PartyEntry(PartyKind.RegistryOffice, "演示登记机关"), [office.address, second.address], Act())
    fields = {
        "to": deployment.address_of(admit.book),
        "value": 0,
        "data": admit.data,
        "gas": admit.gas,
        "gasPrice": chain.node.gas_price(),
        "chainId": chain.node.chain_id(),
        "nonce": chain.node.nonce(governance.address),
    }
    receipt = chain.node.receipt(chain.node.send_raw(governance.sign_transaction(fields)))
    assert receipt is not None
    assert receipt.succeeded
    return Ledger(chain, deployment, KeyRing({OFFICE: office, SECOND_KEY: second}))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def asked() -> Callable[..., Request]:
    return make_request


@pytest.fixture
def named() -> Callable[..., DirectoryEntry]:
    return entry


@pytest.fixture
def second_key() -> int:
    return SECOND_KEY
