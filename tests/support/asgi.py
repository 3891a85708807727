"""Calls an ASGI application in this process, or serves it on a port of this machine."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp


class Caller:
    """A blocking HTTP client of one application; failures come back as the application answers them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def get(self, path: str, **arguments: Any) -> httpx.Response:
        """GET."""
        return asyncio.run(self._send("GET", path, arguments))

    def post(self, path: str, **arguments: Any) -> httpx.Response:
        """POST."""
        return asyncio.run(self._send("POST", path, arguments))

    async def _send(self, method: str, path: str, arguments: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://lookup") as client:
            return await client.request(method, path, **arguments)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The app under uvicorn on a free port of this machine; answers its URL."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
