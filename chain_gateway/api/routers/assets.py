"""Rights: their facts, the rules of their kinds, and for which dates the ledger is complete."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from chain_gateway.api.acceptance import Accepting, Governing
from chain_gateway.api.auth import SCOPE_GOVERNANCE, SCOPE_PARTY, SCOPE_REGISTRY, Principal, allowed
from chain_gateway.api.bodies.answers import SubmissionBody
from chain_gateway.api.bodies.assets import (
    AssetsBody,
    CircumstancesBody,
    ClassBody,
    CoverageBody,
    KindBody,
    LiftingBody,
    OneRightFactsBody,
    PreservationBody,
    StatedFactsBody,
)
from chain_gateway.api.problems import responses
from chain_gateway.api.terms import ascending, parse_right, parse_rights
from chain_gateway.ledger import calls
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Circumstance, ClassLabel, Facts, Preservation, Right

router = APIRouter(tags=["assets"])

_Office = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY))]
_Governance = Annotated[Principal, Depends(allowed(SCOPE_GOVERNANCE))]
_PROBLEMS = responses(400, 401, 403, 409, 413, 415, 422)
_Labeller = Annotated[Principal, Depends(allowed(SCOPE_REGISTRY, SCOPE_PARTY))]
RightNumber = Annotated[
    str, Path(min_length=1, max_length=100, description="The right's number in any usual spelling.")
]
_ACT: dict[str, Any] = {"status_code": 202, "response_model": SubmissionBody, "responses": _PROBLEMS}


@router.post(
    "/v1/assets", status_code=202, response_model=SubmissionBody, responses=_PROBLEMS, summary="Attest facts of rights"
)
def attest(body: AssetsBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office attests facts of 1 to 500 rights; as many as fit into one transaction."""

    def build() -> Call:
        rights = parse_rights([facts.right for facts in body.facts], "facts")
        facts = [
            _facts(f"facts[{index}].", each, right)
            for index, (each, right) in enumerate(zip(body.facts, rights, strict=True))
        ]
        return calls.attest(facts, body.act.act())

    return accepting.perform(caller, "attest", build)


@router.post(
    "/v1/kinds", status_code=202, response_model=SubmissionBody, responses=_PROBLEMS, summary="Set a kind's rules"
)
def configure_kind(body: KindBody, caller: _Governance, accepting: Governing) -> dict[str, Any]:
    """The governance sets the office and the ranking of a kind of right."""

    def build() -> Call:
        return calls.configure_kind(body.jurisdiction, body.kind, body.ranking, body.office, body.act.act())

    return accepting.perform(caller, "configure_kind", build)


@router.post(
    "/v1/coverage", status_code=202, response_model=SubmissionBody, responses=_PROBLEMS, summary="Declare completeness"
)
def declare_coverage(body: CoverageBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office declares that the ledger holds every pledge of a kind for a period of legal dates."""

    def build() -> Call:
        return calls.declare_coverage(
            body.jurisdiction, body.kind, to_chain(body.from_), to_chain(body.through), body.act.act()
        )

    return accepting.perform(caller, "declare_coverage", build)


@router.post("/v1/assets/{key}/facts", summary="Attest facts of one right", **_ACT)
def attest_one(key: RightNumber, body: OneRightFactsBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """The office attests facts of the right in the path."""

    def build() -> Call:
        facts = _facts("", body, parse_right(key, "key"))
        return calls.attest([facts], body.act.act())

    return accepting.perform(caller, "attest", build)


@router.post("/v1/assets/{key}/circumstances", summary="Attest fees, lawsuits, invalidation or scope", **_ACT)
def attest_circumstances(
    key: RightNumber, body: CircumstancesBody, caller: _Office, accepting: Accepting
) -> dict[str, Any]:
    """The office tells of the right in the path: annual fees, litigation, invalidation proceedings, scope."""

    def build() -> Call:
        right = parse_right(key, "key")
        told = [
            Circumstance(
                asset_key=right.key,
                kind=each.kind,
                starts_on=to_chain(each.from_),
                ends_on=to_chain(each.to),
                case_number=each.case_number,
                text=each.text,
                source=each.source,
                as_of=to_chain(each.as_of),
            )
            for each in body.circumstances
        ]
        return calls.attest_circumstances(told, body.act.act())

    return accepting.perform(caller, "attest_circumstances", build)


@router.post("/v1/assets/{key}/preservations", summary="Note a court's preservation", **_ACT)
def note_preservation(
    key: RightNumber, body: PreservationBody, caller: _Office, accepting: Accepting
) -> dict[str, Any]:
    """From then on the right can be neither filed nor registered for a pledge, until the preservation is lifted."""

    def build() -> Call:
        order = Preservation(
            asset_key=parse_right(key, "key").key,
            court=body.court,
            case_number=body.case_number,
            starts_on=to_chain(body.from_),
            ends_on=to_chain(body.to),
            rank=body.rank,
            source=body.source,
            as_of=to_chain(body.as_of),
        )
        return calls.note_preservations([order], body.act.act())

    return accepting.perform(caller, "note_preservation", build)


@router.post("/v1/assets/{key}/preservations:lift", summary="Lift a preservation", **_ACT)
def lift_preservation(key: RightNumber, body: LiftingBody, caller: _Office, accepting: Accepting) -> dict[str, Any]:
    """One preservation no longer holds the right; others may."""

    def build() -> Call:
        right = parse_right(key, "key")
        return calls.lift_preservation(right.key, body.preservation, body.act.act())

    return accepting.perform(caller, "lift_preservation", build)


@router.post("/v1/assets/{key}/classes", summary="Label a right's class", **_ACT)
def label_class(key: RightNumber, body: ClassBody, caller: _Labeller, accepting: Accepting) -> dict[str, Any]:
    """Core, defensive, offensive or ordinary (核心, 防御型, 进攻型, 一般), in the name of the token's party."""

    def build() -> Call:
        label = ClassLabel(parse_right(key, "key").key, body.asset_class, body.source, to_chain(body.as_of))
        return calls.label_class([label], body.act.act())

    return accepting.perform(caller, "label_class", build)


def _facts(prefix: str, body: StatedFactsBody, right: RightId) -> Facts:
    """The ledger's facts; `prefix` goes before the names of fields in problems."""
    application = body.application_number
    if application:
        application = parse_right(application, f"{prefix}application_number").text
    return Facts(
        right=Right(right.jurisdiction, right.kind, right.number),
        validity=body.validity,
        owners=ascending(body.owners, f"{prefix}owners"),
        filed_on=to_chain(body.filed_on),
        granted_on=to_chain(body.granted_on),
        expires_on=to_chain(body.expires_on),
        title=body.title,
        application_number=application,
        main_class=body.main_class,
        source=body.source,
        as_of=to_chain(body.as_of),
    )
