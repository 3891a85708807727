"""`pledge up`, `pledge gateway`, `pledge indexer`, `pledge portal`: services that run until Ctrl-C."""

import secrets
import signal
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from chain_gateway.api.access import AccessSettings
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Node, NodeSet
from chain_gateway.rpc.node import BATCH_LIMIT
from chain_gateway.signing.registry_seal import SEAL_FILE, SealSettings
from chain_gateway.submission import Early, PipelineSettings
from chain_gateway.webhooks import WebhookSettings
from indexer.lookup.guard import client_at
from indexer.lookup.tuning import tune
from indexer.portal.settings import PortalSettings
from indexer.replica import Replica
from indexer.service import finality_of
from indexer.settings import LookupSettings
from pledge.commands.keys import SIGNING_FILE, ask_secret, configuration_of, password, password_if_needed
from pledge.console import err
from pledge.exits import Exit, Stop
from pledge.house import Chain as ChainLink
from pledge.house import House, HouseSettings, Parts
from pledge.identity import token_file
from pledge.logs import Form, configure
from pledge.origin import Origin
from pledge.serving import HttpServer

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="Keystore, stores, documents, deployment file (default: .state; embedded: temporary)."
    ),
]
Chain = Annotated[str, typer.Option("--chain", help="'embedded', 'anvil', or the JSON-RPC URL of a node.")]
Rpc = Annotated[
    list[str] | None,
    typer.Option("--rpc", help="JSON-RPC URL of a node; several stand in for each other and are compared."),
]
RpcBatch = Annotated[
    int, typer.Option("--rpc-batch", min=1, max=1000, help="Requests in one JSON-RPC batch that the nodes take.")
]
GatewayStore = Annotated[
    str | None, typer.Option("--gateway-store", help="SQLAlchemy URL of the gateway's store (default: SQLite).")
]
OwnStore = Annotated[
    str | None,
    typer.Option("--store", "--gateway-store", help="SQLAlchemy URL of the gateway's store (default: SQLite)."),
]
Window = Annotated[
    int, typer.Option("--window", min=1, max=100_000, help="Transactions of one key that may wait for a block at once.")
]
EarlyActs = Annotated[
    Early,
    typer.Option(
        "--early", help="An act refused in its trial while earlier ones of its key wait: try it again, or send it."
    ),
]
OneNode = Annotated[str | None, typer.Option("--chain", help="JSON-RPC URL of a node; the same as --rpc.")]
PasswordFile = Annotated[Path | None, typer.Option("--password-file", help="File with the keystore's password.")]
Store = Annotated[str | None, typer.Option("--store", help="SQLAlchemy URL of the indexer's store.")]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")]

Heads = Annotated[
    str | None, typer.Option("--heads", help="Websocket URL of a node that tells of new blocks (default: polling).")
]
LogFormat = Annotated[Form, typer.Option("--log-format", help="Lines for a person, or one JSON object each.")]
MetricsPort = Annotated[
    int | None,
    typer.Option("--metrics-port", min=0, max=65535, help="Port of the gateway's /metrics (default: not served)."),
]
MetricsHost = Annotated[str, typer.Option("--metrics-host", help="Address of /metrics; for the operator alone.")]
WebhookNetwork = Annotated[
    list[str] | None,
    typer.Option("--webhook-network", help="Private network that webhooks may be in, such as 10.1.0.0/16; repeat."),
]
WebhookLoopback = Annotated[
    bool, typer.Option("--webhook-loopback", help="Let webhooks be on this machine, also by http: for development.")
]
WebhookAuthorities = Annotated[
    Path | None,
    typer.Option("--webhook-authorities", help="Certificate authorities of webhooks (PEM), beside the usual ones."),
]
Documents = Annotated[
    list[str] | None,
    typer.Option("--documents", help="RPC of an IPFS node that keeps documents, /ip4/127.0.0.1/tcp/5001; repeat."),
]
DocumentCopies = Annotated[
    int, typer.Option("--document-copies", min=1, max=16, help="Nodes that must have a document to acknowledge it.")
]

Acceptors = Annotated[
    int,
    typer.Option(
        "--acceptors",
        min=0,
        max=64,
        help="Processes that accept beside one that works; needs PostgreSQL. 0: one process does both.",
    ),
]
GatewayPlace = Annotated[str | None, typer.Option("--gateway", help="URL of the gateway: certificates, console.")]
SearchToken = Annotated[
    Path | None,
    typer.Option("--search-token-file", help="Token with which the public's certificates are asked for, and no more."),
]
Validators = Annotated[
    Path | None, typer.Option("--validators", help="The consortium's validators.json, as the pages name it.")
]
Https = Annotated[
    bool, typer.Option("--https", help="A proxy gives these pages over https: cookies are for https alone.")
]
Proxy = Annotated[
    list[str] | None,
    typer.Option("--proxy", help="Address of a proxy of your own, whose X-Forwarded-For is believed; repeat."),
]
ClientRate = Annotated[
    float, typer.Option("--client-rate", min=0.1, help="Look-ups a second of one client, in the long run.")
]
ClientBurst = Annotated[
    float, typer.Option("--client-burst", min=1, help="Look-ups that one client may ask for at once.")
]
Unlimited = Annotated[
    list[str] | None,
    typer.Option("--unlimited", help="Address of a client without limit, beside this machine; repeat."),
]
WatchWebhook = Annotated[
    list[str] | None,
    typer.Option("--watch-webhook", help="Host of your own network that watches may call, also without TLS; repeat."),
]

Processes = Annotated[
    int,
    typer.Option("--processes", min=0, max=64, help="Processes that read long parts of the chain, on PostgreSQL."),
]

DEFAULT_FOLDER = Path(".state")
ACCESS_FILE = "access.toml"


def up(
    chain: Chain = "embedded",
    rpc: Rpc = None,
    store: Store = None,
    host: Host = "127.0.0.1",
    port: Port = 8080,
    folder: Folder = None,
    password_file: PasswordFile = None,
    gateway_store: GatewayStore = None,
    rpc_batch: RpcBatch = BATCH_LIMIT,
    window: Window = PipelineSettings.window,
    early: EarlyActs = PipelineSettings.early,
    log_format: LogFormat = "console",
    metrics_port: MetricsPort = None,
    metrics_host: MetricsHost = "127.0.0.1",
    webhook_network: WebhookNetwork = None,
    webhook_loopback: WebhookLoopback = False,
    webhook_authorities: WebhookAuthorities = None,
    search_token_file: SearchToken = None,
    validators: Validators = None,
    documents: Documents = None,
    document_copies: DocumentCopies = 2,
    proxy: Proxy = None,
    client_rate: ClientRate = LookupSettings.requests_per_second,
    client_burst: ClientBurst = LookupSettings.burst,
    unlimited: Unlimited = None,
    watch_webhook: WatchWebhook = None,
) -> None:
    """Gateway, indexer, look-up and public pages in one process, on one origin, until Ctrl-C.

    Example: [bold]pledge up --chain embedded --port 8080[/]
    """
    configure(log_format)
    outward = _outward(metrics_host, metrics_port, webhook_network, webhook_loopback, webhook_authorities)
    outward |= {"search_token_file": search_token_file, "validators_file": validators}
    outward |= _document_nodes(documents, document_copies)
    outward["lookup"] = _lookup(proxy, client_rate, client_burst, unlimited, watch_webhook)
    if chain != "embedded" or rpc:
        settings = _settings(folder or DEFAULT_FOLDER, password_file, store, host, port)
        settings = replace(settings, gateway_store_url=gateway_store, pipeline=PipelineSettings(window, early))
        settings = replace(settings, **outward)
        _serve(Parts.ALL, _places(None if rpc and chain == "embedded" else chain, rpc), settings, rpc_batch)
        return
    # Nothing of an embedded chain outlives its process, so neither do its keys and stores, unless a folder is named.
    with tempfile.TemporaryDirectory(prefix="pledge-up-") as temporary:
        place = folder or Path(temporary)
        if place.exists() and any(place.iterdir()):
            raise Stop(
                Exit.BAD_INPUT, f"--folder {place} is not empty", "Each run of an embedded chain is a new ledger."
            )
        secret = password(password_file) if password_file else secrets.token_hex(16)
        err.print(f"keys, stores and issuer key of this run are in {place}")
        _serve(Parts.ALL, [chain], HouseSettings(place, secret, store, host, port, **outward))


def gateway(
    chain: OneNode = None,
    rpc: Rpc = None,
    host: Host = "127.0.0.1",
    port: Port = 8081,
    folder: Folder = None,
    password_file: PasswordFile = None,
    store: OwnStore = None,
    rpc_batch: RpcBatch = BATCH_LIMIT,
    window: Window = PipelineSettings.window,
    early: EarlyActs = PipelineSettings.early,
    acceptors: Acceptors = 0,
    log_format: LogFormat = "console",
    metrics_port: MetricsPort = None,
    metrics_host: MetricsHost = "127.0.0.1",
    webhook_network: WebhookNetwork = None,
    webhook_loopback: WebhookLoopback = False,
    webhook_authorities: WebhookAuthorities = None,
    documents: Documents = None,
    document_copies: DocumentCopies = 2,
) -> None:
    """The gateway on its own: signs and sends for the parties whose keys it holds.

    Example: [bold]pledge gateway --rpc http://127.0.0.1:8545 --rpc http://127.0.0.1:8546[/]
    """
    configure(log_format)
    if acceptors and not (store or "").startswith("postgresql"):
        raise Stop(
            Exit.BAD_INPUT,
            f"--acceptors {acceptors} needs a store on PostgreSQL",
            "Name it: --store postgresql+psycopg://...; on SQLite they would only wait for each other.",
        )
    settings = _settings(folder or DEFAULT_FOLDER, password_file, None, host, port)
    settings = replace(settings, gateway_store_url=store, pipeline=PipelineSettings(window, early))
    settings = replace(settings, acceptors=acceptors, rpc_batch=rpc_batch, log_format=log_format)
    outward = _outward(metrics_host, metrics_port, webhook_network, webhook_loopback, webhook_authorities)
    outward |= _document_nodes(documents, document_copies)
    _serve(Parts.GATEWAY, _places(chain, rpc), replace(settings, **outward), rpc_batch)


def indexer(
    chain: OneNode = None,
    rpc: Rpc = None,
    store: Store = None,
    host: Host = "127.0.0.1",
    port: Port = 8082,
    folder: Folder = None,
    log_format: LogFormat = "console",
    heads: Heads = None,
    processes: Processes = 0,
    proxy: Proxy = None,
    client_rate: ClientRate = LookupSettings.requests_per_second,
    client_burst: ClientBurst = LookupSettings.burst,
    unlimited: Unlimited = None,
    watch_webhook: WatchWebhook = None,
) -> None:
    """Indexer and public look-up on their own; they hold no key.

    Several on one PostgreSQL share the work: one writes, the others answer and stand by.

    Example: [bold]pledge indexer --rpc http://127.0.0.1:8545 --heads ws://127.0.0.1:8545[/]
    """
    configure(log_format)
    place = folder or DEFAULT_FOLDER
    limits = _lookup(proxy, client_rate, client_burst, unlimited, watch_webhook)
    settings = HouseSettings(place, "", store, host, port, heads_url=heads, seal=_seal(place), lookup=limits)
    settings = replace(settings, processes=processes)
    _serve(Parts.INDEXER, _places(chain, rpc), settings)


def portal(
    store: Store = None,
    host: Host = "127.0.0.1",
    port: Port = 8083,
    folder: Folder = None,
    gateway: GatewayPlace = None,
    search_token_file: SearchToken = None,
    validators: Validators = None,
    https: Https = False,
    log_format: LogFormat = "console",
    proxy: Proxy = None,
    client_rate: ClientRate = LookupSettings.requests_per_second,
    client_burst: ClientBurst = LookupSettings.burst,
    unlimited: Unlimited = None,
) -> None:
    """Public pages and look-up on their own, over a store that `pledge indexer` writes; they follow no chain.

    Example: [bold]pledge portal --store postgresql+psycopg://reader@db/pledgebook[/]
    """
    configure(log_format)
    place = folder or DEFAULT_FOLDER
    file = place / "index.sqlite"
    if store is None and not file.exists():
        raise Stop(Exit.BAD_INPUT, f"{file} is missing", "Name the store that `pledge indexer` writes: --store URL")
    known = place / "deployment.json"
    pages = PortalSettings(
        gateway_url=(lambda: gateway) if gateway is not None else None,
        search_token=token_file(search_token_file or place / "search.token"),
        trust=validators or place / "network" / "validators.json",
        secure=https,
    )
    deployment = Deployment.load(known) if known.exists() else None
    limits = _lookup(proxy, client_rate, client_burst, unlimited)
    replica = Replica(store or f"sqlite:///{file}", deployment, pages, limits)
    stop = _stop_on_signals()
    with ExitStack() as stack:
        stack.callback(replica.close)
        server = stack.enter_context(HttpServer(Origin(None, replica.lookup, replica.portal), host, port))
        tune()
        err.print(f"[bold]{server.url}[/] · pages and look-up · Ctrl-C ends")
        server.wait(stop)


def _outward(
    metrics_host: str,
    metrics_port: int | None,
    networks: Sequence[str] | None,
    loopback: bool,
    authorities: Path | None,
) -> dict[str, Any]:
    """What the house shows to its operator and calls for its parties, as settings of the house."""
    try:
        allowed = tuple(ip_network(each) for each in networks or ())
    except ValueError as problem:
        raise Stop(Exit.BAD_INPUT, f"--webhook-network: {problem}", "Write it as 10.1.0.0/16.") from None
    return {
        "metrics": (metrics_host, metrics_port) if metrics_port is not None else None,
        "webhooks": WebhookSettings(loopback=loopback, networks=allowed, authorities=authorities),
    }


def _lookup(
    proxies: list[str] | None,
    rate: float,
    burst: float,
    unlimited: list[str] | None,
    webhooks: list[str] | None = None,
) -> LookupSettings:
    """Settings of the public look-up: whom it believes, and how much one client may ask."""
    return LookupSettings(
        requests_per_second=rate,
        burst=burst,
        unlimited=LookupSettings.unlimited | {client_at(each) for each in _addresses("--unlimited", unlimited)},
        proxies=frozenset(_addresses("--proxy", proxies)),
        private_webhooks=frozenset(webhooks or ()),
    )


def _addresses(option: str, given: list[str] | None) -> list[str]:
    try:
        return [str(ip_address(each)) for each in given or ()]
    except ValueError as problem:
        raise Stop(Exit.BAD_INPUT, f"{option}: {problem}", "Write it as 10.1.0.5.") from None


def _document_nodes(nodes: list[str] | None, copies: int) -> dict[str, Any]:
    """Settings of where documents are kept."""
    if not nodes:
        return {}
    if copies > len(nodes):
        raise Stop(
            Exit.BAD_INPUT,
            f"--document-copies is {copies}, and --documents names {len(nodes)} nodes",
            "Name as many nodes as there shall be copies.",
        )
    return {"document_nodes": tuple(nodes), "document_copies": copies}


def _places(chain: str | None, rpc: list[str] | None) -> list[str]:
    """Where the chain is: an engine's name, or the URLs of its nodes."""
    places = ([chain] if chain is not None else []) + (rpc or [])
    if not places:
        raise Stop(Exit.BAD_INPUT, "no node is named", "Say where the chain is: --rpc http://127.0.0.1:8545")
    if len(places) > 1 and not {"embedded", "anvil"}.isdisjoint(places):
        raise Stop(Exit.BAD_INPUT, f"--chain {chain} starts its own node", "Name either that or --rpc.")
    return places


def _settings(folder: Path, password_file: Path | None, store: str | None, host: str, port: int) -> HouseSettings:
    """Settings of a house that signs: its folder may say where the keys are, and who may ask for what."""
    signing = configuration_of(folder / SIGNING_FILE)
    secret = password_if_needed(signing, password_file)
    file = folder / ACCESS_FILE
    access = AccessSettings.load(file) if file.exists() else AccessSettings()
    return HouseSettings(
        folder, secret, store, host, port, signing=signing, ask=ask_secret, access=access, seal=_seal(folder)
    )


def _seal(folder: Path) -> SealSettings | None:
    """The registry's X.509 key, where the folder names one."""
    file = folder / SEAL_FILE
    return SealSettings.load(file) if file.exists() else None


def _serve(parts: Parts, places: list[str], settings: HouseSettings, batch: int = BATCH_LIMIT) -> None:
    stop = _stop_on_signals()
    with ExitStack() as stack:
        house = stack.enter_context(_house(parts, places, settings, batch))
        if house.metrics_url is not None:
            err.print(f"metrics at {house.metrics_url}")
        err.print(f"[bold]{house.url}[/] · ledger on chain {house.deployment.chain_id} · Ctrl-C ends")
        house.wait(stop)
    err.print("stopped; what was accepted goes on at the next start")


def _stop_on_signals() -> threading.Event:
    """Set on Ctrl-C and SIGTERM."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return stop


def _house(parts: Parts, places: list[str], settings: HouseSettings, batch: int) -> House:
    chain = places[0]
    settings.folder.mkdir(parents=True, exist_ok=True)
    if chain in ("embedded", "anvil"):
        if parts is not Parts.ALL:
            raise Stop(
                Exit.BAD_INPUT, f"--chain {chain}: that chain lives and ends with one process", "Use `pledge up`."
            )
        return House.embedded(settings) if chain == "embedded" else House.anvil(settings, Path("node_modules"))
    if not settings.deployment_file.exists():
        raise Stop(
            Exit.BAD_INPUT,
            f"{settings.deployment_file} is missing",
            f"Deploy first: pledge deploy --rpc {chain} --output {settings.deployment_file}",
        )
    deployment = Deployment.load(settings.deployment_file)
    # A permissioned chain refuses reads of strangers; the ledger's own contracts are on every such chain's list.
    nodes = [
        Node.http(place, finality=finality_of(deployment), batch_limit=batch, reader=deployment.log) for place in places
    ]
    node = nodes[0] if len(nodes) == 1 else NodeSet(nodes, chain_id=deployment.chain_id)
    return House(settings, ChainLink(node, nodes=tuple(nodes)), deployment, parts)
