"""Calls an ASGI application in this process."""

import asyncio
from typing import Any

import httpx
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
