"""Pledges: filing them, and every act on one."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api import dry_run
from chain_gateway.api.acceptance import Accepting, Acceptor
from chain_gateway.api.auth import SCOPE_PLEDGES, SCOPE_REGISTRY, Principal, Services, allowed
from chain_gateway.api.bodies.answers import CheckBody, SubmissionBody
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.pledges import (
    AmendmentBody,
    AmendmentRecordingBody,
    AssignmentBody,
    CancellationBody,
    FilingBody,
    MigrationBody,
    RefusalBody,
    RegistrationBody,
    ReleaseBody,
    ReleaseRecordingBody,
    RightsActBody,
)
from chain_gateway.api.chain_reads import asked_obligation, present_rights
from chain_gateway.api.problems import ApiProblem, responses
from chain_gateway.api.services import GatewayServices
from chain_gateway.api.terms import consents_of, draw_salt, filing_of, keys_of, obligation_of, parse_rights
from chain_gateway.documents import to_binary
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.dates import to_chain

router = APIRouter(tags=["pledges"])

PledgeId = Annotated[int, Path(ge=1, le=2**63 - 1, description="The pledge: sequence number of its filing.")]
_Pledgee = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES))]
_Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
_Either = Annotated[Principal, Depends(allowed(SCOPE_PLEDGES, SCOPE_REGISTRY))]
_ACT: dict[str, Any] = {
    "status_code": 202,
    "response_model": SubmissionBody,
    "responses": responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
}


@router.post("/v1/pledges", summary="File a pledge", **_ACT)
def file(body: FilingBody, caller: _Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The token's party files a pledge as pledgee; without consents it is filed on paper."""

    def build() -> Call:
        obligation = obligation_of(body.obligation, body.consents)
        filing = filing_of(body, pledgee_of(body.pledgee, caller), parse_rights(body.rights), obligation)
        return calls.file(filing, consents_of(body.consents), body.act.act())

    return _accept(accepting, caller, "file", build)


@router.post(
    "/v1/pledges:check",
    response_model=CheckBody,
    responses=responses(400, 401, 403, 409, 413, 415, 422, 503),
    summary="Dry run of a filing",
)
def check(body: FilingBody, caller: _Pledgee, services: Services) -> dict[str, Any]:
    """Says for each right on which ground the filing would be refused. Sends nothing."""
    rights = parse_rights(body.rights)
    obligation = obligation_of(body.obligation, body.consents)
    filing = filing_of(body, pledgee_of(body.pledgee, caller), rights, obligation)
    signer = services.keyring.signer(caller.party).address
    return dry_run.check(services, signer, filing, consents_of(body.consents), body.act.act(), rights)


@router.post("/v1/pledges:migrate", summary="Carry over a registration", **_ACT)
def migrate(body: MigrationBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office carries an existing registration over from its register; the act is migrated and has a document."""

    def build() -> Call:
        filing = filing_of(body, body.pledgee, parse_rights(body.rights), body.obligation.obligation(draw_salt()))
        return calls.migrate(filing, body.registration_number, to_chain(body.effective_on), body.act.act())

    return _accept(accepting, caller, "migrate", build)


@router.post("/v1/pledges/{pledge}/registration", summary="Register a filed pledge", **_ACT)
def register(pledge: PledgeId, body: RegistrationBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office registers a filed pledge under its official number: from then on it is established."""

    def build() -> Call:
        return calls.register(
            pledge,
            _rights(accepting.services, pledge, body.rights),
            body.registration_number,
            to_chain(body.effective_on),
            to_binary(body.consent_document) if body.consent_document is not None else b"",
            body.act.act(),
        )

    return _accept(accepting, caller, "register", build)


@router.post("/v1/pledges/{pledge}/refusal", summary="Refuse a filed pledge", **_ACT)
def refuse(pledge: PledgeId, body: RefusalBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office refuses a filed pledge on one of the twelve grounds."""

    def build() -> Call:
        rights = _rights(accepting.services, pledge, body.rights)
        return calls.refuse(pledge, rights, body.ground, body.act.act())

    return _accept(accepting, caller, "refuse", build)


@router.post("/v1/pledges/{pledge}/withdrawal", summary="Withdraw a filing", **_ACT)
def withdraw(pledge: PledgeId, body: RightsActBody, caller: _Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee withdraws its filing."""

    def build() -> Call:
        return calls.withdraw(pledge, _rights(accepting.services, pledge, body.rights), body.act.act())

    return _accept(accepting, caller, "withdraw", build)


@router.post("/v1/pledges/{pledge}/amendments", summary="Ask for other terms", **_ACT)
def ask_amendment(pledge: PledgeId, body: AmendmentBody, caller: _Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee asks for other terms; they bind when the office records them."""

    def build() -> Call:
        obligation = obligation_of(body.obligation, body.consents)
        rights = _rights(accepting.services, pledge, body.rights)
        return calls.ask_amendment(pledge, rights, obligation, consents_of(body.consents), body.act.act())

    return _accept(accepting, caller, "ask_amendment", build)


@router.post("/v1/pledges/{pledge}/amendments/recording", summary="Record other terms", **_ACT)
def record_amendment(
    pledge: PledgeId, body: AmendmentRecordingBody, caller: _Office, accepting: Accepting
) -> dict[str, Any]:
    """The office records the terms that were asked for."""

    def build() -> Call:
        if body.obligation is None:
            obligation = asked_obligation(accepting.services, pledge)
        else:
            obligation = body.obligation.obligation(draw_salt())
        return calls.record_amendment(pledge, obligation, body.act.act())

    return _accept(accepting, caller, "record_amendment", build)


@router.post("/v1/pledges/{pledge}/assignments", summary="Name an assignee", **_ACT)
def nominate_assignee(pledge: PledgeId, body: AssignmentBody, caller: _Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee names who is to take over claim and pledge."""
    return _accept(
        accepting,
        caller,
        "nominate_assignee",
        lambda: calls.nominate_assignee(pledge, body.assignee, body.act.act()),
    )


@router.post("/v1/pledges/{pledge}/assignments/acceptance", summary="Accept an assignment", **_ACT)
def accept_assignment(pledge: PledgeId, body: ActOnly, caller: _Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The nominee accepts."""
    return _accept(accepting, caller, "accept_assignment", lambda: calls.accept_assignment(pledge, body.act.act()))


@router.post("/v1/pledges/{pledge}/assignments/recording", summary="Record an assignment", **_ACT)
def record_assignment(pledge: PledgeId, body: AssignmentBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office records an accepted assignment, or a migrated one: the pledge is then the assignee's."""
    return _accept(
        accepting,
        caller,
        "record_assignment",
        lambda: calls.record_assignment(pledge, body.assignee, body.act.act()),
    )


@router.post("/v1/pledges/{pledge}/releases", summary="Release rights, or all", **_ACT)
def release(pledge: PledgeId, body: ReleaseBody, caller: _Pledgee, accepting: Accepting) -> dict[str, Any]:
    """With `freed` the pledgee asks to free some rights; with `ground` it discharges the pledge."""
    if body.freed is None:
        return _accept(accepting, caller, "discharge", lambda: _discharge(pledge, body))
    freed = body.freed

    def build() -> Call:
        if body.ground is not None:
            raise ApiProblem(
                422, "invalid-body", "A ground ends the whole pledge; with 'freed' there is none.", field="ground"
            )
        keys = keys_of(parse_rights(freed, "freed"))
        return calls.ask_partial_release(pledge, _rights(accepting.services, pledge, body.rights), keys, body.act.act())

    return _accept(accepting, caller, "ask_partial_release", build)


@router.post("/v1/pledges/{pledge}/releases/recording", summary="Record a partial release", **_ACT)
def record_partial_release(
    pledge: PledgeId, body: ReleaseRecordingBody, caller: _Office, accepting: Accepting
) -> dict[str, Any]:
    """The office records that some rights are free, as was asked, or by a migrated act."""

    def build() -> Call:
        keys = keys_of(parse_rights(body.freed, "freed"))
        return calls.record_partial_release(
            pledge, _rights(accepting.services, pledge, body.rights), keys, body.act.act()
        )

    return _accept(accepting, caller, "record_partial_release", build)


@router.post("/v1/pledges/{pledge}/cancellation", summary="Cancel a pledge", **_ACT)
def cancel(pledge: PledgeId, body: CancellationBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office cancels the pledge: its rights are free."""

    def build() -> Call:
        rights = _rights(accepting.services, pledge, body.rights)
        return calls.cancel(pledge, rights, body.ground, body.act.act())

    return _accept(accepting, caller, "cancel", build)


@router.post("/v1/pledges/{pledge}/pending-change:drop", summary="Drop the pending change", **_ACT)
def drop_change(pledge: PledgeId, body: ActOnly, caller: _Either, accepting: Accepting) -> dict[str, Any]:
    """The office, the pledgee or the nominee drops the change that waits to be recorded."""
    return _accept(accepting, caller, "drop_change", lambda: calls.drop_change(pledge, body.act.act()))


def pledgee_of(named: int | None, caller: Principal) -> int:
    """The filing's pledgee: the token's party (problem 403 when another is named)."""
    if named is not None and named != caller.party:
        raise ApiProblem(
            403,
            "not-your-party",
            f"The token acts for party {caller.party}; party {named} files its own pledges.",
            field="pledgee",
            value=named,
        )
    return caller.party


def _accept(accepting: Acceptor, caller: Principal, verb: str, build: Callable[[], Call]) -> dict[str, Any]:
    asked = accepting.act(caller, verb)
    earlier = accepting.replayed(asked)
    return earlier if earlier is not None else accepting.accept(asked, build())


def _rights(services: GatewayServices, pledge: int, texts: list[str] | None) -> tuple[bytes, ...]:
    """The pledge's rights: as the caller names them, else as the gateway finds them."""
    return keys_of(parse_rights(texts)) if texts is not None else present_rights(services, pledge)


def _discharge(pledge: int, body: ReleaseBody) -> Call:
    if body.ground is None:
        raise ApiProblem(
            422, "invalid-body", "Name the rights to be freed, or the ground on which the pledge ends.", field="ground"
        )
    return calls.discharge(pledge, body.ground, body.act.act())
