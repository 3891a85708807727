"""A right's page: how it stands, what its office attests, and its story."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.lookup import service
from indexer.lookup.listing import Asked, Listing
from indexer.lookup.questions import required_number
from indexer.portal.portal import Portal
from indexer.portal.views import parameters

_ACTS = 100


def routes(portal: Portal) -> list[Route]:
    """The page."""

    def right(request: Request) -> Response:
        number = request.path_params["number"]
        asked = required_number(number)
        as_of, at_block = parameters.text(request, "as_of"), parameters.number(request, "at_block")
        ground = portal.grounds.of_rights([asked], at_block)
        status = service.status(ground, number, asked, as_of)
        with portal.grounds.open(at_block) as opened:
            wanted = Asked(parameters.text(request, "cursor"), _ACTS)
            history = Listing(opened, wanted).right_history(asked.text)
            valuations = Listing(opened, Asked(None, _ACTS)).right_valuations(asked.text)
        return portal.site.page(
            request,
            "right.html",
            right=asked,
            status=status,
            history=history,
            valuations=valuations,
            title=_title(status),
            chosen=as_of is not None or at_block is not None,
        )

    return [Route("/rights/{number:path}", right)]


def _title(status: dict[str, Any]) -> str | None:
    facts = status["facts"]
    return facts["title"] if facts and facts["title"] else None
