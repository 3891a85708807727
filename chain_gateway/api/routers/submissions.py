"""Submissions: what became of each write."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from chain_gateway.api.acceptance import submission_json
from chain_gateway.api.auth import Caller, Services
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.problems import responses
from chain_gateway.api.streams import STREAM, LastEventId, OpenStreams, Snapshot, answer
from chain_gateway.api.waiting import Waits, until_ended
from chain_gateway.submission import State, UnknownSubmission

router = APIRouter(tags=["submissions"])

SubmissionId = Annotated[str, Path(max_length=40, pattern=r"^[\x21-\x7e]+$")]
_Wait = Annotated[float, Query(ge=0, le=30, allow_inf_nan=False, description="Seconds to wait for its end.")]


def _waits_of(request: Request) -> Waits:
    waits: Waits = request.app.state.waits
    return waits


@router.get(
    "/v1/submissions/{submission_id}",
    response_model=SubmissionBody,
    responses=responses(401, 404, 422),
    summary="State of a submission",
)
async def read(
    submission_id: SubmissionId,
    caller: Caller,
    services: Services,
    waits: Annotated[Waits, Depends(_waits_of)],
    wait: _Wait = 0,
) -> dict[str, Any]:
    """A submission of the token's party; with `wait` the answer comes when it ends, or when that time is over.

    A party that has many requests waiting already is answered at once.
    """
    submission = await run_in_threadpool(services.store.get, submission_id)
    if submission.state is State.AWAITING_APPROVAL:
        await run_in_threadpool(services.store.expire_held)
        submission = await run_in_threadpool(services.store.get, submission_id)
    if submission.party != caller.party:
        raise UnknownSubmission(submission_id)
    if wait > 0 and not submission.terminal:
        with waits.place(caller.party) as free:
            if free:
                await until_ended(services, submission_id, wait)
                submission = await run_in_threadpool(services.store.get, submission_id)
    return submission_json(submission, False)


@router.get(
    "/v1/submissions/{submission_id}/events",
    response_class=StreamingResponse,
    responses=responses(401, 404, 422, 429, 503) | STREAM,
    summary="Follow a submission",
)
async def follow(
    submission_id: SubmissionId,
    caller: Caller,
    services: Services,
    open_streams: OpenStreams,
    last_event_id: LastEventId = None,
) -> Response:
    """Server-sent events: the submission whenever its state changed, until it has ended (event `ended`).

    With Last-Event-ID the stream goes on; 204 when there is nothing more to tell.
    """

    def snapshot() -> Snapshot:
        found = services.store.get(submission_id)
        if found.party != caller.party:
            raise UnknownSubmission(submission_id)
        return Snapshot(f"{found.updated_at}/{found.state.value}", submission_json(found, False), found.terminal)

    return await answer(services, open_streams, caller.party, snapshot, lambda ids: submission_id in ids, last_event_id)
