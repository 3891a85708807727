"""Programmes of subsidies, and claims, each once for a programme, a pledge and a period."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import (
    SCOPE_GUARANTEES,
    SCOPE_PARTY,
    SCOPE_PLEDGES,
    SCOPE_SUBSIDIES,
    Principal,
    allowed,
)
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.subsidies import ProgrammeBody, SubsidyBody, SubsidyGrantBody, SubsidyRefusalBody
from chain_gateway.api.problems import responses
from chain_gateway.api.routers.pledge_acts import rights_of
from chain_gateway.api.terms import draw_salt, parse_right
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.structs import Right

router = APIRouter(tags=["subsidies"])

ProgrammeId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The programme: number of its declaration.")]
SubsidyId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The subsidy: sequence number of its claim.")]
_Authority = Annotated[Principal, Depends(allowed(SCOPE_SUBSIDIES))]
_Claimant = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES, SCOPE_PARTY))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/programmes", summary="Publish a programme", **_ACT)
def declare_programme(body: ProgrammeBody, caller: _Authority, accepting: Accepting) -> dict[str, Any]:
    """The token's party publishes a programme of subsidies, of which it is the authority."""
    return accepting.perform(caller, "declare_programme", lambda: calls.declare_programme(body.terms(), body.act.act()))


@router.post("/v1/programmes/{programme}/revision", summary="Publish a new version of a programme", **_ACT)
def revise_programme(
    programme: ProgrammeId, body: ProgrammeBody, caller: _Authority, accepting: Accepting
) -> dict[str, Any]:
    """The authority publishes a new version; kind, period and currency stay."""
    return accepting.perform(
        caller, "revise_programme", lambda: calls.revise_programme(programme, body.terms(), body.act.act())
    )


@router.post("/v1/programmes/{programme}/closing", summary="Close a programme", **_ACT)
def close_programme(programme: ProgrammeId, body: ActOnly, caller: _Authority, accepting: Accepting) -> dict[str, Any]:
    """The authority ends its programme; claims made before are still decided."""
    return accepting.perform(caller, "close_programme", lambda: calls.close_programme(programme, body.act.act()))


@router.post("/v1/subsidies", summary="Claim a subsidy", **_ACT)
def claim_subsidy(body: SubsidyBody, caller: _Claimant, accepting: Accepting) -> dict[str, Any]:
    """The pledgee or debtor claims; a second claim of the period is refused with the first one's number."""

    def build() -> Call:
        right = parse_right(body.right, "right")
        rights = rights_of(accepting.services, body.pledge, body.rights)
        shown = Right(right.jurisdiction, right.kind, right.number)
        return calls.claim_subsidy(body.terms(draw_salt()), rights, shown, body.act.act())

    return accepting.perform(caller, "claim_subsidy", build)


@router.post("/v1/subsidies/{subsidy}/withdrawal", summary="Take a claim back", **_ACT)
def withdraw_subsidy(subsidy: SubsidyId, body: ActOnly, caller: _Claimant, accepting: Accepting) -> dict[str, Any]:
    """Whoever claimed takes the claim back; the period is free again."""
    return accepting.perform(caller, "withdraw_subsidy", lambda: calls.withdraw_subsidy(subsidy, body.act.act()))


@router.post("/v1/subsidies/{subsidy}/refusal", summary="Refuse a claim", **_ACT)
def refuse_subsidy(
    subsidy: SubsidyId, body: SubsidyRefusalBody, caller: _Authority, accepting: Accepting
) -> dict[str, Any]:
    """The authority refuses a claim, with its reason."""
    return accepting.perform(
        caller, "refuse_subsidy", lambda: calls.refuse_subsidy(subsidy, body.reason, body.act.act())
    )


@router.post("/v1/subsidies/{subsidy}/grant", summary="Grant a claim", **_ACT)
def grant_subsidy(
    subsidy: SubsidyId, body: SubsidyGrantBody, caller: _Authority, accepting: Accepting
) -> dict[str, Any]:
    """The authority grants a claim, whole or in part; its budget is never exceeded."""

    def build() -> Call:
        return calls.grant_subsidy(subsidy, body.amount_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "grant_subsidy", build)


@router.post("/v1/subsidies/{subsidy}/payment", summary="State that a subsidy is paid", **_ACT)
def pay_subsidy(subsidy: SubsidyId, body: ActOnly, caller: _Authority, accepting: Accepting) -> dict[str, Any]:
    """The authority says that it paid what it had granted."""
    return accepting.perform(caller, "pay_subsidy", lambda: calls.pay_subsidy(subsidy, body.act.act()))
