"""The whole house in one process: a chain or the way to one, gateway, indexer, look-up and portal behind one origin."""

import enum
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp

from chain_gateway.api.access import AccessSettings
from chain_gateway.api.app import create_app
from chain_gateway.api.metrics import metrics_app
from chain_gateway.api.services import GatewayServices, GatewaySettings
from chain_gateway.api.streams import Streams
from chain_gateway.api.tokens import DevelopmentIssuer
from chain_gateway.client import GatewayClient, LookupClient
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import BulkNode, ChainNode, HeadWatch, Node
from chain_gateway.rpc.engines.anvil import AnvilChain, anvil_binary
from chain_gateway.rpc.engines.embedded import EmbeddedChain
from chain_gateway.rpc.evidence import EvidenceSource
from chain_gateway.rpc.node import BATCH_LIMIT
from chain_gateway.signing import KeyRing, Keystore, Signer, SigningConfiguration, SigningKey
from chain_gateway.signing.registry_seal import SealSettings
from chain_gateway.signing.secret import Ask, nobody_to_ask
from chain_gateway.submission import PipelineSettings, Submitter
from chain_gateway.webhooks import WebhookSettings
from indexer.lookup.tuning import tune
from indexer.portal.settings import PortalSettings
from indexer.service import Indexer
from indexer.settings import FollowerSettings, LookupSettings
from pledge.acceptors import Acceptors, AcceptorSettings
from pledge.consortium import Consortium
from pledge.deployment import Step, deploy
from pledge.identity import token_file, token_reader
from pledge.logs import Form
from pledge.origin import Origin
from pledge.paper import printer_of
from pledge.serving import HttpServer


@dataclass(frozen=True)
class Chain:
    """The way to a chain, and what the house does to it."""

    node: ChainNode
    fund: Callable[[str], None] = lambda _: None
    """Gives an account enough for its gas; on a consortium chain gas is free."""
    stop: Callable[[], None] = lambda: None
    """Ends a chain that the house started."""
    nodes: tuple[Node, ...] = ()
    """The nodes over HTTP, each on its own: the indexer reads one and asks the others at a doubt. None for a chain in
    this process.
    """


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
    signing: SigningConfiguration | None = None
    """Which back end holds which key (default: the keystore holds all, by their names)."""
    ask: Ask = nobody_to_ask
    """Asks the person who starts the house for the PIN of a token."""
    lookup: LookupSettings = field(default_factory=LookupSettings)
    """Whom the public look-up believes, and how much one client may ask."""
    processes: int = 0
    """Processes that read long parts of the chain for the indexer, on PostgreSQL."""
    heads_url: str | None = None
    """Websocket URL of a node that tells the indexer of new blocks; without it the indexer polls."""
    access: AccessSettings = field(default_factory=AccessSettings)
    """Whose tokens are accepted, how many requests, which acts wait for a second person, and TLS."""
    gateway_store_url: str | None = None
    """SQLAlchemy URL of the gateway's store (default: SQLite in the folder)."""
    pipeline: PipelineSettings = field(default_factory=PipelineSettings)
    """How the gateway fills its lanes."""
    webhooks: WebhookSettings = field(default_factory=WebhookSettings)
    """Which addresses the gateway calls for its parties, and how."""
    acceptors: int = 0
    """Processes that accept requests beside this one, which then works and answers none; for a gateway on its own, on
    PostgreSQL. 0: this process does both."""
    rpc_batch: int = BATCH_LIMIT
    """Requests in one JSON-RPC batch that the nodes take."""
    log_format: Form = "console"
    document_nodes: tuple[str, ...] = ()
    """IPFS nodes that keep the documents, as multiaddrs of their RPC (default: a folder)."""
    document_copies: int = 2
    """Nodes that must have a document before it is acknowledged."""
    metrics: tuple[str, int] | None = None
    """Host and port at which the gateway's metrics are read (default: nowhere); port 0 takes a free one. Acceptors
    tell of the requests at the ports that follow.
    """

    search_token_file: Path | None = None
    """Holds the token with which the portal asks for certificates (default: search.token in the folder)."""
    validators_file: Path | None = None
    """The consortium's validators, as the portal names them (default: network/validators.json in the folder)."""
    seal: SealSettings | None = None
    """The registry's X.509 key, which signs printed certificates (default: none are printed)."""

    @property
    def deployment_file(self) -> Path:
        """Where the addresses of the contracts are."""
        return self.folder / "deployment.json"


class House:
    """A running house. Enter it to start, leave it to stop; everything is closed in the reverse order."""

    def __init__(self, settings: HouseSettings, chain: Chain, deployment: Deployment, parts: Parts = Parts.ALL) -> None:
        self.node = chain.node
        self.deployment = deployment
        self._settings = settings
        self._chain = chain
        self._gateway = _open_gateway(settings, chain.node, deployment) if Parts.GATEWAY in parts else None
        self.indexer = _open_indexer(settings, chain, deployment) if Parts.INDEXER in parts else None
        self._streams: Streams | None = None
        self._metrics: HttpServer | None = None
        self._server = self._serving()
        self._stack = ExitStack()

    @classmethod
    def embedded(cls, settings: HouseSettings, progress: Callable[[Step], None] = lambda _: None) -> "House":
        """A house on a fresh chain inside this process; the chain ends with it."""
        engine = EmbeddedChain()
        chain = Chain(engine.node, engine.fund)
        return cls(settings, chain, _new_ledger(settings, chain, progress))

    @classmethod
    def anvil(
        cls, settings: HouseSettings, packages: Path, progress: Callable[[Step], None] = lambda _: None
    ) -> "House":
        """A house on anvil, whose state is kept in the folder; the first run deploys the ledger.

        `packages` is the node_modules with anvil. Raises AnvilNotFound, NodeUnavailable.
        """
        engine = AnvilChain(anvil_binary(packages), state=settings.folder / "anvil.json")
        chain = Chain(engine.node, engine.fund, engine.stop, (engine.node,))
        try:
            known = settings.deployment_file.exists()
            deployment = Deployment.load(settings.deployment_file) if known else _new_ledger(settings, chain, progress)
            return cls(settings, chain, deployment)
        except BaseException:
            engine.stop()
            raise

    @classmethod
    def consortium(
        cls, settings: HouseSettings, consortium: Consortium, progress: Callable[[Step], None] = lambda _: None
    ) -> "House":
        """A house on a consortium's network, which is started when it does not run; the first run deploys the ledger.

        New keys of the house are put on the chain's list of senders. Raises NetworkError, NodeUnavailable.
        """
        consortium.network.start()
        known = settings.deployment_file.exists()
        deployment = (
            Deployment.load(settings.deployment_file)
            if known
            else consortium.deploy(settings.deployment_file, progress)
        )
        node = consortium.node
        return cls(settings, Chain(node, consortium.allow, nodes=(node,)), deployment)

    @property
    def url(self) -> str:
        """Origin of both services."""
        return self._server.url

    @property
    def metrics_url(self) -> str | None:
        """Where the gateway's metrics are read."""
        return f"{self._metrics.url}/metrics" if self._metrics is not None else None

    def __enter__(self) -> Self:
        self._stack.callback(self._chain.stop)
        if self._gateway is not None:
            self._stack.callback(self._gateway.keyring.close)
            self._stack.callback(self._gateway.close)
            self._gateway.start()
        if self.indexer is not None:
            self._stack.callback(self.indexer.close)
            self.indexer.start(self.node.poll_seconds)
            tune()
        if self._metrics is not None:
            self._stack.enter_context(self._metrics)
        self._stack.enter_context(self._server)
        if self._streams is not None:  # first of all at the end: the server waits for streams to close
            self._stack.callback(self._streams.close)
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
        self._chain.fund(signer.address)
        return signer

    def sign_for(self, party: int, signer: SigningKey) -> None:
        """Let the gateway sign for the party with that key, from now on."""
        if self._gateway is None:
            raise RuntimeError("this house has no gateway")
        self._gateway.keyring.add(party, signer)

    def client(self, subject: str, party: int, scopes: tuple[str, ...]) -> GatewayClient:
        """A client of the gateway for a party, with a token of the development issuer; closed with the house."""
        return self._stack.enter_context(GatewayClient(self.url, self.token(subject, party, scopes)))

    def token(self, subject: str, party: int, scopes: tuple[str, ...]) -> str:
        """A bearer token of the development issuer."""
        return _issuer(self._settings).issue(subject, party, scopes)

    @cached_property
    def lookup(self) -> LookupClient:
        """The house's client of the public look-up."""
        return self._stack.enter_context(LookupClient(self.url))

    def _serving(self) -> HttpServer | Acceptors:
        settings = self._settings
        app = self._app()
        if not settings.acceptors:
            return HttpServer(app, settings.host, settings.port, settings.access.tls)
        assert self._gateway is not None
        assert isinstance(self._gateway.submitter, Submitter)
        ring = self._gateway.keyring
        known = _issuer(settings).public_keys if settings.access.tokens is None else {}
        told = AcceptorSettings(
            gateway=_gateway_settings(settings),
            access=settings.access,
            deployment=self.deployment,
            endpoints=tuple(node.endpoint for node in self._chain.nodes),
            batch_limit=settings.rpc_batch,
            keys={party: ring.signer(party).address for party in ring.parties()},
            issuers={key: public.public_bytes_raw() for key, public in known.items()},
            log_format=settings.log_format,
            metrics=settings.metrics,
        )
        return Acceptors(settings.acceptors, told, self._gateway.submitter, settings.host, settings.port)

    def _app(self) -> ASGIApp:
        if self._gateway is None:
            assert self.indexer is not None
            return self.indexer.app()
        gateway = create_app(self._gateway)
        self._streams = gateway.state.streams
        if self._settings.metrics is not None:
            self._metrics = HttpServer(metrics_app(gateway.state.metrics), *self._settings.metrics)
        if self.indexer is None:
            return gateway
        return Origin(gateway, self.indexer.app(), self.indexer.portal(self._pages()))

    def _pages(self) -> PortalSettings:
        folder = self._settings.folder
        return PortalSettings(
            gateway_url=lambda: self.url,
            search_token=token_file(self._settings.search_token_file or folder / "search.token"),
            trust=self._settings.validators_file or folder / "network" / "validators.json",
            secure=self._settings.access.tls is not None,
        )


def _gateway_settings(settings: HouseSettings) -> GatewaySettings:
    return GatewaySettings(
        settings.gateway_store_url or f"sqlite:///{settings.folder / 'gateway.sqlite'}",
        settings.folder / "documents",
        settings.document_nodes,
        settings.document_copies,
        settings.pipeline,
        settings.webhooks,
        settings.folder / "webhook.key",
    )


def _open_gateway(settings: HouseSettings, node: ChainNode, deployment: Deployment) -> GatewayServices:
    return GatewayServices.open(
        _gateway_settings(settings),
        deployment=deployment,
        node=node,
        keyring=_keyring(settings),
        issuers=_issuer(settings).public_keys if settings.access.tokens is None else {},
        access=settings.access,
    )


def _open_indexer(settings: HouseSettings, chain: Chain, deployment: Deployment) -> Indexer:
    url = settings.store_url or f"sqlite:///{settings.folder / 'index.sqlite'}"
    identify = token_reader(settings.access, settings.folder / "issuer.pem")
    if not chain.nodes:
        one_by_one = FollowerSettings(range_blocks=1)
        return Indexer(chain.node, deployment, url, follower=one_by_one, lookup=settings.lookup, identify=identify)
    first, *others = (BulkNode(node, node.endpoint) for node in chain.nodes)
    return Indexer(
        first,
        deployment,
        url,
        others=others,
        heads=HeadWatch(settings.heads_url) if settings.heads_url else None,
        follower=FollowerSettings(processes=settings.processes),
        lookup=settings.lookup,
        identify=identify,
        evidence=EvidenceSource(chain.nodes[0].endpoint),
        printer=printer_of(settings.seal),
    )


def _new_ledger(settings: HouseSettings, chain: Chain, progress: Callable[[Step], None]) -> Deployment:
    governance = _governance(settings)
    chain.fund(governance.address)
    deployment = deploy(chain.node, governance, progress)
    deployment.save(settings.deployment_file)
    return deployment


def _keyring(settings: HouseSettings) -> KeyRing:
    if settings.signing is None:
        return KeyRing.open(_keystore(settings), settings.password)
    return KeyRing(settings.signing.open_keys(_keystore(settings), settings.password, settings.ask))


def _keystore(settings: HouseSettings) -> Keystore:
    return Keystore(settings.folder / "keystore", settings.scrypt_work)


def _issuer(settings: HouseSettings) -> DevelopmentIssuer:
    return DevelopmentIssuer.open(settings.folder / "issuer.pem")


def _governance(settings: HouseSettings) -> Signer:
    keystore = _keystore(settings)
    if "governance" in keystore.names():
        return keystore.unlock("governance", settings.password)
    return keystore.create("governance", settings.password)
