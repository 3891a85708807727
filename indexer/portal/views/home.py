"""The first page, its search box and what it suggests."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId
from indexer.lookup import service
from indexer.lookup.ground import Ground
from indexer.lookup.listing import Asked, Listing
from indexer.lookup.problems import Problem
from indexer.lookup.questions import read_number
from indexer.portal.portal import Portal
from indexer.portal.site import path_of
from indexer.portal.views import parameters

_FOUND = 25
_SUGGESTED = 6
_SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """What a text may mean: a right, pledges registered under it, institutions called so."""

    right: RightId | None
    problem: InvalidIdentifier | None
    pledges: list[dict[str, Any]]
    parties: list[dict[str, Any]]

    @property
    def nothing(self) -> bool:
        """Whether it means nothing here."""
        return self.right is None and not self.pledges and not self.parties


def find(ground: Ground, text: str, limit: int) -> Found:
    """What a text may mean, read in every way."""
    read = read_number(text)
    if isinstance(read, RightId):
        return Found(read, None, [], [])
    asked = Asked(None, limit)
    pledges = Listing(ground, asked).pledges_numbered(text, None)["pledges"]
    try:
        parties = Listing(ground, asked).parties_called(text)["parties"]
    except Problem as problem:
        if problem.code != "text-too-short":
            raise
        parties = []
    return Found(None, read, pledges[:limit], parties[:limit])


def routes(portal: Portal) -> list[Route]:
    """The first page and the search."""

    def home(request: Request) -> Response:
        with portal.grounds.open() as ground:
            state = service.completeness(ground)
            counted = portal.statistics.get(ground)
        return portal.site.page(request, "home.html", state=state, counted=counted)

    def search(request: Request) -> Response:
        text = parameters.searched(request)
        if text is None:
            return RedirectResponse("/", 303)
        with portal.grounds.open() as ground:
            found = find(ground, text, _FOUND)
        if found.right is not None:
            return RedirectResponse(f"/rights/{path_of(found.right.text)}", 303)
        return portal.site.page(request, "search.html", 404 if found.nothing else 200, asked=text, found=found)

    def suggest(request: Request) -> Response:
        text = parameters.text(request, "q") or ""
        if not _SHORTEST <= len(text) <= parameters.LONGEST_TEXT:
            return HTMLResponse("")
        try:
            with portal.grounds.open() as ground:
                found = find(ground, text, _SUGGESTED)
        except Problem:
            return HTMLResponse("")
        return portal.site.page(request, "suggestions.html", asked=text, found=found)

    return [Route("/", home), Route("/search", search), Route("/suggest", suggest)]
