"""Certificates: a search inside the chain that the public asks for, and what has become of it."""

import re
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chain_gateway.client import GatewayClient
from chain_gateway.client.errors import Problem as Refusal
from chain_gateway.client.errors import ServiceUnavailable
from chain_gateway.ledger.dates import today
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from indexer.lookup.guard import Allowance, too_many_requests
from indexer.lookup.problems import Problem
from indexer.lookup.questions import read_number
from indexer.portal.forms import from_this_site, posted, text_in
from indexer.portal.portal import Portal
from indexer.portal.spreadsheets import numbers_in_text
from indexer.portal.views import parameters

_SEARCH = re.compile("0x[0-9a-f]{64}")
_SECONDS = 10.0
_LOOKS = 30
"""How often the page of a new search looks again by itself."""


def routes(portal: Portal) -> list[Route]:
    """The form, and the page of a search."""
    settings = portal.settings
    asking = Allowance(settings.searches / settings.search_seconds, settings.searches, time.monotonic)

    def asked(rights: list[RightId]) -> str:
        token = None if settings.search_token is None else settings.search_token()
        if token is None or settings.gateway_url is None:
            raise Problem(404, "not-offered", "", "This portal has no token for searches.")
        try:
            with GatewayClient(settings.gateway_url(), token, timeout_seconds=_SECONDS) as gateway:
                return gateway.search([each.text for each in rights], today().isoformat())[0]
        except ServiceUnavailable:
            raise Problem(503, "gateway-unavailable", "", "", headers={"Retry-After": "10"}) from None
        except Refusal as refused:
            code = "too-many-requests" if refused.status == 429 else "gateway-unavailable"
            raise Problem(refused.status if refused.status == 429 else 503, code, "", "") from None

    async def certificates(request: Request) -> Response:
        if request.method == "GET":
            given = parameters.text(request, "right") or ""
            return portal.site.page(request, "certificates.html", given=given, most=settings.search_limit)
        from_this_site(request)
        async with posted(request, settings.upload_bytes) as form:
            given = text_in(form, "rights")
        rights = _rights(numbers_in_text(given, settings.search_limit))
        waiting = asking.take(request.scope.get("pledgebook.client", ""))
        if waiting:
            raise too_many_requests(waiting)
        search = await run_in_threadpool(asked, rights)
        return RedirectResponse(f"/certificates/{search}?look=1", 303)

    def certificate(request: Request) -> Response:
        search = request.path_params["search"]
        if not _SEARCH.fullmatch(search):
            raise Problem(404, "not-found", "", "")
        look = min(parameters.number(request, "look") or 0, _LOOKS)
        with portal.grounds.open() as ground:
            parts = ground.snapshot.search_parts(search)
            state = "unknown" if not parts else "unfinished" if len(parts) < parts[0][0].parts else "found"
            rested = ground.rested()
        problem = None
        if state == "found":
            problem = portal.proving(search) if portal.proving is not None else "chain-without-seals"
        return portal.site.page(
            request,
            "certificate.html",
            200 if parts or look else 404,
            search=search,
            state=state,
            parts=[part for part, _ in parts],
            problem=problem,
            printed=portal.printed,
            again=here_again(search, look) if state != "found" and 0 < look < _LOOKS else None,
            rested=rested,
        )

    return [
        Route("/certificates", certificates, methods=["GET", "POST"]),
        Route("/certificates/{search}", certificate),
    ]


def here_again(search: str, look: int) -> str:
    """Where the page of a new search looks next."""
    return f"/certificates/{search}?look={look + 1}"


def _rights(texts: list[str]) -> list[RightId]:
    if not texts:
        raise Problem(422, "invalid-request", "", "Give at least one number.", field="rights")
    rights: list[RightId] = []
    for text in texts:
        found = read_number(text)
        if isinstance(found, InvalidIdentifier):
            raise Problem(
                422,
                "invalid-number",
                "",
                str(found),
                field="rights",
                value=text,
                problem=found.problem,
                hint=found.hint,
            )
        rights.append(found)
    return rights
