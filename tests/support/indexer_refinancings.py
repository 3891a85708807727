"""Events of refinancings, for the indexer's tests. All parties are invented."""

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import RefinancingKind
from chain_gateway.ledger.structs import Act, RefinancingTerms
from tests.support.indexer_chain import Said, said
from tests.support.indexer_stories import BANK, OTHER_BANK, SALT, SECRET_AMOUNT

OPERATION = "演示资产支持专项计划1期"


def offered(pledge: int, refinancing: int = 0, kind: RefinancingKind = RefinancingKind.Pool) -> Said:
    """The bank offers its claim to OTHER_BANK, which stands for a trustee or central bank here."""
    terms = RefinancingTerms(kind, OTHER_BANK, SECRET_AMOUNT, OPERATION, SALT)
    return said(ev.ClaimOffered(pledge, terms, Act(), 1), refinancing, BANK)


def taken(refinancing: int, pledge: int) -> Said:
    """The user takes the claim."""
    return said(ev.ClaimTaken(pledge, SALT, Act(), 1), refinancing, OTHER_BANK)


def released(refinancing: int, pledge: int) -> Said:
    """The user releases it."""
    return said(ev.ClaimReleased(pledge, Act(executed_on=20260103), 1), refinancing, OTHER_BANK)


def assessed(pledge: int, haircut: int) -> Said:
    """What OTHER_BANK says of the claim."""
    return said(ev.EligibilityAssessed(haircut > 0, haircut, Act(), 1), pledge, OTHER_BANK)


def every_event() -> list[Said]:
    """Every event of RefinancingBook, in every variant that rows tell apart. The pledge is 99."""
    return [
        assessed(99, 3_000),
        assessed(99, 0),
        offered(99, 3),
        said(ev.ClaimDropped(Act(), 1), 3, BANK),
        offered(99, 5, RefinancingKind.Relending),
        taken(5, 99),
        released(5, 99),
    ]
