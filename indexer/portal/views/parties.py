"""A party's page: who it is, what it was called, and its pledges."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.lookup import service
from indexer.lookup.listing import Asked, Listing
from indexer.portal.portal import Portal
from indexer.portal.views import parameters

_PLEDGES = 50
_ROLES = ("pledgee", "pledgor")


def routes(portal: Portal) -> list[Route]:
    """The page."""

    def party(request: Request) -> Response:
        asked = parameters.identity(request, "party")
        role, cursor = parameters.text(request, "role"), parameters.text(request, "cursor")
        with portal.grounds.open() as ground:
            found = service.party(ground, asked)
            pledges = None
            if found["kind"] != "NaturalPerson":
                listing = Listing(ground, Asked(cursor, _PLEDGES))
                if role is None:
                    # Most have one role: the first in which there is something is shown.
                    role = next((each for each in _ROLES if listing.party_pledges(asked, each)["pledges"]), _ROLES[0])
                pledges = listing.party_pledges(asked, role)
        return portal.site.page(request, "party.html", party=found, role=role, roles=_ROLES, pledges=pledges)

    return [Route("/parties/{party:int}", party)]
