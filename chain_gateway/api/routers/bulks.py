"""Bulk filings: a file of pledges, and what becomes of each row."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from chain_gateway.api import bulk
from chain_gateway.api.acceptance import IdempotencyKey
from chain_gateway.api.auth import Caller, Principal, Services
from chain_gateway.api.bodies.bulks import BulkBody, BulkRowBody, BulkRowsBody
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.api.routers.pledge_acts import Pledgee
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.streams import STREAM, LastEventId, OpenStreams, Snapshot, answer
from chain_gateway.submission import Bulk, UnknownBulk

router = APIRouter(tags=["bulks"])

BulkId = Annotated[str, Path(pattern=r"^bulk-[0-9a-f]{32}$", examples=["bulk-5f0c9d0f6c0a4d6c8b1e2f3a4b5c6d7e"])]
_ROW_SCHEMA = {
    "schema": {"type": "string", "description": "One BulkRowBody a line, as JSON in UTF-8."},
    "example": '{"reference": "loan-1", "pledgors": [7], "rights": ["CN201710601862.3"], "obligation": {}}\n',
    "x-row": BulkRowBody.__name__,
}


@router.post(
    bulk.PATH,
    status_code=202,
    response_model=BulkBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422, 503),
    summary="File many pledges",
    openapi_extra={"requestBody": {"required": True, "content": {bulk.MEDIA_TYPE: _ROW_SCHEMA}}},
)
async def file(
    request: Request,
    response: Response,
    caller: Pledgee,
    services: Services,
    idempotency_key: IdempotencyKey,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
) -> dict[str, Any]:
    """One filing a line (NDJSON), up to 50,000 rows of 128 KiB each; a row has a `reference` of its own.

    Rows are accepted as they arrive; one that is refused stops no other. When the connection is cut off, or to be sure,
    send the same file with the same key: nothing is filed twice. Another file needs another key.
    """
    if content_type.split(";")[0].strip().lower() != bulk.MEDIA_TYPE:
        raise ApiProblem(415, "unsupported-media-type", f"Send {bulk.MEDIA_TYPE}: one JSON object a line.")
    filing = bulk.BulkFiling(services, caller, idempotency_key)
    await run_in_threadpool(filing.begin)
    rows = 0
    async for lines in bulk.lines_of(request):
        await run_in_threadpool(filing.take, lines)
        rows = lines[-1].number
    found = await run_in_threadpool(filing.end, rows)
    response.headers["Location"] = f"/v1/bulks/{filing.id}"
    if found["replayed"]:
        response.headers["Idempotency-Replayed"] = "true"
    return found


@router.get("/v1/bulks/{bulk_id}", response_model=BulkBody, responses=responses(401, 404, 422), summary="A bulk filing")
def read(bulk_id: BulkId, caller: Caller, services: Services) -> dict[str, Any]:
    """How far a bulk filing of the token's party is: counts by state, and what failed."""
    return bulk.bulk_json(services, of_caller(services, bulk_id, caller))


@router.get(
    "/v1/bulks/{bulk_id}/rows",
    response_model=BulkRowsBody,
    responses=responses(401, 404, 422),
    summary="Rows of a bulk filing",
)
def rows(
    bulk_id: BulkId,
    caller: Caller,
    services: Services,
    after: Annotated[int, Query(ge=0, le=bulk.MAX_ROWS, description="The last row that was read.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 1_000,
    failed: Annotated[bool, Query(description="Only rows that were refused or came to nothing.")] = False,
) -> dict[str, Any]:
    """What became of each row, in the order of the file."""
    of_caller(services, bulk_id, caller)
    found = services.store.bulks.rows(bulk_id, after, limit, failed)
    return {
        "rows": [bulk.row_json(row) for row in found],
        "next": found[-1].number if len(found) == limit else None,
    }


@router.get(
    "/v1/bulks/{bulk_id}/events",
    response_class=StreamingResponse,
    responses=responses(401, 404, 422, 429, 503) | STREAM,
    summary="Follow a bulk filing",
)
async def follow(
    bulk_id: BulkId, caller: Caller, services: Services, open_streams: OpenStreams, last_event_id: LastEventId = None
) -> Response:
    """Server-sent events: the counts of a bulk filing whenever they changed, until it has ended (event `ended`)."""

    def snapshot() -> Snapshot:
        found = of_caller(services, bulk_id, caller)
        counts = "-".join(f"{state}:{count}" for state, count in sorted(found.states.items()))
        return Snapshot(f"{found.rows}-{found.complete:d}-{counts}", bulk.bulk_json(services, found), found.ended)

    # Which submissions are its own is for the store to say: it is asked once a second.
    return await answer(services, open_streams, caller.party, snapshot, lambda _: False, last_event_id)


def of_caller(services: GatewayServices, bulk_id: str, caller: Principal) -> Bulk:
    """The bulk filing, if it is the caller's (problem 404)."""
    found = services.store.bulks.get(bulk_id)
    if found.party != caller.party:
        raise UnknownBulk(bulk_id)
    return found
