"""Changes of pledges: asked by the pledgee, recorded by the office; and what a pledgee declares of a live pledge."""

from typing import Any

from fastapi import APIRouter

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.bodies.changes import (
    AmendmentBody,
    AmendmentRecordingBody,
    AssignmentBody,
    DeterminationBody,
    ReleaseBody,
    ReleaseRecordingBody,
    SubordinationBody,
    TransferConsentBody,
)
from chain_gateway.api.bodies.common import ActOnly, binary
from chain_gateway.api.chain_reads import asked_amendment
from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.routers.pledge_acts import ACT, Either, Office, Pledgee, PledgeId, pledgors_of, rights_of
from chain_gateway.api.terms import consents_of, draw_salt, keys_of, obligation_of, others_of, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.enums import Provenance
from chain_gateway.ledger.structs import Amendment, Determination

router = APIRouter(tags=["changes"])


@router.post("/v1/pledges/{pledge}/amendments", summary="Ask for other terms", **ACT)
def ask_amendment(pledge: PledgeId, body: AmendmentBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee asks for other terms, or with `added` for further rights; both bind when the office records them."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        amendment = Amendment(
            obligation_of(body.obligation, body.consents),
            keys_of(parse_rights(body.added, "added")),
            pledgors_of(accepting.services, pledge, body.pledgors),
        )
        consents, others = consents_of(body.consents), others_of(body.other_consents)
        return calls.ask_amendment(pledge, rights, amendment, consents, others, body.act.act())

    return accepting.perform(caller, "ask_amendment", build)


@router.post("/v1/pledges/{pledge}/amendments/recording", summary="Record other terms", **ACT)
def record_amendment(
    pledge: PledgeId, body: AmendmentRecordingBody, caller: Office, accepting: Accepting
) -> dict[str, Any]:
    """The office records the terms, and the added rights, that were asked for."""

    def build() -> Call:
        if body.obligation is None:
            obligation, added = asked_amendment(accepting.services, pledge)
        else:
            obligation = body.obligation.obligation(draw_salt())
            added = keys_of(parse_rights(body.added, "added"))
        act = body.act.act()
        rights = rights_of(accepting.services, pledge, body.rights) if added else ()
        # Whoever owns what an old register says was pledged: a migrated act needs no pledgors.
        native = bool(added) and act.provenance is Provenance.Native
        pledgors = pledgors_of(accepting.services, pledge, body.pledgors) if native else ()
        amendment = Amendment(obligation, added, pledgors)
        return calls.record_amendment(pledge, rights, amendment, binary(body.consent_document), act)

    return accepting.perform(caller, "record_amendment", build)


@router.post("/v1/pledges/{pledge}/assignments", summary="Name an assignee", **ACT)
def nominate_assignee(pledge: PledgeId, body: AssignmentBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee names who is to take over claim and pledge."""
    return accepting.perform(
        caller,
        "nominate_assignee",
        lambda: calls.nominate_assignee(pledge, body.assignee, body.act.act()),
    )


@router.post("/v1/pledges/{pledge}/assignments/acceptance", summary="Accept an assignment", **ACT)
def accept_assignment(pledge: PledgeId, body: ActOnly, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The nominee accepts."""
    return accepting.perform(caller, "accept_assignment", lambda: calls.accept_assignment(pledge, body.act.act()))


@router.post("/v1/pledges/{pledge}/assignments/recording", summary="Record an assignment", **ACT)
def record_assignment(pledge: PledgeId, body: AssignmentBody, caller: Office, accepting: Accepting) -> dict[str, Any]:
    """The office records an accepted assignment, or a migrated one: the pledge is then the assignee's."""
    return accepting.perform(
        caller,
        "record_assignment",
        lambda: calls.record_assignment(pledge, body.assignee, body.act.act()),
    )


@router.post("/v1/pledges/{pledge}/releases", summary="Release rights, or all", **ACT)
def release(pledge: PledgeId, body: ReleaseBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """With `freed` the pledgee asks to free some rights; with `ground` it discharges the pledge."""
    if body.freed is None:
        return accepting.perform(caller, "discharge", lambda: _discharge(pledge, body))
    freed = body.freed

    def build() -> Call:
        if body.ground is not None:
            raise ApiProblem(
                422, "invalid-body", "A ground ends the whole pledge; with 'freed' there is none.", field="ground"
            )
        keys = keys_of(parse_rights(freed, "freed"))
        rights = rights_of(accepting.services, pledge, body.rights)
        return calls.ask_partial_release(pledge, rights, keys, others_of(body.other_consents), body.act.act())

    return accepting.perform(caller, "ask_partial_release", build)


@router.post("/v1/pledges/{pledge}/releases/recording", summary="Record a partial release", **ACT)
def record_partial_release(
    pledge: PledgeId, body: ReleaseRecordingBody, caller: Office, accepting: Accepting
) -> dict[str, Any]:
    """The office records that some rights are free, as was asked, or by a migrated act."""

    def build() -> Call:
        keys = keys_of(parse_rights(body.freed, "freed"))
        return calls.record_partial_release(
            pledge, rights_of(accepting.services, pledge, body.rights), keys, body.act.act()
        )

    return accepting.perform(caller, "record_partial_release", build)


@router.post("/v1/pledges/{pledge}/subordinations", summary="Consent to a later rank", **ACT)
def ask_subordination(
    pledge: PledgeId, body: SubordinationBody, caller: Pledgee, accepting: Accepting
) -> dict[str, Any]:
    """The pledgee who loses rank consents that the pledge next after its own takes its place (Civil Code 409)."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        return calls.ask_subordination(pledge, rights, body.favoured, body.act.act())

    return accepting.perform(caller, "ask_subordination", build)


@router.post("/v1/pledges/{pledge}/subordinations/recording", summary="Record a change of rank", **ACT)
def record_subordination(
    pledge: PledgeId, body: SubordinationBody, caller: Office, accepting: Accepting
) -> dict[str, Any]:
    """The office records the change of rank, as was asked, or by a migrated act."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        return calls.record_subordination(pledge, rights, body.favoured, body.act.act())

    return accepting.perform(caller, "record_subordination", build)


@router.post("/v1/pledges/{pledge}/determination", summary="Determine the claims of a maximum-amount pledge", **ACT)
def determine(pledge: PledgeId, body: DeterminationBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee determines the claims (债权确定, Civil Code 423): then they can be assigned with the pledge."""

    def build() -> Call:
        determination = Determination(body.amount_minor, draw_salt())
        return calls.determine(pledge, body.ground, determination, body.act.act())

    return accepting.perform(caller, "determine", build)


@router.post("/v1/pledges/{pledge}/transfer-consents", summary="Consent to a transfer or licence", **ACT)
def consent_to_transfer(
    pledge: PledgeId, body: TransferConsentBody, caller: Pledgee, accepting: Accepting
) -> dict[str, Any]:
    """The pledgee consents to a transfer or licence of pledged rights (Civil Code 444); the act's document says so."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        covered = keys_of(parse_rights(body.covered, "covered"))
        return calls.consent_to_transfer(pledge, rights, body.consent(covered, draw_salt()), body.act.act())

    return accepting.perform(caller, "consent_to_transfer", build)


@router.post("/v1/pledges/{pledge}/pending-change:drop", summary="Drop the pending change", **ACT)
def drop_change(pledge: PledgeId, body: ActOnly, caller: Either, accepting: Accepting) -> dict[str, Any]:
    """The office, the pledgee or the nominee drops the change that waits to be recorded."""
    return accepting.perform(caller, "drop_change", lambda: calls.drop_change(pledge, body.act.act()))


def _discharge(pledge: int, body: ReleaseBody) -> Call:
    if body.ground is None:
        raise ApiProblem(
            422, "invalid-body", "Name the rights to be freed, or the ground on which the pledge ends.", field="ground"
        )
    return calls.discharge(pledge, body.ground, others_of(body.other_consents), body.act.act())
