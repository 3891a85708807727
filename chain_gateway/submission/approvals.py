"""Acts that wait for a second person (law 19, 经办/复核): who asked, what would be signed, who decided, until when."""

import json
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from chain_gateway.submission import audit
from chain_gateway.submission.errors import NotAwaitingApproval, SecondPersonNeeded
from chain_gateway.submission.lifecycle import Happening, State
from chain_gateway.submission.records import HeldAct, Hold, Request, Submission
from chain_gateway.submission.tables import approvals

MACHINE = "the gateway"
"""Subject of what no person does: that the time of an act is over."""

_DECISIONS = {
    Happening.APPROVED: "approved",
    Happening.APPROVAL_REFUSED: "rejected",
    Happening.APPROVAL_EXPIRED: "expired",
}


def hold(connection: Connection, submission_id: str, request: Request, wanted: Hold, at: str) -> None:
    """Note that a submission waits for a second person."""
    connection.execute(
        insert(approvals).values(
            submission_id=submission_id,
            party=request.party,
            verb=request.verb,
            asked_by=request.subject,
            asked_at=at,
            arguments=json.dumps(wanted.arguments, ensure_ascii=False),
            expires_at=wanted.expires_at,
        )
    )


def waiting(connection: Connection, party: int, now: str, limit: int) -> list[HeldAct]:
    """The party's acts that wait, oldest first."""
    rows = connection.execute(
        select(approvals)
        .where(approvals.c.party == party, approvals.c.decision.is_(None), approvals.c.expires_at > now)
        .order_by(approvals.c.asked_at, approvals.c.submission_id)
        .limit(limit)
    )
    return [_held(row) for row in rows]


def expired(connection: Connection, now: str, limit: int = 1000) -> list[HeldAct]:
    """Acts whose time is over and on which nobody has decided."""
    rows = connection.execute(
        select(approvals).where(approvals.c.decision.is_(None), approvals.c.expires_at <= now).limit(limit)
    )
    return [_held(row) for row in rows]


def decide(
    connection: Connection, submission: Submission, request: Request, happening: Happening, reason: str, at: str
) -> bool:
    """Note a decision and audit it; False when the same person decided the same before.

    Raises SecondPersonNeeded, NotAwaitingApproval.
    """
    row = connection.execute(select(approvals).where(approvals.c.submission_id == submission.id)).one_or_none()
    if row is None:
        raise NotAwaitingApproval(submission.id, "no rule asked for a second person")
    held, decision = _held(row), _DECISIONS[happening]
    if held.asked_by == request.subject:
        raise SecondPersonNeeded(submission.id)
    if (held.decision, held.decided_by) == (decision, request.subject):
        return False
    if held.decision is not None or submission.state is not State.AWAITING_APPROVAL:
        raise NotAwaitingApproval(submission.id, f"it is {held.decision or submission.state.value}")
    if held.expires_at <= at and happening is not Happening.APPROVAL_EXPIRED:
        raise NotAwaitingApproval(submission.id, f"its time was over at {held.expires_at}")
    connection.execute(
        update(approvals)
        .where(approvals.c.submission_id == submission.id)
        .values(decision=decision, decided_by=request.subject, decided_at=at, reason=reason or None)
    )
    audited = Request(
        subject=request.subject,
        party=request.party,
        verb=held.verb,
        body_hash=request.body_hash,
        token_id=request.token_id,
        certificate=request.certificate,
    )
    audit.append(connection, at, [audit.Entry(audited, decision, submission.id, signer=submission.signer)])
    return True


def why_dropped(happening: Happening, reason: str) -> dict[str, Any]:
    """The error of an act that was not approved."""
    said = f"rejected it: {reason}" if happening is Happening.APPROVAL_REFUSED else "did not decide in time"
    return {
        "code": "not-approved",
        "message": f"The act waited for a second person, who {said}.",
        "advice": "Nothing was signed. Hand it in again with a new Idempotency-Key when it is to be done.",
    }


def _held(row: Row[Any]) -> HeldAct:
    return HeldAct(**{**row._mapping, "arguments": json.loads(row.arguments)})
