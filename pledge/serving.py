"""Serves ASGI applications over HTTP from a thread, for the all-in-one process and the demonstration."""

import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn

from pledge.exits import Exit, Stop


class HttpServer:
    """One application on one address of this machine, started on entering and stopped on leaving.

    `port` 0 takes any free one; `url` says which. Raises Stop when the port is taken.
    """

    def __init__(self, app: Any, host: str = "127.0.0.1", port: int = 0) -> None:
        # Only with the protocol named does asyncio turn Nagle's delay off; with it each answer waits 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
        except OSError as problem:
            self._socket.close()
            raise Stop(
                Exit.BAD_INPUT,
                f"port {port} of {host} cannot be used: {problem.strerror}",
                "Choose another with --port.",
            ) from None
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5)
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
