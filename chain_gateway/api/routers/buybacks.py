"""Buyback commitments and the funds behind them."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting, Governing
from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_GUARANTEES, SCOPE_PLEDGES, Principal, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.buybacks import (
    BuybackAcceptanceBody,
    CapBody,
    DeclineBody,
    FundBody,
    OfferBody,
    PaymentBody,
    ResaleBody,
    SettlementBody,
    salt_of,
)
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.chain_reads import commitment_view, present_pledgors, present_rights
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.terms import ascending, draw_salt, keys_of, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.consent import rights_digest

router = APIRouter(tags=["buybacks"])

FundId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The fund: sequence number of its declaration.")]
CommitmentId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The commitment: sequence number of its offer.")]
_Guarantor = Annotated[Principal, Depends(allowed(SCOPE_GUARANTEES))]
# Whoever holds the claim holds the commitment: a lender, or a fund that bought the claim.
_Side = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES))]
_Governance = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/funds", summary="Declare a fund", **_ACT)
def declare_fund(body: FundBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The token's party declares a fund with its capital, of which it is the owner."""
    return accepting.perform(
        caller,
        "declare_fund",
        lambda: calls.declare_fund(body.terms(caller.party, draw_salt()), body.act.act()),
    )


@router.post("/v1/funds/{fund}/revision", summary="Change a fund", **_ACT)
def revise_fund(fund: FundId, body: FundBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The owner changes capital, limit or manager; the capital not below what is at stake."""
    return accepting.perform(
        caller,
        "revise_fund",
        lambda: calls.revise_fund(fund, body.terms(caller.party, draw_salt()), body.act.act()),
    )


@router.post("/v1/buybacks:cap", summary="Set the cap on prices", **_ACT)
def set_cap(body: CapBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The governance sets the cap, in basis points of the principal drawn and outstanding."""
    return accepting.perform(caller, "set_cap", lambda: calls.set_cap(body.basis_points, body.act.act()))


@router.post("/v1/buybacks", summary="Offer to buy back", **_ACT)
def offer(body: OfferBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The fund's manager offers a price for the claim or the rights of a pledge; it binds when accepted."""

    def build() -> Call:
        covered = _covered(accepting.services, body.pledge, body.covered)
        terms = body.terms(rights_digest(covered), draw_salt())
        return calls.offer(body.fund, body.pledge, terms, body.act.act())

    return accepting.perform(caller, "offer", build)


@router.post("/v1/buybacks/{commitment}/withdrawal", summary="Take an offer back", **_ACT)
def withdraw_offer(commitment: CommitmentId, body: ActOnly, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The fund's manager takes back an offer that nobody has accepted."""
    return accepting.perform(caller, "withdraw_offer", lambda: calls.withdraw_offer(commitment, body.act.act()))


@router.post("/v1/buybacks/{commitment}/refusal", summary="Decline an offer", **_ACT)
def decline(commitment: CommitmentId, body: DeclineBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee declines an offer, with its reason."""
    return accepting.perform(caller, "decline", lambda: calls.decline(commitment, body.reason, body.act.act()))


@router.post("/v1/buybacks/{commitment}/acceptance", summary="Accept an offer", **_ACT)
def accept(
    commitment: CommitmentId, body: BuybackAcceptanceBody, caller: _Side, accepting: Accepting
) -> dict[str, Any]:
    """The pledgee accepts; the price must keep the cap on the principal that is drawn and outstanding."""

    def build() -> Call:
        pledgors = _pledgors(accepting.services, commitment, body.pledgors)
        salt = salt_of(body.salt, draw_salt())
        return calls.accept(commitment, body.principal_minor, pledgors, salt, body.act.act())

    return accepting.perform(caller, "accept", build)


@router.post("/v1/buybacks/{commitment}/exercise", summary="Call a commitment", **_ACT)
def exercise(commitment: CommitmentId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee calls the commitment, once: after default and inside its window."""
    return accepting.perform(caller, "exercise", lambda: calls.exercise(commitment, body.act.act()))


@router.post("/v1/buybacks/{commitment}/payments", summary="State a payment", **_ACT)
def pay(commitment: CommitmentId, body: PaymentBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The fund's manager states a payment, whole or in part."""

    def build() -> Call:
        return calls.pay(commitment, body.amount_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "pay", build)


@router.post("/v1/buybacks/{commitment}/settlement", summary="Confirm what was received", **_ACT)
def confirm(commitment: CommitmentId, body: SettlementBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee confirms what it received in all; with the whole price the commitment is settled."""

    def build() -> Call:
        return calls.confirm(commitment, body.received_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "confirm", build)


@router.post("/v1/buybacks/{commitment}/dispute", summary="Dispute an exercise", **_ACT)
def dispute(commitment: CommitmentId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """A side disputes an exercise; the act's document says why. No deadline moves."""
    return accepting.perform(caller, "dispute", lambda: calls.dispute(commitment, body.act.act()))


@router.post("/v1/buybacks/{commitment}/overdue", summary="Put an overdue price on record", **_ACT)
def mark_overdue(commitment: CommitmentId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """A side puts on record that the price was not confirmed by its due time."""
    return accepting.perform(caller, "mark_overdue", lambda: calls.mark_overdue(commitment, body.act.act()))


@router.post("/v1/buybacks/{commitment}/lapse", summary="End a commitment that lapsed", **_ACT)
def lapse(commitment: CommitmentId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """A side ends a commitment whose window has closed or whose pledge has ended: it binds no capital any more."""
    return accepting.perform(caller, "lapse", lambda: calls.lapse(commitment, body.act.act()))


@router.post("/v1/buybacks/{commitment}/waiver", summary="Give a commitment up", **_ACT)
def waive(commitment: CommitmentId, body: ActOnly, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee gives up a commitment on which nothing was paid."""
    return accepting.perform(caller, "waive", lambda: calls.waive(commitment, body.act.act()))


@router.post("/v1/buybacks/{commitment}/resale", summary="Record a resale", **_ACT)
def resell(commitment: CommitmentId, body: ResaleBody, caller: _Guarantor, accepting: Accepting) -> dict[str, Any]:
    """The fund's manager records the sale of what the fund had bought: its money is free again."""

    def build() -> Call:
        return calls.resell(commitment, body.price_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "resell", build)


def _covered(services: GatewayServices, pledge: int, texts: Sequence[str] | None) -> tuple[bytes, ...]:
    """Asset keys of the covered rights: all of the pledge's, or those that the caller names among them."""
    held = present_rights(services, pledge)
    if texts is None:
        return held
    rights = parse_rights(texts, "covered")
    for index, right in enumerate(rights):
        if right.key not in held:
            raise ApiProblem(
                422,
                "not-in-pledge",
                f"{right.text} is not among the rights of pledge {pledge}.",
                field=f"covered[{index}]",
                value=texts[index],
            )
    return keys_of(rights)


def _pledgors(services: GatewayServices, commitment: int, named: Sequence[int] | None) -> tuple[int, ...]:
    """The pledgors of the commitment's pledge: as the caller names them, else as the gateway finds them."""
    if named is not None:
        return ascending(named, "pledgors")
    return present_pledgors(services, commitment_view(services, commitment).pledge)
