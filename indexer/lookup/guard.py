"""What stands before the look-up: how much one client may ask, and HEAD."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.lookup.problems import Problem
from indexer.settings import LookupSettings

_MOST_CLIENTS = 50_000
"""Clients that are remembered; the one that was quiet longest is forgotten first."""
_NETWORK_BITS = 64  # of an IPv6 address: whoever has one has all of its network


class Allowance:
    """How much each client may still ask: `burst` at once, refilled by `per_second`. `clock` gives seconds."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, cost: float = 1.0) -> float:
        """Takes `cost` from the client's allowance; answers 0, or the seconds after which to ask again.

        What costs more than a whole burst is paid by the whole burst.
        """
        cost = min(cost, self._burst)
        now = self._clock()
        left, since = self._left.pop(client, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - since) * self._per_second)
        waiting = 0.0 if left >= cost else (cost - left) / self._per_second
        self._left[client] = (left if waiting else left - cost, now)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return waiting


class Guard:
    """ASGI middleware: refuses a client that asks too much (429), and answers HEAD as GET without its body."""

    def __init__(self, app: ASGIApp, settings: LookupSettings, allowance: Allowance) -> None:
        self._app = app
        self._settings = settings
        self._allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = client_of(scope, self._settings.proxies)
        scope["pledgebook.client"] = client
        if client not in self._settings.unlimited and scope["method"] != "OPTIONS":
            waiting = self._allowance.take(client)
            if waiting:
                await too_many_requests(waiting).response()(scope, receive, send)
                return
        if scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headers_only(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, headers_only)


def client_of(scope: Scope, proxies: frozenset[str]) -> str:
    """Who asks: the address of the connection, or the last one that one of our own proxies forwards for.

    An IPv6 client is its network of 64 bits.
    """
    address = str((scope.get("client") or ("unknown",))[0])
    if address in proxies:
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = b",".join(forwarded).decode("latin-1").split(",")
        address = next((hop.strip() for hop in reversed(hops) if hop.strip() and hop.strip() not in proxies), address)
    return client_at(address)


@lru_cache(maxsize=4_096)
def client_at(address: str) -> str:
    """Who is at an address: the address itself, of IPv6 its network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))
    return str(parsed)


def too_many_requests(seconds: float) -> Problem:
    """The problem that a client asks too much."""
    wait = math.ceil(seconds)
    return Problem(
        429,
        "too-many-requests",
        "Too many requests",
        f"This look-up is free for all, and one client may not take it for itself; ask again in {wait} seconds. Many "
        "numbers are asked for best in one batch.",
        headers={"Retry-After": str(wait)},
    )
