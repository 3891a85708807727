"""Refinancing of pledged claims: pools, the central bank's collateral and its relending, one live use at a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_GUARANTEES, SCOPE_PLEDGES, SCOPE_REFINANCING, Principal, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.refinancings import ClaimOfferBody, ClaimRightsBody, EligibilityBody
from chain_gateway.api.chain_reads import present_rights, refinancing_view
from chain_gateway.api.problems import responses
from chain_gateway.api.routers.pledge_acts import PledgeId
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.terms import draw_salt, keys_of, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call

router = APIRouter(tags=["refinancings"])

RefinancingId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The refinancing: sequence number of its offer.")]
_Holder = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES))]
_User = Annotated[Principal, Depends(allowed(SCOPE_REFINANCING))]
_Side = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES, SCOPE_REFINANCING))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/pledges/{pledge}/eligibility", summary="Say whether a claim is eligible collateral", **_ACT)
def assess_eligibility(pledge: PledgeId, body: EligibilityBody, caller: _User, accepting: Accepting) -> dict[str, Any]:
    """A central bank says whether it takes the claim, and what it takes off; its newest word counts."""
    return accepting.perform(
        caller,
        "assess_eligibility",
        lambda: calls.assess_eligibility(pledge, body.eligible, body.haircut_basis_points, body.act.act()),
    )


@router.post("/v1/refinancings", summary="Offer a claim for refinancing", **_ACT)
def offer_claim(body: ClaimOfferBody, caller: _Holder, accepting: Accepting) -> dict[str, Any]:
    """The pledgee offers its claim; nothing is used before the user takes it."""
    return accepting.perform(
        caller,
        "offer_claim",
        lambda: calls.offer_claim(body.pledge, body.terms(draw_salt()), body.act.act()),
    )


@router.post("/v1/refinancings/{refinancing}/withdrawal", summary="Take back or decline an offered claim", **_ACT)
def drop_claim(refinancing: RefinancingId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee takes its offer back, or the user declines it."""
    return accepting.perform(caller, "drop_claim", lambda: calls.drop_claim(refinancing, body.act.act()))


@router.post("/v1/refinancings/{refinancing}/taking", summary="Take an offered claim", **_ACT)
def take_claim(
    refinancing: RefinancingId, body: ClaimRightsBody, caller: _User, accepting: Accepting
) -> dict[str, Any]:
    """The user takes the claim and its rights are locked; a second use is refused with this one's number."""

    def build() -> Call:
        rights = _rights(accepting.services, refinancing, body)
        return calls.take_claim(refinancing, rights, body.act.act())

    return accepting.perform(caller, "take_claim", build)


@router.post("/v1/refinancings/{refinancing}/release", summary="Release a claim", **_ACT)
def release_claim(
    refinancing: RefinancingId, body: ClaimRightsBody, caller: _Side, accepting: Accepting
) -> dict[str, Any]:
    """The user releases the claim; once its pledge was cancelled or revoked the pledgee may."""

    def build() -> Call:
        rights = _rights(accepting.services, refinancing, body)
        return calls.release_claim(refinancing, rights, body.act.act())

    return accepting.perform(caller, "release_claim", build)


def _rights(services: GatewayServices, refinancing: int, body: ClaimRightsBody) -> tuple[bytes, ...]:
    """Asset keys that the body names, else those of the refinancing's pledge."""
    if body.rights is not None:
        return keys_of(parse_rights(body.rights))
    return present_rights(services, refinancing_view(services, refinancing).pledge)
