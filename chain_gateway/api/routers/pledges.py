"""Pledges: filing them, and every act on one."""

from typing import Any

from fastapi import APIRouter

from chain_gateway.api import dry_run
from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import Services
from chain_gateway.api.bodies.answers import CheckBody
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.pledges import (
    CancellationBody,
    CorrectionBody,
    FilingBody,
    MigrationBody,
    RefusalBody,
    RegistrationBody,
    RightsActBody,
)
from chain_gateway.api.problems import responses
from chain_gateway.api.routers.pledge_acts import ACT, Office, Pledgee, PledgeId, pledgors_of, rights_of
from chain_gateway.api.terms import consents_of, draw_salt, filing_of, obligation_of, parse_rights, pledgee_of
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.dates import to_chain

router = APIRouter(tags=["pledges"])


@router.post("/v1/pledges", summary="File a pledge", **ACT)
def file(body: FilingBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The token's party files a pledge as pledgee; without consents it is filed on paper."""

    def build() -> Call:
        obligation = obligation_of(body.obligation, body.consents)
        filing = filing_of(body, pledgee_of(body.pledgee, caller), parse_rights(body.rights), obligation)
        return calls.file(filing, consents_of(body.consents), body.act.act())

    return accepting.perform(caller, "file", build)


@router.post(
    "/v1/pledges:check",
    response_model=CheckBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422, 503),
    summary="Dry run of a filing",
)
def check(body: FilingBody, caller: Pledgee, services: Services) -> dict[str, Any]:
    """Says for each right on which ground the filing would be refused. Sends nothing."""
    rights = parse_rights(body.rights)
    obligation = obligation_of(body.obligation, body.consents)
    filing = filing_of(body, pledgee_of(body.pledgee, caller), rights, obligation)
    signer = services.keyring.signer(caller.party).address
    return dry_run.check(services, signer, filing, consents_of(body.consents), body.act.act(), rights)


@router.post("/v1/pledges:migrate", summary="Carry over a registration", **ACT)
def migrate(body: MigrationBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office carries an existing registration over from its register; the act is migrated and has a document."""

    def build() -> Call:
        filing = filing_of(body, body.pledgee, parse_rights(body.rights), body.obligation.obligation(draw_salt()))
        return calls.migrate(filing, body.registration_number, to_chain(body.effective_on), body.act.act())

    return accepting.perform(caller, "migrate", build)


@router.post("/v1/pledges/{pledge}/registration", summary="Register a filed pledge", **ACT)
def register(pledge: PledgeId, body: RegistrationBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office registers a filed pledge under its official number: from then on it is established."""

    def build() -> Call:
        return calls.register(
            pledge,
            rights_of(accepting.services, pledge, body.rights),
            pledgors_of(accepting.services, pledge, body.pledgors),
            body.registration(),
            body.act.act(),
        )

    return accepting.perform(caller, "register", build)


@router.post("/v1/pledges/{pledge}/refusal", summary="Refuse a filed pledge", **ACT)
def refuse(pledge: PledgeId, body: RefusalBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office refuses a filed pledge on one of the twelve grounds."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        return calls.refuse(pledge, rights, body.ground, body.act.act())

    return accepting.perform(caller, "refuse", build)


@router.post("/v1/pledges/{pledge}/withdrawal", summary="Withdraw a filing", **ACT)
def withdraw(pledge: PledgeId, body: RightsActBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee withdraws its filing."""

    def build() -> Call:
        return calls.withdraw(pledge, rights_of(accepting.services, pledge, body.rights), body.act.act())

    return accepting.perform(caller, "withdraw", build)


@router.post("/v1/pledges/{pledge}/cancellation", summary="Cancel a pledge", **ACT)
def cancel(pledge: PledgeId, body: CancellationBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office cancels the pledge: its rights are free."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        return calls.cancel(pledge, rights, body.ground, body.act.act())

    return accepting.perform(caller, "cancel", build)


@router.post("/v1/pledges/{pledge}/corrections", summary="Ask for corrections", **ACT)
def ask_correction(pledge: PledgeId, body: CorrectionBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office asks the pledgee to correct its filing (补正) until a legal date; the act's document says what."""
    return accepting.perform(
        caller,
        "ask_correction",
        lambda: calls.ask_correction(pledge, to_chain(body.due_on), body.act.act()),
    )


@router.post("/v1/pledges/{pledge}/corrections/answer", summary="Answer what was to be corrected", **ACT)
def answer_correction(pledge: PledgeId, body: ActOnly, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee answers with the act's document. Other rights or terms are a new filing."""
    return accepting.perform(caller, "answer_correction", lambda: calls.answer_correction(pledge, body.act.act()))


@router.post("/v1/pledges/{pledge}/revocation", summary="Revoke a registration", **ACT)
def revoke(pledge: PledgeId, body: RefusalBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office revokes the registration from the beginning (撤销), on a ground for which it had to be refused."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        return calls.revoke(pledge, rights, body.ground, body.act.act())

    return accepting.perform(caller, "revoke", build)
