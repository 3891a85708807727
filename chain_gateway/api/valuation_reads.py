"""A valuation as who may read it is shown it: the ledger's figures, the low-fee flag, and the spread.

Who may read: the client, the party that was engaged, whom they allowed, and an auditor, whose node holds the figures
anyway (docs/adr/0041). The spread is over what the asker may read, because with one value known a ratio tells another.
"""

from datetime import datetime
from typing import Any

from chain_gateway.api.chain_reads import ask
from chain_gateway.api.problems import ApiProblem
from chain_gateway.api.services import GatewayServices
from chain_gateway.documents import InvalidCid, from_binary
from chain_gateway.ledger import reads
from chain_gateway.ledger.dates import OFFICE_ZONE, from_chain
from chain_gateway.ledger.enums import EngagementState, PartyKind, ValuationKind, ValuationMethod
from chain_gateway.ledger.structs import EngagementView
from chain_gateway.valuation import GradedRight, InsufficientData, LowFeeRule, Valued, spread_of

_MOST_OTHERS = 100
"""Newest engagements over the same rights that are looked at: who records thousands shall not stall a reading."""
LABELS = {
    ValuationKind.Appraisal: "An appraisal of the party named; this ledger records it and vouches for nothing in it.",
    ValuationKind.Model: "A model's output: no appraisal, no price, signed by nobody. 模型输出，不是评估报告。",
}


def reading(services: GatewayServices, engagement: int, party: int) -> dict[str, Any]:
    """The engagement with its figures (problem 404 when there is none, 403 when the party may not read it)."""
    view = ask(services, reads.engagement_of(engagement))
    if view.state is EngagementState.None_:
        raise ApiProblem(
            404,
            "unknown-engagement",
            f"The ledger has no engagement {engagement}.",
            field="engagement",
            value=engagement,
        )
    auditor = ask(services, reads.party_kind(party)).kind is PartyKind.Auditor
    if not auditor and not ask(services, reads.may_read(engagement, party)):
        raise ApiProblem(
            403,
            "not-a-reader",
            f"Party {party} may not read valuation {engagement}; its client, party {view.client}, can allow it.",
            field="engagement",
            value=engagement,
            extra={"client": view.client, "appraiser": view.appraiser},
        )
    return _figures(services, engagement, view) | _beside(services, engagement, view, None if auditor else party)


def graded_json(found: GradedRight | InsufficientData) -> dict[str, Any]:
    """What the model says, labelled as a model's."""
    graded = found if isinstance(found, GradedRight) else None
    return {
        "kind": ValuationKind.Model.name,
        "version": found.version,
        "outcome": "graded" if graded is not None else "insufficient-data",
        "grade": graded.grade if graded is not None else None,
        "score": graded.score if graded is not None else None,
        "factors": [vars(each) for each in graded.factors] if graded is not None else [],
        "missing": list(found.missing) if isinstance(found, InsufficientData) else [],
        "label": LABELS[ValuationKind.Model],
    }


def _figures(services: GatewayServices, engagement: int, view: EngagementView) -> dict[str, Any]:
    rule = LowFeeRule.current()
    valid_until, valued_on = from_chain(view.valid_until), from_chain(view.valued_on)
    return {
        "engagement": engagement,
        "kind": view.kind.name,
        "purpose": view.purpose.name,
        "state": view.state.name,
        "expired": valid_until is not None and valid_until < _today(services.clock()),
        "appraiser": view.appraiser,
        "client": view.client,
        "payer": view.payer or None,
        "currency": view.currency,
        "fee_minor": str(view.fee),
        "low_fee": rule.is_low(view.fee, view.low, view.currency) if _is_priced(view) else None,
        "low_fee_rule": rule.version,
        "grade": view.grade.name if view.grade else None,
        "methods": [method.name for method in ValuationMethod if method and view.methods >> method & 1],
        "low_minor": str(view.low) if view.low else None,
        "high_minor": str(view.high) if view.high else None,
        "valued_on": valued_on.isoformat() if valued_on is not None else None,
        "valid_until": valid_until.isoformat() if valid_until is not None else None,
        "signatories": [each for each in (view.signatory, view.co_signatory) if each],
        "model_version": view.model_version or None,
        "report": _cid(view.report),
        "label": LABELS[view.kind],
    }


def _beside(services: GatewayServices, engagement: int, view: EngagementView, reader: int | None) -> dict[str, Any]:
    """Other appraisals of exactly these rights, and the spread over those that the reader may read (None: all)."""
    if view.kind is not ValuationKind.Appraisal:
        return {"others": 0, "others_unreadable": 0, "spread": None}
    values, others, hidden = [_valued(engagement, view)], 0, 0
    for each in ask(services, reads.engagements_over(view.rights_digest))[-_MOST_OTHERS:]:
        if each == engagement:
            continue
        other = ask(services, reads.engagement_of(each))
        if other.kind is not ValuationKind.Appraisal:
            continue
        others += 1
        if reader is not None and not ask(services, reads.may_read(each, reader)):
            hidden += 1
        elif other.currency == view.currency:
            values.append(_valued(each, other))
    found = spread_of(values)
    spread = None if found is None else {"times": found.times, "lowest": found.lowest, "highest": found.highest}
    return {"others": others, "others_unreadable": hidden, "spread": spread}


def _valued(engagement: int, view: EngagementView) -> Valued:
    return Valued(engagement, view.low, view.high, view.state is EngagementState.Abandoned)


def _cid(report: bytes) -> str | None:
    """The report's identifier; one of another form than the ledger's documents have is shown in hexadecimal."""
    try:
        return from_binary(report) if report else None
    except InvalidCid:
        return f"0x{report.hex()}"


def _is_priced(view: EngagementView) -> bool:
    return view.kind is ValuationKind.Appraisal and view.low > 0


def _today(now: datetime) -> Any:
    return now.astimezone(OFFICE_ZONE).date()
