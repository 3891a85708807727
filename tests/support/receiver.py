"""A real receiver of webhooks: an HTTP server on a free port that notes what comes and answers as it is told."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers `status` after `seconds`; with `certificate` (a PEM of key and certificate) over TLS."""

    status: int = 204
    seconds: float = 0.0
    location: str | None = None
    certificate: Path | None = None
    answers: list[int] = field(default_factory=list)
    """Statuses of the next answers, before `status` is given again."""
    received: list[Received] = field(default_factory=list)
    on_request: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length", 0)))
                receiver.received.append(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, content))
                receiver.on_request()
                time.sleep(receiver.seconds)
                self.send_response(receiver.answers.pop(0) if receiver.answers else receiver.status)
                if receiver.location is not None:
                    self.send_header("location", receiver.location)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a caller that hangs up is no news
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it is."""
        scheme = "https" if self.certificate is not None else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}/hook"

    def wait_for(self, count: int, seconds: float = 15.0) -> list[Received]:
        """What came, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.received) < count:
            assert time.monotonic() < deadline, f"{len(self.received)} of {count} messages came"
            time.sleep(0.02)
        return self.received
