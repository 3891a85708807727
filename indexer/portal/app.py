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

from chain_gateway.ledger.deployments import Deployment
from chain_gateway.rpc.evidence import EvidenceSource
from indexer.lookup.certificates import Certificates, Printing
from indexer.lookup.evidence import Prover
from indexer.lookup.ground import Grounds
from indexer.lookup.guard import Allowance, Guard
from indexer.lookup.problems import Problem
from indexer.portal.console.views import Console
from indexer.portal.failures import handlers
from indexer.portal.headers import Headers
from indexer.portal.portal import Portal
from indexer.portal.settings import PortalSettings
from indexer.portal.site import STATIC, Site
from indexer.portal.views import (
    audit,
    batch,
    certificates,
    home,
    lists,
    parties,
    pledges,
    rights,
    statistics,
    verification,
)
from indexer.settings import LookupSettings
from indexer.store.reader import Reader


def create_portal(
    reader: Reader,
    lookup: LookupSettings | None = None,
    settings: PortalSettings | None = None,
    clock: Callable[[], float] = time.time,
    proving: tuple[Deployment, EvidenceSource] | None = None,
    *,
    printed: bool = False,
) -> Starlette:
    """The pages over a store. `clock` gives seconds since 1970; `proving` is where certificates come from, and
    `printed` says that the look-up prints them as well.
    """
    lookup = lookup if lookup is not None else LookupSettings()
    settings = settings if settings is not None else PortalSettings()
    token = settings.search_token if settings.search_token is not None else lambda: None
    signing_in = settings.gateway_url is not None
    site = Site(signing_in=signing_in, certificates=lambda: token() is not None, secure=settings.secure)
    allowance = Allowance(lookup.requests_per_second, lookup.burst, time.monotonic)
    grounds = Grounds(reader, lookup, clock)
    checked = None if proving is None else _proving(Certificates(grounds, Prover(*proving), Printing(None)))
    portal = Portal(grounds, site, settings, lookup, allowance, checked, printed)
    return Starlette(
        routes=[
            *home.routes(portal),
            *rights.routes(portal),
            *pledges.routes(portal),
            *parties.routes(portal),
            *batch.routes(portal),
            *statistics.routes(portal),
            *lists.routes(portal),
            *audit.routes(portal),
            *certificates.routes(portal),
            *verification.routes(portal),
            *(Console(portal, settings.gateway_url).routes() if settings.gateway_url is not None else ()),
            Route("/robots.txt", lambda _: PlainTextResponse("User-agent: *\nDisallow: /console\n")),
            Mount("/static", _Static()),
        ],
        exception_handlers=handlers(site),
        middleware=[
            Middleware(Headers, secure=settings.secure),
            Middleware(Guard, settings=lookup, allowance=allowance),
        ],
    )


def _proving(certificates: Certificates) -> Callable[[str], str | None]:
    def problem_of(search: str) -> str | None:
        try:
            certificates.of(search)
        except Problem as problem:
            return problem.code
        return None

    return problem_of


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
