"""Rights: their facts, the rules of their kinds, and for which dates the ledger is complete."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from chain_gateway.api.acceptance import Accepting
from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_REGISTRY, Principal, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.assets import AssetsBody, CoverageBody, FactsBody, KindBody
from chain_gateway.api.problems import responses
from chain_gateway.api.terms import ascending, parse_right, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Facts, Right

router = APIRouter(tags=["assets"])

_Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
_Governance = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE))]
_PROBLEMS = responses(400, 401, 403, 409, 413, 415, 422)


@router.post(
    "/v1/assets", status_code=202, response_model=SubmissionBody, responses=_PROBLEMS, summary="Attest facts of rights"
)
def attest(body: AssetsBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office attests facts of 1 to 500 rights; as many as fit into one transaction."""
    asked = accepting.act(caller, "attest")
    if (earlier := accepting.replayed(asked)) is not None:
        return earlier
    rights = parse_rights([facts.right for facts in body.facts], "facts")
    facts = [_facts(index, each, right) for index, (each, right) in enumerate(zip(body.facts, rights, strict=True))]
    return accepting.accept(asked, calls.attest(facts, body.act.act()))


@router.post(
    "/v1/kinds", status_code=202, response_model=SubmissionBody, responses=_PROBLEMS, summary="Set a kind's rules"
)
def configure_kind(body: KindBody, caller: _Governance, accepting: Accepting) -> dict[str, Any]:
    """The governance sets the office and the ranking of a kind of right."""
    asked = accepting.act(caller, "configure_kind")
    if (earlier := accepting.replayed(asked)) is not None:
        return earlier
    call = calls.configure_kind(body.jurisdiction, body.kind, body.ranking, body.office, body.act.act())
    return accepting.accept(asked, call)


@router.post(
    "/v1/coverage", status_code=202, response_model=SubmissionBody, responses=_PROBLEMS, summary="Declare completeness"
)
def declare_coverage(body: CoverageBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office declares that the ledger holds every pledge of a kind for a period of legal dates."""
    asked = accepting.act(caller, "declare_coverage")
    if (earlier := accepting.replayed(asked)) is not None:
        return earlier
    call = calls.declare_coverage(
        body.jurisdiction, body.kind, to_chain(body.from_), to_chain(body.through), body.act.act()
    )
    return accepting.accept(asked, call)


def _facts(index: int, body: FactsBody, right: RightId) -> Facts:
    application = body.application_number
    if application:
        application = parse_right(application, f"facts[{index}].application_number").text
    return Facts(
        right=Right(right.jurisdiction, right.kind, right.number),
        validity=body.validity,
        owners=ascending(body.owners, f"facts[{index}].owners"),
        filed_on=to_chain(body.filed_on),
        granted_on=to_chain(body.granted_on),
        expires_on=to_chain(body.expires_on),
        title=body.title,
        application_number=application,
        main_class=body.main_class,
        source=body.source,
        as_of=to_chain(body.as_of),
    )
