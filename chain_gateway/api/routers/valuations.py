"""Valuations: the engagement before the result, who may read the figures, and the grading model."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import (
    SCOPE_GUARANTEES,
    SCOPE_PLEDGES,
    SCOPE_VALUATIONS,
    Caller,
    Principal,
    Services,
    allowed,
)
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.valuations import (
    AbandonmentBody,
    EngagementBody,
    EngagementReadingBody,
    ModelGradeBody,
    ProfileBody,
    ReaderBody,
    ValuationResultBody,
)
from chain_gateway.api.problems import responses
from chain_gateway.api.terms import draw_salt, keys_of, parse_rights
from chain_gateway.api.valuation_reads import graded_json, reading
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.valuation import GradingModel

router = APIRouter(tags=["valuations"])

EngagementId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The engagement: number of its first event.")]
# Whoever lends against rights may ask the model, and whoever values them.
_Asker = Annotated[Principal, Depends(allowed(SCOPE_VALUATIONS, SCOPE_PLEDGES, SCOPE_GUARANTEES))]
_Side = Annotated[Principal, Depends(allowed(SCOPE_VALUATIONS))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/valuations", summary="Record an engagement", **_ACT)
def engage(body: EngagementBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The token's party is to value rights: who asked, for what, for which fee. There is no result before it."""

    def build() -> Call:
        return calls.engage(keys_of(parse_rights(body.rights)), body.terms(draw_salt()), body.act.act())

    return accepting.perform(caller, "engage", build)


@router.post("/v1/valuations/{engagement}/result", summary="Deliver the result", **_ACT)
def deliver(engagement: EngagementId, body: ValuationResultBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The party that was engaged delivers the result, once."""
    return accepting.perform(
        caller, "deliver", lambda: calls.deliver(engagement, body.result(draw_salt()), body.act.act())
    )


@router.post("/v1/valuations/{engagement}/abandonment", summary="End an engagement without a result", **_ACT)
def abandon(engagement: EngagementId, body: AbandonmentBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The client or the party that was engaged ends it; it stays on record, with its draft where there was one."""

    def build() -> Call:
        salt = salt_of(body.salt, draw_salt())
        draft = (body.draft_low_minor, body.draft_high_minor)
        return calls.abandon(engagement, body.reason, *draft, salt, body.act.act())

    return accepting.perform(caller, "abandon", build)


@router.post("/v1/valuations/{engagement}/readers", summary="Let a party read the figures", **_ACT)
def allow_reader(engagement: EngagementId, body: ReaderBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The client, or with its written consent as the act's document the party that was engaged, allows a reader."""
    return accepting.perform(
        caller, "allow_reader", lambda: calls.allow_reader(engagement, body.reader, body.act.act())
    )


@router.post("/v1/valuations/{engagement}/readers:withdraw", summary="End what a reader was allowed", **_ACT)
def withdraw_reader(engagement: EngagementId, body: ReaderBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The reader reads the figures no more; what it read it knows."""
    return accepting.perform(
        caller, "withdraw_reader", lambda: calls.withdraw_reader(engagement, body.reader, body.act.act())
    )


@router.get(
    "/v1/valuations/{engagement}/figures",
    response_model=EngagementReadingBody,
    responses=responses(401, 403, 404, 422, 503),
    summary="Read a valuation",
)
def read(engagement: EngagementId, caller: Caller, services: Services) -> dict[str, Any]:
    """The figures, for the client, the party that was engaged, whom they allowed, and auditors."""
    return reading(services, engagement, caller.party)


@router.post(
    "/v1/valuations:grade",
    response_model=ModelGradeBody,
    responses=responses(400, 401, 403, 413, 415, 422),
    summary="Ask the grading model",
)
def grade(body: ProfileBody, caller: _Asker) -> dict[str, Any]:
    """The reference model's grade with its working, labelled as a model's. Writes nothing."""
    del caller
    return graded_json(GradingModel.current().grade(body.profile()))
