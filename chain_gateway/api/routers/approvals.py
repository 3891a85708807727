"""Acts that wait for a second person of the party: what waits, and deciding on it (law 19, 经办/复核)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from chain_gateway.api.acceptance import body_hash, submission_json
from chain_gateway.api.auth import SCOPE_APPROVALS, Principal, Services, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.approvals import ApprovalBody, HeldActsBody, RejectionBody
from chain_gateway.api.problems import responses
from chain_gateway.api.routers.submissions import SubmissionId
from chain_gateway.submission import Request as AskedAct
from chain_gateway.submission import Submission

router = APIRouter(tags=["approvals"])

_Second = Annotated[Principal, Depends(allowed(SCOPE_APPROVALS))]
_BodyHash = Annotated[bytes, Depends(body_hash)]
_DECISION: dict[str, Any] = {
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422),
}


@router.get("/v1/approvals", response_model=HeldActsBody, responses=responses(401, 403), summary="What waits for me")
def waiting(caller: _Second, services: Services) -> dict[str, Any]:
    """Acts of the token's party that wait for a second person, oldest first, with the call that would be signed."""
    services.store.expire_held()
    return {
        "acts": [
            {
                "submission": held.submission_id,
                "verb": held.verb,
                "asked_by": held.asked_by,
                "asked_at": held.asked_at,
                "expires_at": held.expires_at,
                "arguments": held.arguments,
                "yours": held.asked_by == caller.subject,
            }
            for held in services.store.held(caller.party)
        ]
    }


@router.post("/v1/submissions/{submission_id}/approval", summary="Approve an act", **_DECISION)
def approve(
    submission_id: SubmissionId,
    body: ApprovalBody,  # noqa: ARG001  # an empty object: the token says all
    caller: _Second,
    services: Services,
    request: Request,
    digest: _BodyHash,
) -> dict[str, Any]:
    """Another person than who asked lets the act be signed and sent. Repeated, it answers the same."""
    asked = _asked(caller, "approve", digest, request)
    found = services.store.approve(submission_id, asked)
    services.submitter.notify()
    return _answer(found, request)


@router.post("/v1/submissions/{submission_id}/rejection", summary="Reject an act", **_DECISION)
def reject(
    submission_id: SubmissionId,
    body: RejectionBody,
    caller: _Second,
    services: Services,
    request: Request,
    digest: _BodyHash,
) -> dict[str, Any]:
    """Another person than who asked drops the act, with a reason; nothing was signed."""
    asked = _asked(caller, "reject", digest, request)
    return _answer(services.store.reject(submission_id, asked, body.reason), request)


def _asked(caller: Principal, verb: str, digest: bytes, request: Request) -> AskedAct:
    asked = AskedAct(
        subject=caller.subject,
        party=caller.party,
        verb=verb,
        body_hash=digest,
        token_id=caller.token_id,
        certificate=caller.certificate,
    )
    request.state.act = asked  # a refusal is noted in the audit
    return asked


def _answer(found: Submission, request: Request) -> dict[str, Any]:
    request.state.act = None
    return submission_json(found, False)
