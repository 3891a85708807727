"""Schemes of shared risk, the pledges that they cover, and the pools that pay."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_GUARANTEES, SCOPE_PLEDGES, Caller, Principal, Services, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.risks import (
    CoverBody,
    PoolBody,
    PoolFiguresBody,
    PoolPaymentBody,
    SchemeBody,
    SchemeFiguresBody,
)
from chain_gateway.api.problems import responses
from chain_gateway.api.risk_reads import pool_figures, scheme_figures
from chain_gateway.api.terms import draw_salt
from chain_gateway.ledger import calls

router = APIRouter(tags=["schemes"])

PoolId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The pool: sequence number of its declaration.")]
SchemeId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The scheme: sequence number of its proposal.")]
PledgeId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The pledge: sequence number of its filing.")]
_Guarantor = Annotated[Principal, Depends(allowed(SCOPE_GUARANTEES))]
_Side = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/pools", summary="Open a pool", **_ACT)
def declare_pool(body: PoolBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The token's party opens a pool that pays its tranches, with its first capital."""
    return accepting.perform(
        caller, "declare_pool", lambda: calls.declare_pool(body.terms(draw_salt()), body.act.act())
    )


@router.post("/v1/pools/{pool}/payments", summary="Pay into a pool", **_ACT)
def fund_pool(pool: PoolId, body: PoolPaymentBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The pool's owner pays in."""
    return accepting.perform(
        caller,
        "fund_pool",
        lambda: calls.fund_pool(pool, body.amount_minor, salt_of(body.salt, draw_salt()), body.act.act()),
    )


@router.get("/v1/pools/{pool}", summary="Read a pool", response_model=PoolFiguresBody, responses=responses(401, 404))
def read_pool(pool: PoolId, caller: Caller, services: Services) -> dict[str, Any]:
    """The pool's figures, for its owner."""
    return pool_figures(services, caller.party, pool)


@router.post("/v1/schemes", summary="Propose a scheme", **_ACT)
def propose_scheme(body: SchemeBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """A scheme comes into force when every party with a tranche has joined; the proposer joins by proposing."""
    return accepting.perform(
        caller, "propose_scheme", lambda: calls.propose_scheme(body.terms(draw_salt()), body.act.act())
    )


@router.post("/v1/schemes/{scheme}/joining", summary="Join a scheme", **_ACT)
def join_scheme(scheme: SchemeId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """A party joins with all of its tranches; the act's document is its consent."""
    return accepting.perform(caller, "join_scheme", lambda: calls.join_scheme(scheme, body.act.act()))


@router.post("/v1/schemes/{scheme}/closure", summary="Close a scheme", **_ACT)
def close_scheme(scheme: SchemeId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The proposer closes the scheme for new cover; what is covered stays so."""
    return accepting.perform(caller, "close_scheme", lambda: calls.close_scheme(scheme, body.act.act()))


@router.post("/v1/schemes/{scheme}/covers", summary="Cover a pledge", **_ACT)
def cover_pledge(scheme: SchemeId, body: CoverBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee puts the claim of a filed or registered pledge under a scheme."""
    return accepting.perform(
        caller,
        "cover_pledge",
        lambda: calls.cover_pledge(
            scheme, body.pledge, body.principal_minor, salt_of(body.salt, draw_salt()), body.act.act()
        ),
    )


@router.post("/v1/pledges/{pledge}/cover:end", summary="End the cover of a pledge", **_ACT)
def end_cover(pledge: PledgeId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee gives the cover up."""
    return accepting.perform(caller, "end_cover", lambda: calls.end_cover(pledge, body.act.act()))


@router.get(
    "/v1/schemes/{scheme}/tranches",
    summary="Read a scheme's tranches",
    response_model=SchemeFiguresBody,
    responses=responses(401, 404, 422),
)
def read_scheme(
    scheme: SchemeId,
    caller: Caller,
    services: Services,
    loss_minor: Annotated[
        int | None, Query(ge=1, lt=2**128, description="Shows beside who would bear what of such a loss.")
    ] = None,
) -> dict[str, Any]:
    """The scheme's figures, for its proposer and the parties of its tranches."""
    return scheme_figures(services, caller.party, scheme, loss_minor)
