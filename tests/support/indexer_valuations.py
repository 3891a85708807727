"""Events of valuations, for the indexer's tests. All parties are invented."""

from dataclasses import replace
from typing import Any

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import AbandonReason, ValuationGrade, ValuationKind, ValuationPurpose
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act, EngagementTerms, ValuationResult
from tests.support.indexer_chain import Said, said
from tests.support.indexer_stories import BANK, CHINESE, DOCUMENT, FIRM, OTHER_BANK, PATENT, PERSON, SALT, SECRET_AMOUNT

APPRAISER = OTHER_BANK
"""Whoever is engaged in these stories; the made chain asks nobody what kind of party it is."""
TERMS = EngagementTerms(ValuationKind.Appraisal, ValuationPurpose.Pledge, FIRM, 0, "CNY", SECRET_AMOUNT, DOCUMENT, SALT)
RESULT = ValuationResult(
    ValuationGrade.A, 12, SECRET_AMOUNT, SECRET_AMOUNT + 1, 20260105, 20270104, PERSON, FIRM, "", DOCUMENT, SALT
)


def engaged(*rights: RightId, engagement: int = 0, **changes: Any) -> Said:
    """An engagement of FIRM's over the rights."""
    keys = tuple(sorted(right.key for right in rights))
    return said(ev.ValuationEngaged(keys, replace(TERMS, **changes), Act(), 1), engagement, APPRAISER)


def delivered(engagement: int, **changes: Any) -> Said:
    """The result of an engagement."""
    return said(ev.ValuationDelivered(replace(RESULT, **changes), Act(), 1), engagement, APPRAISER)


def abandoned(engagement: int, draft: int = 0, reason: AbandonReason = AbandonReason.ResultNotAccepted) -> Said:
    """An engagement that ended without a result, with a draft or without."""
    return said(ev.ValuationAbandoned(reason, draft, draft, SALT, Act(), 1), engagement, APPRAISER)


def every_event() -> list[Said]:
    """Every event of ValuationBook, in every variant that rows tell apart."""
    dated = Act(executed_on=20260102)
    model = {"kind": ValuationKind.Model, "independence": b"", "fee": 0}
    return [
        engaged(PATENT, CHINESE, engagement=1),
        said(ev.ReaderAllowed(BANK, Act(), 1), 1, FIRM),
        said(ev.ReaderAllowed(OTHER_BANK, Act(document=DOCUMENT), 1), 1, APPRAISER),
        delivered(1, high=2**128 - 1),
        said(ev.ReaderWithdrawn(BANK, dated, 1), 1, FIRM),
        engaged(PATENT, engagement=6, payer=BANK),
        abandoned(6, draft=SECRET_AMOUNT),
        engaged(PATENT, engagement=8),
        abandoned(8, reason=AbandonReason.ClientWithdrew),
        engaged(CHINESE, engagement=10, **model),
        delivered(10, low=0, high=0, methods=0, signatory=0, co_signatory=0, model_version="演示模型 1", report=b""),
    ]
