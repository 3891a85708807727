"""Routes for the questions that are asked most."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

_LONGEST_PATH = 200
"""What is longer is left to the checks of the parameters."""


class PlainRoute(APIRoute):
    """A route whose endpoint is called at once where a request has no parameters but those of its path, which are text.

    To find out that no parameter needs to be read, and that none is wrong, costs FastAPI a third of a whole look-up.
    With a query, everything is checked as usual. The endpoint is a coroutine and answers a Response.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What serves a request of this route."""
        checked = super().get_route_handler()
        endpoint: Callable[..., Coroutine[Any, Any, Response]] = self.endpoint

        async def handle(request: Request) -> Response:
            if request.scope["query_string"] or len(request.scope["path"]) > _LONGEST_PATH:
                return await checked(request)
            return await endpoint(request, **request.path_params)

        return handle
