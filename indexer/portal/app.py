"""The portal as an ASGI application."""

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from indexer.lookup.ground import Grounds
from indexer.lookup.guard import Allowance, Guard
from indexer.portal.failures import handlers
from indexer.portal.headers import Headers
from indexer.portal.portal import Portal
from indexer.portal.settings import PortalSettings
from indexer.portal.site import STATIC, Site
from indexer.portal.views import home, parties, pledges, rights
from indexer.settings import LookupSettings
from indexer.store.reader import Reader


def create_portal(
    reader: Reader,
    lookup: LookupSettings | None = None,
    settings: PortalSettings | None = None,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """The pages over a store. `clock` gives seconds since 1970."""
    lookup = lookup if lookup is not None else LookupSettings()
    settings = settings if settings is not None else PortalSettings()
    site = Site(secure=settings.secure)
    allowance = Allowance(lookup.requests_per_second, lookup.burst, time.monotonic)
    portal = Portal(Grounds(reader, lookup, clock), site, settings, lookup, allowance)
    return Starlette(
        routes=[
            *home.routes(portal),
            *rights.routes(portal),
            *pledges.routes(portal),
            *parties.routes(portal),
            Route("/robots.txt", lambda _: PlainTextResponse("User-agent: *\nDisallow: /console\n")),
            Mount("/static", _Static()),
        ],
        exception_handlers=handlers(site),
        middleware=[
            Middleware(Headers, secure=settings.secure),
            Middleware(Guard, settings=lookup, allowance=allowance),
        ],
    )


class _Static:
    """Our own files: compressed, and kept by browsers for good when they are asked for by their mark."""

    def __init__(self) -> None:
        self._files = GZipMiddleware(StaticFiles(directory=STATIC), minimum_size=1_000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        marked = scope["query_string"].startswith(b"v=")

        async def keep(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                kept = b"public, max-age=31536000, immutable" if marked else b"public, no-cache"
                message = {**message, "headers": [*message["headers"], (b"cache-control", kept)]}  # type: ignore[misc]
            await send(message)

        await self._files(scope, receive, keep)  # type: ignore[arg-type]
