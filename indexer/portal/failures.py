"""Failures as pages."""

import logging
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from indexer.lookup.problems import Problem
from indexer.portal.site import Site
from indexer.store.reader import TooSlow
from indexer.store.writer import StoreError

_LOGGER = logging.getLogger(__name__)
_CODES = {404: "not-found", 405: "method-not-allowed"}
Handler = Callable[[Request, Exception], Awaitable[Response]]


def handlers(site: Site) -> dict[type[Exception], Handler]:
    """A handler for each kind of failure. What a page meets of its own making is logged, and never shown."""

    def page(request: Request, problem: Problem) -> Response:
        answer = site.page(request, "problem.html", problem.status, problem=problem)
        for name, value in (problem.headers or {}).items():
            answer.headers[name] = value
        return answer

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return page(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = _CODES.get(error.status_code, "invalid-request")
        return page(request, Problem(error.status_code, code, "", "", headers=dict(error.headers or {})))

    async def slow(request: Request, error: Exception) -> Response:
        _LOGGER.warning("%s", error)
        return page(request, Problem(503, "question-too-slow", "", "", headers={"Retry-After": "5"}))

    async def store(request: Request, error: Exception) -> Response:
        _LOGGER.error("The store failed: %s", error)
        return page(request, Problem(503, "store-unavailable", "", ""))

    async def unforeseen(request: Request, error: Exception) -> Response:
        _LOGGER.error("A page failed", exc_info=error)
        return page(request, Problem(500, "internal-error", "", ""))

    return {
        Problem: known,
        HTTPException: http,
        TooSlow: slow,
        StoreError: store,
        Exception: unforeseen,
    }
