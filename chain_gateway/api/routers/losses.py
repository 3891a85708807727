"""Losses that schemes share, payments on them, and what comes back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_GUARANTEES, SCOPE_PLEDGES, Caller, Principal, Services, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.buybacks import salt_of
from chain_gateway.api.bodies.risks import (
    LossBody,
    LossFiguresBody,
    RecoveryBody,
    SharePaymentBody,
    ShareReceiptBody,
    SubrogationBody,
)
from chain_gateway.api.problems import responses
from chain_gateway.api.risk_reads import loss_figures
from chain_gateway.api.terms import draw_salt
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call

router = APIRouter(tags=["losses"])

LossId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The loss: sequence number of its declaration.")]
_Payer = Annotated[Principal, Depends(allowed(SCOPE_GUARANTEES))]
_Side = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_GUARANTEES))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/losses", summary="Declare a loss", **_ACT)
def declare_loss(body: LossBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee declares the loss of a covered pledge all of whose rights are realised; the ledger splits it."""

    def build() -> Call:
        return calls.declare_loss(body.pledge, body.amount_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "declare_loss", build)


@router.post("/v1/losses/{loss}/payments", summary="State a payment of a share", **_ACT)
def pay_share(loss: LossId, body: SharePaymentBody, caller: _Payer, accepting: Accepting) -> dict[str, Any]:
    """The party of a tranche states a payment, whole or in part."""

    def build() -> Call:
        salt = salt_of(body.salt, draw_salt())
        return calls.pay_share(loss, body.place, body.amount_minor, salt, body.act.act())

    return accepting.perform(caller, "pay_share", build)


@router.post("/v1/losses/{loss}/receipts", summary="Confirm what was received of a share", **_ACT)
def confirm_share(loss: LossId, body: ShareReceiptBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The payee confirms what it received in all; what a reinsurer owes follows from it."""

    def build() -> Call:
        salt = salt_of(body.salt, draw_salt())
        return calls.confirm_share(loss, body.place, body.received_minor, salt, body.act.act())

    return accepting.perform(caller, "confirm_share", build)


@router.post("/v1/losses/{loss}/subrogations", summary="Take the payee's rights", **_ACT)
def subrogate(loss: LossId, body: SubrogationBody, caller: _Payer, accepting: Accepting) -> dict[str, Any]:
    """The party of a tranche takes its payee's rights, whole or in part, to the extent of what it paid."""

    def build() -> Call:
        salt = salt_of(body.salt, draw_salt())
        return calls.subrogate(loss, body.place, body.extent_minor, salt, body.act.act())

    return accepting.perform(caller, "subrogate", build)


@router.post("/v1/losses/{loss}/recoveries", summary="Share what came back", **_ACT)
def share_recovery(loss: LossId, body: RecoveryBody, caller: _Side, accepting: Accepting) -> dict[str, Any]:
    """The pledgee, or a party that has taken rights, shares what came back; the ledger splits it."""

    def build() -> Call:
        return calls.share_recovery(loss, body.amount_minor, salt_of(body.salt, draw_salt()), body.act.act())

    return accepting.perform(caller, "share_recovery", build)


@router.get("/v1/losses/{loss}", summary="Read a loss", response_model=LossFiguresBody, responses=responses(401, 404))
def read_loss(loss: LossId, caller: Caller, services: Services) -> dict[str, Any]:
    """The loss's figures, for its creditor and the parties of its scheme."""
    return loss_figures(services, caller.party, loss)
