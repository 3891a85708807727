"""What ends soon, and what is overdue."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from indexer.lookup.listing import Asked, Listing
from indexer.lookup.problems import Problem
from indexer.portal.portal import Portal
from indexer.portal.views import parameters

_ROWS = 100
_KINDS = ("terms", "fees", "rights")
_SPANS = (7, 30, 90, 366)


def routes(portal: Portal) -> list[Route]:
    """The two lists."""

    def expiring(request: Request) -> Response:
        of = parameters.text(request, "of") or _KINDS[0]
        days = parameters.number(request, "days") or _SPANS[2]
        if of not in _KINDS or days > _SPANS[-1]:
            raise Problem(422, "invalid-request", "", f"Give of: {', '.join(_KINDS)}; days: at most {_SPANS[-1]}.")
        with portal.grounds.open() as ground:
            asked = Asked(parameters.text(request, "cursor"), _ROWS)
            found = Listing(ground, asked).expiring(of, days)
        return portal.site.page(
            request, "expiring.html", found=found, of=of, days=days, kinds=_KINDS, spans=sorted({*_SPANS, days})
        )

    def overdue(request: Request) -> Response:
        with portal.grounds.open() as ground:
            found = Listing(ground, Asked(parameters.text(request, "cursor"), _ROWS)).overdue()
        return portal.site.page(request, "overdue.html", found=found)

    return [Route("/lists/expiring", expiring), Route("/lists/overdue", overdue)]
