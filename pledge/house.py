"""The whole house in one process: a chain or the way to one, gateway, indexer and look-up behind one origin."""

import enum
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from chain_gateway.api.app import create_app
from chain_gateway.api.services import GatewayServices, GatewaySettings
from chain_gateway.api.tokens import DevelopmentIssuer
from chain_gateway.client import GatewayClient, LookupClient
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Node
from chain_gateway.rpc.engines.embedded import EmbeddedChain
from chain_gateway.signing import KeyRing, Keystore, Signer
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from pledge.deployment import Step, deploy
from pledge.origin import App, Origin
from pledge.serving import HttpServer


class Parts(enum.Flag):
    """Which services a house has."""

    GATEWAY = enum.auto()
    INDEXER = enum.auto()
    ALL = GATEWAY | INDEXER


@dataclass(frozen=True)
class HouseSettings:
    """Where the house keeps its things, and where it is to be found."""

    folder: Path
    """Folder of keystore, stores, documents, issuer key and deployment file."""
    password: str
    """Opens the keystore."""
    store_url: str | None = None
    """SQLAlchemy URL of the indexer's store (default: SQLite in the folder)."""
    host: str = "127.0.0.1"
    port: int = 0
    scrypt_work: int = 2**18
    """scrypt's N of new keys; low only where keys guard nothing."""

    @property
    def deployment_file(self) -> Path:
        """Where the addresses of the contracts are."""
        return self.folder / "deployment.json"


class House:
    """A running house. Enter it to start, leave it to stop; everything is closed in the reverse order."""

    def __init__(
        self,
        settings: HouseSettings,
        node: Node,
        deployment: Deployment,
        fund: Callable[[str], None] = lambda _: None,
        parts: Parts = Parts.ALL,
        follower: FollowerSettings | None = None,
    ) -> None:
        self.node = node
        self.deployment = deployment
        self._settings = settings
        self._fund = fund
        self._gateway = _open_gateway(settings, node, deployment) if Parts.GATEWAY in parts else None
        store_url = settings.store_url or f"sqlite:///{settings.folder / 'index.sqlite'}"
        self.indexer = Indexer(node, deployment, store_url, follower=follower) if Parts.INDEXER in parts else None
        self._server = HttpServer(self._app(), settings.host, settings.port)
        self._stack = ExitStack()

    @classmethod
    def embedded(cls, settings: HouseSettings, progress: Callable[[Step], None] = lambda _: None) -> "House":
        """A house on a fresh embedded chain, with a ledger deployed by a new governance key."""
        chain = EmbeddedChain()
        governance = _governance(settings)
        chain.fund(governance.address)
        deployment = deploy(chain.node, governance, progress)
        deployment.save(settings.deployment_file)
        return cls(settings, chain.node, deployment, chain.fund, follower=FollowerSettings(range_blocks=1))

    @property
    def url(self) -> str:
        """Origin of both services."""
        return self._server.url

    def __enter__(self) -> Self:
        if self._gateway is not None:
            self._stack.callback(self._gateway.close)
            self._gateway.start()
        if self.indexer is not None:
            self._stack.callback(self.indexer.close)
            self.indexer.start(self.node.poll_seconds)
        self._stack.enter_context(self._server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def wait(self, stop: threading.Event) -> None:
        """Return when `stop` is set or the server ends by itself."""
        self._server.wait(stop)

    def new_key(self, name: str) -> Signer:
        """A funded key in the keystore."""
        signer = _keystore(self._settings).create(name, self._settings.password)
        self._fund(signer.address)
        return signer

    def sign_for(self, party: int, signer: Signer) -> None:
        """Let the gateway sign for the party with that key, from now on."""
        if self._gateway is None:
            raise RuntimeError("this house has no gateway")
        self._gateway.keyring.add(party, signer)

    def client(self, subject: str, party: int, scopes: tuple[str, ...]) -> GatewayClient:
        """A client of the gateway for a party, with a token of the development issuer."""
        return GatewayClient(self.url, _issuer(self._settings).issue(subject, party, scopes))

    def lookup(self) -> LookupClient:
        """A client of the public look-up."""
        return LookupClient(self.url)

    def _app(self) -> App:
        if self._gateway is None:
            assert self.indexer is not None
            return self.indexer.app()
        gateway = create_app(self._gateway)
        return gateway if self.indexer is None else Origin(gateway, self.indexer.app())


def _open_gateway(settings: HouseSettings, node: Node, deployment: Deployment) -> GatewayServices:
    return GatewayServices.open(
        GatewaySettings(f"sqlite:///{settings.folder / 'gateway.sqlite'}", settings.folder / "documents"),
        deployment=deployment,
        node=node,
        keyring=KeyRing.open(_keystore(settings), settings.password),
        issuers=_issuer(settings).public_keys,
    )


def _keystore(settings: HouseSettings) -> Keystore:
    return Keystore(settings.folder / "keystore", settings.scrypt_work)


def _issuer(settings: HouseSettings) -> DevelopmentIssuer:
    return DevelopmentIssuer.open(settings.folder / "issuer.pem")


def _governance(settings: HouseSettings) -> Signer:
    keystore = _keystore(settings)
    if "governance" in keystore.names():
        return keystore.unlock("governance", settings.password)
    return keystore.create("governance", settings.password)
