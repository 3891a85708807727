"""Processes that accept beside the one that works: they share its address and its store, and hold no key.

One process can do no more than one core. With acceptors the worker has a core of its own, and so has each of them; they
know only the addresses of the keys, so nothing that answers requests could give a key away.
"""

import logging
import multiprocessing
import signal
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import FrameType, TracebackType
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from chain_gateway.api.access import AccessSettings
from chain_gateway.api.app import create_app
from chain_gateway.api.metrics import metrics_app
from chain_gateway.api.services import GatewayServices, GatewaySettings
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc import Node, NodeSet
from chain_gateway.signing import KeyElsewhere, KeyRing
from chain_gateway.submission import Acceptor, DistantWorker, Submitter
from indexer.service import finality_of
from pledge.logs import Form, configure
from pledge.serving import HttpServer, listening, origin

_log = logging.getLogger(__name__)

_AGAIN_SECONDS = 1.0
_END_SECONDS = 15.0


@dataclass(frozen=True)
class AcceptorSettings:
    """All that an acceptor is told; it reaches the other process as it is, and holds no secret."""

    gateway: GatewaySettings
    access: AccessSettings
    deployment: Deployment
    endpoints: tuple[str, ...]
    """URLs of the nodes."""
    batch_limit: int
    keys: Mapping[int, str]
    """Checksum address of each party's key."""
    issuers: Mapping[str, bytes]
    """Public keys of the development issuer, by key id; empty where `access` names another."""
    log_format: Form
    metrics: tuple[str, int] | None
    """Host and port of its own metrics."""


class Acceptors:
    """So many processes on one address, started on entering and stopped on leaving; one that ends is started again.

    `port` 0 takes any free one; `url` says which. Raises Stop when the port is taken.
    """

    def __init__(self, count: int, settings: AcceptorSettings, worker: Submitter, host: str, port: int) -> None:
        self._socket = listening(host, port)
        self.url = origin(self._socket, settings.access.tls)
        self._settings = settings
        self._worker = worker
        self._context = multiprocessing.get_context("spawn")  # threads and locks of this process are not copied
        self._places = [threading.Thread(target=self._keep, args=(number,), daemon=True) for number in range(count)]
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        self._socket.listen(512)
        for place in self._places:
            place.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopping.set()
        for place in self._places:
            place.join()
        self._socket.close()

    def wait(self, stop: threading.Event) -> None:
        """Return when `stop` is set."""
        stop.wait()

    def _keep(self, number: int) -> None:
        """Have one process run until the end."""
        while not self._stopping.is_set():
            ours, theirs = self._context.Pipe()
            process = self._context.Process(
                target=accept, args=(self._settings, number, self._socket, theirs), name=f"acceptor-{number}"
            )
            process.start()
            theirs.close()
            Acceptor(ours, self._worker).start()
            while process.is_alive() and not self._stopping.is_set():
                process.join(0.2)
            if not self._stopping.is_set():
                _log.error("acceptor %d ended with %s; another takes its place", number, process.exitcode)
                self._stopping.wait(_AGAIN_SECONDS)
            else:
                _end(process)


def accept(settings: AcceptorSettings, number: int, connections: socket.socket, pipe: Connection) -> None:
    """The life of one acceptor: until it is told to end, or the worker's process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the other process says when to end
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    configure(settings.log_format)
    worker = DistantWorker(pipe)
    finality = finality_of(settings.deployment)
    nodes = [
        Node.http(each, finality=finality, batch_limit=settings.batch_limit, reader=settings.deployment.log)
        for each in settings.endpoints
    ]
    services = GatewayServices.open(
        settings.gateway,
        deployment=settings.deployment,
        node=nodes[0] if len(nodes) == 1 else NodeSet(nodes, chain_id=settings.deployment.chain_id),
        keyring=KeyRing({party: KeyElsewhere(address) for party, address in settings.keys.items()}),
        issuers={key: Ed25519PublicKey.from_public_bytes(public) for key, public in settings.issuers.items()},
        access=settings.access,
        worker=worker,
    )
    app = create_app(services)
    services.start()
    metrics = None
    if settings.metrics is not None:
        host, port = settings.metrics
        metrics = HttpServer(metrics_app(app.state.metrics), host, port + 1 + number if port else 0)
        metrics.__enter__()
    try:
        with HttpServer(app, tls=settings.access.tls, connections=connections):
            while not ended.wait(0.1) and not worker.wait(0.1):
                pass
            app.state.streams.close()
    finally:
        if metrics is not None:
            metrics.__exit__(None, None, None)
        services.close()


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join(_END_SECONDS)
    if process.is_alive():
        _log.warning("%s does not end by itself", process.name)
        process.kill()
        process.join()
