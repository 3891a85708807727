"""Serves ASGI applications over HTTP from a thread, for the all-in-one process and the demonstration."""

import asyncio
import socket
import ssl
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from chain_gateway.api.access import TlsSettings
from pledge.exits import Exit, Stop


class _WithCertificate(H11Protocol):
    """Hands the client's certificate on with each request, as ASGI's TLS extension has it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        connection = transport.get_extra_info("ssl_object")
        certificate = connection.getpeercert(binary_form=True) if connection is not None else None
        if certificate:
            self.app = _handing_on(self.app, ssl.DER_cert_to_PEM_cert(certificate))


def _handing_on(app: ASGIApp, certificate: str) -> ASGIApp:
    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})["tls"] = {"client_cert_chain": [certificate]}
        await app(scope, receive, send)

    return serve


class HttpServer:
    """One application on one address of this machine, started on entering and stopped on leaving.

    `port` 0 takes any free one; `url` says which. With `tls` it speaks https, and with a `client_ca` there it asks
    every client for a certificate of that authority. With `connections`, a bound socket that others listen on too, it
    takes its share of what comes there.

    Raises Stop when the port is taken or a certificate cannot be read.
    """

    def __init__(
        self,
        app: Any,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: TlsSettings | None = None,
        connections: socket.socket | None = None,
    ) -> None:
        self._socket = connections if connections is not None else listening(host, port)
        self.url = origin(self._socket, tls)
        config = uvicorn.Config(
            app,
            http="auto" if tls is None else _WithCertificate,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
            **_tls(tls),
        )
        try:
            config.load()
        except (OSError, ssl.SSLError) as problem:
            self._socket.close()
            raise Stop(
                Exit.BAD_INPUT,
                f"certificate, key or client_ca of [tls] cannot be read: {problem.strerror or type(problem).__name__}",
                "They are PEM files, named in access.toml.",
            ) from None
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="http", daemon=True)

    def __enter__(self) -> Self:
        self._socket.listen(128)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def wait(self, stop: threading.Event) -> None:
        """Return when `stop` is set or the server ends by itself."""
        while not stop.wait(0.2) and self._thread.is_alive():
            pass


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to that address; `port` 0 takes any free one. Raises Stop when it is taken."""
    # Only with the protocol named does asyncio turn Nagle's delay off; with it each answer waits 40 ms.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as problem:
        found.close()
        raise Stop(
            Exit.BAD_INPUT,
            f"port {port} of {host} cannot be used: {problem.strerror}",
            "Choose another with --port.",
        ) from None
    return found


def origin(bound: socket.socket, tls: TlsSettings | None) -> str:
    """The origin of a service at a bound socket."""
    host, port = bound.getsockname()
    return f"{'http' if tls is None else 'https'}://{host}:{port}"


def _tls(settings: TlsSettings | None) -> dict[str, Any]:
    if settings is None:
        return {}
    found: dict[str, Any] = {"ssl_certfile": str(settings.certificate), "ssl_keyfile": str(settings.key)}
    if settings.client_ca is not None:
        found |= {"ssl_ca_certs": str(settings.client_ca), "ssl_cert_reqs": ssl.CERT_REQUIRED}
    return found
