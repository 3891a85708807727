"""One origin for two services: which of them answers a request.

POST goes to the gateway and GET to the look-up, except that submissions and documents are read from the gateway and
that a batch of look-ups is a POST. The description at /openapi.json is of both.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_GATEWAY_READS = ("/v1/submissions", "/v1/documents", "/gateway/")
_LOOKUP_WRITES = ("/v1/status:batch",)


def answered_by_gateway(method: str, path: str) -> bool:
    """Tell whether the gateway answers; the look-up answers everything else."""
    if method in ("GET", "HEAD"):
        return path.startswith(_GATEWAY_READS)
    return method != "OPTIONS" and path not in _LOOKUP_WRITES


class Origin:
    """ASGI application that hands each request to the gateway or to the look-up."""

    def __init__(self, gateway: App, lookup: App) -> None:
        self._gateway = gateway
        self._lookup = lookup

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and answered_by_gateway(scope["method"], scope["path"]):
            await self._gateway(scope, receive, send)
            return
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        await self._lookup(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    """Both applications are started and stopped by whoever composed them; there is nothing to wait for here."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
