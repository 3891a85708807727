"""The public look-up as an ASGI application."""

import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from indexer.lookup import models, problems
from indexer.lookup.questions import read_batch
from indexer.lookup.service import Lookup
from indexer.settings import LookupSettings
from indexer.store.reader import Reader

_LARGEST_ID = 2**63 - 1
Id = Annotated[int, Path(ge=1, le=_LARGEST_ID)]
Number = Annotated[
    str, Path(max_length=1_000, description="Any usual spelling, such as ZL201710601862.3 or US7831837.")
]
AsOf = Annotated[str | None, Query(max_length=100, description="Legal date, YYYY-MM-DD; default today.")]

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": models.ProblemBody, "content": {problems.MEDIA_TYPE: {}}} for code in (404, 422, 503)
}
_BATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["numbers"],
                    "additionalProperties": False,
                    "properties": {
                        "numbers": {"type": "array", "minItems": 1, "maxItems": 10_000, "items": {"type": "string"}},
                        "as_of": {"type": ["string", "null"], "format": "date"},
                    },
                }
            }
        },
    }
}


def create_app(
    reader: Reader, settings: LookupSettings | None = None, clock: Callable[[], float] = time.time
) -> FastAPI:
    """The look-up over a store. `clock` gives seconds since 1970."""
    settings = settings if settings is not None else LookupSettings()
    app = FastAPI(
        title="Pledgebook look-up",
        description="Public search of pledged intellectual property. No login. No official extract.",
        version="1",
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    app.include_router(_router(Lookup(reader, settings, clock), settings))
    return app


def _router(lookup: Lookup, settings: LookupSettings) -> APIRouter:
    # Answers are built as JSON already; the models describe them and are not run on each answer.
    router = APIRouter(prefix="/v1", responses=_PROBLEMS)

    @router.get("/status/{number}", response_model=models.StatusBody)
    def status(number: Number, as_of: AsOf = None) -> JSONResponse:
        """Whether a right is pledged, as of a legal date."""
        return JSONResponse(lookup.status(number, as_of))

    @router.post("/status:batch", response_model=models.BatchBody, openapi_extra=_BATCH_BODY)
    async def batch(request: Request) -> JSONResponse:
        """Whether rights are pledged: up to 10,000 numbers, answered in order, invalid ones in their place."""
        question = await read_batch(request.stream(), settings.body_bytes, settings.batch_limit)
        return await run_in_threadpool(lambda: JSONResponse(lookup.batch(question)))

    @router.get("/status/{number}/history", response_model=models.RightHistoryBody)
    def right_history(number: Number) -> JSONResponse:
        """All acts on any pledge of a right."""
        return JSONResponse(lookup.right_history(number))

    @router.get("/pledges/{pledge}", response_model=models.PledgeBody)
    def pledge(pledge: Id) -> JSONResponse:
        """One pledge with its rights."""
        return JSONResponse(lookup.pledge(pledge))

    @router.get("/pledges/{pledge}/history", response_model=models.PledgeHistoryBody)
    def pledge_history(pledge: Id) -> JSONResponse:
        """The ordered acts on a pledge: who, when, which document, which transaction."""
        return JSONResponse(lookup.pledge_history(pledge))

    @router.get("/funds/{fund}", response_model=models.FundBody)
    def fund(fund: Id) -> JSONResponse:
        """A fund behind buyback commitments: who runs it, and whether it owes an overdue price. Never its figures."""
        return JSONResponse(lookup.fund(fund))

    @router.get("/acts", response_model=models.ActsBody)
    def acts(
        office: Annotated[int, Query(ge=0, le=_LARGEST_ID)], number: Annotated[str, Query(max_length=512)]
    ) -> JSONResponse:
        """Acts that an office recorded under an official number."""
        return JSONResponse(lookup.acts(office, number))

    @router.get("/parties/{party}", response_model=models.PartyBody)
    def party(party: Id) -> JSONResponse:
        """One party."""
        return JSONResponse(lookup.party(party))

    @router.get("/parties", response_model=models.PartiesBody)
    def parties(name: Annotated[str, Query(max_length=512)]) -> JSONResponse:
        """Institutions of one name."""
        return JSONResponse(lookup.parties(name))

    @router.get("/statistics", response_model=models.StatisticsBody)
    def statistics() -> JSONResponse:
        """Counts over the whole ledger, and the policy paper's figures apart from them."""
        return JSONResponse(lookup.statistics())

    @router.get("/completeness", response_model=models.CompletenessBody)
    def completeness() -> JSONResponse:
        """Whether the mirror holds the whole ledger, and up to which block."""
        return JSONResponse(lookup.completeness())

    @router.get("/health", response_model=models.HealthBody, responses={503: {"model": models.HealthBody}})
    def health() -> JSONResponse:
        """Whether statuses are being told; 503 when they are not."""
        found = lookup.health()
        return JSONResponse(found, 200 if found["status"] == "ok" else 503)

    return router
