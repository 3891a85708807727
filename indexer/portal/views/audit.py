"""For auditors and operators: whether all is there, the rolling hash by block, and the state of the services."""

from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chain_gateway.client import GatewayClient
from chain_gateway.client.errors import ClientError
from indexer.lookup import service
from indexer.portal.portal import Portal
from indexer.portal.views import parameters

_SECONDS = 3.0
"""Longest that a page waits for the gateway."""


def routes(portal: Portal) -> list[Route]:
    """The two pages."""

    def audit(request: Request) -> Response:
        block = parameters.number(request, "block")
        with portal.grounds.open() as ground:
            state = service.completeness(ground)
            counted = portal.statistics.get(ground)
        head = None
        if block is not None:
            with portal.grounds.open(block) as ground:
                head = service.head(ground)
        return portal.site.page(request, "audit.html", state=state, counted=counted, head=head, asked=block)

    def operations(request: Request) -> Response:
        with portal.grounds.open() as ground:
            mirror, state = service.health(ground), service.completeness(ground)
        return portal.site.page(request, "operations.html", mirror=mirror, state=state, gateway=_gateway(portal))

    return [Route("/audit", audit), Route("/operations", operations)]


def _gateway(portal: Portal) -> dict[str, Any] | None:
    """What the gateway tells of itself to anybody; None where there is none.

    Where look-up and gateway share an origin, health is the look-up's answer, and of the gateway it is known only
    whether it takes requests.
    """
    if portal.settings.gateway_url is None:
        return None
    url = portal.settings.gateway_url()
    with suppress(ClientError), GatewayClient(url, "none", timeout_seconds=_SECONDS) as gateway:
        told = gateway.health()
        return {"ready": gateway.ready(), "told": told if "worker" in told else None}
    return {"ready": False, "told": None}
