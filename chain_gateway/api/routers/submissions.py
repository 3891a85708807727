"""Submissions: what became of each write."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.concurrency import run_in_threadpool

from chain_gateway.api.acceptance import submission_json
from chain_gateway.api.auth import Caller, Services
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.problems import responses
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
