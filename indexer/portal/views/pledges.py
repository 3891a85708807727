"""A pledge's page: parties, rights, buyback commitments, and its acts in order."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.lookup import service
from indexer.lookup.listing import Asked, Listing
from indexer.portal.portal import Portal
from indexer.portal.views import parameters

_ACTS = 100


def routes(portal: Portal) -> list[Route]:
    """The page."""

    def pledge(request: Request) -> Response:
        asked = parameters.identity(request, "pledge")
        with portal.grounds.open() as ground:
            found = service.pledge(ground, asked)
            wanted = Asked(parameters.text(request, "cursor"), _ACTS)
            history = Listing(ground, wanted).pledge_history(asked)
        return portal.site.page(request, "pledge.html", pledge=found, history=history)

    return [Route("/pledges/{pledge:int}", pledge)]
