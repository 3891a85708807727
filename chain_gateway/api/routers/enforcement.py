"""Default, cure, enforcement and realisation of pledges."""

from typing import Any

from fastapi import APIRouter

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.bodies.common import ActOnly
from chain_gateway.api.bodies.enforcement import DefaultBody, EnforcementBody, RealisationBody
from chain_gateway.api.routers.pledge_acts import ACT, Pledgee, PledgeId, rights_of
from chain_gateway.api.terms import draw_salt, keys_of, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.dates import to_chain

router = APIRouter(tags=["enforcement"])


@router.post("/v1/pledges/{pledge}/default", summary="Declare a default", **ACT)
def declare_default(pledge: PledgeId, body: DefaultBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee declares a default; the act's document is the notice. Members see it, the public look-up does not."""
    return accepting.perform(
        caller,
        "declare_default",
        lambda: calls.declare_default(pledge, body.ground, to_chain(body.notice_on), body.act.act()),
    )


@router.post("/v1/pledges/{pledge}/cure", summary="Say that the default is cured", **ACT)
def cure(pledge: PledgeId, body: ActOnly, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee says that the default is cured: the pledge goes on as registered."""
    return accepting.perform(caller, "cure", lambda: calls.cure(pledge, body.act.act()))


@router.post("/v1/pledges/{pledge}/enforcement", summary="Enforce a defaulted pledge", **ACT)
def enforce(pledge: PledgeId, body: EnforcementBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee enforces, by agreement or through a court."""
    return accepting.perform(
        caller, "enforce", lambda: calls.enforce(pledge, body.route, body.case_number, body.act.act())
    )


@router.post("/v1/pledges/{pledge}/realisation", summary="Say what a realisation brought", **ACT)
def realise(pledge: PledgeId, body: RealisationBody, caller: Pledgee, accepting: Accepting) -> dict[str, Any]:
    """The pledgee says what the sale of some or all rights brought and where it went; the sums are checked exactly."""

    def build() -> Call:
        rights = rights_of(accepting.services, pledge, body.rights)
        sold = rights if body.sold is None else keys_of(parse_rights(body.sold, "sold"))
        return calls.realise(pledge, rights, sold, body.realisation(draw_salt()), body.act.act())

    return accepting.perform(caller, "realise", build)
