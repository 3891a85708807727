"""Problems (RFC 9457): how every refusal reaches whoever asked."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from indexer.lookup.texts import shown
from indexer.store.reader import TooSlow
from indexer.store.writer import StoreError

BASE = "https://pledgebook.example/problems/"
MEDIA_TYPE = "application/problem+json"
_LONGEST_VALUE = 200
_LOGGER = logging.getLogger(__name__)


class Problem(Exception):
    """A question that cannot be answered. `code` is the last part of the problem's type."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        *,
        field: str | None = None,
        value: str | None = None,
        problem: str | None = None,
        hint: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.field = field
        self.value = value
        self.problem = problem
        self.hint = hint
        self.headers = headers

    def response(self) -> JSONResponse:
        """The problem document."""
        body: dict[str, object] = {
            "type": BASE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": shown(self.detail),
        }
        if self.field is not None:
            body |= {"field": self.field, "value": None if self.value is None else shown(self.value, _LONGEST_VALUE)}
        if self.problem is not None:
            body |= {"problem": self.problem, "hint": shown(self.hint or "")}
        return JSONResponse(body, self.status, self.headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Makes every failure of the application a problem document."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, problem: Problem) -> JSONResponse:
        return problem.response()

    @app.exception_handler(RequestValidationError)
    async def _not_valid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        value = first.get("input")
        return Problem(
            422,
            "invalid-request",
            "The request is not valid",
            str(first["msg"]),
            field=field,
            value=value if isinstance(value, str) else None,
        ).response()

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> JSONResponse:
        codes = {404: "not-found", 405: "method-not-allowed"}
        code = codes.get(error.status_code, "invalid-request")
        headers = dict(error.headers or {})
        return Problem(error.status_code, code, str(error.detail), str(error.detail), headers=headers).response()

    @app.exception_handler(TooSlow)
    async def _slow(_request: Request, error: TooSlow) -> JSONResponse:
        _LOGGER.warning("%s", error)
        return Problem(
            503,
            "question-too-slow",
            "The question takes too long",
            "The look-up stopped before it had an answer; ask for less at once, or again later.",
            headers={"Retry-After": "5"},
        ).response()

    @app.exception_handler(StoreError)
    async def _store(_request: Request, error: StoreError) -> JSONResponse:
        _LOGGER.error("The store failed: %s", error)
        return Problem(
            503,
            "store-unavailable",
            "The store cannot be read",
            "The look-up's store does not answer; ask again later.",
        ).response()

    @app.exception_handler(Exception)
    async def _unforeseen(_request: Request, error: Exception) -> JSONResponse:
        _LOGGER.error("A look-up failed", exc_info=error)
        return Problem(
            500, "internal-error", "The look-up failed", "The look-up met an error of its own; it was logged."
        ).response()
