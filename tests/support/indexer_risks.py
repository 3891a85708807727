"""Events of shared risk and of losses, for the indexer's tests. All parties are invented."""

from dataclasses import replace

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import RecoveryOrder
from chain_gateway.ledger.structs import Act, PoolTerms, SchemeTerms, Tranche
from tests.support.indexer_chain import FIRST_TIME, Said, said
from tests.support.indexer_stories import BANK, DOCUMENT, FIRM, OTHER_BANK, SALT, SECRET_AMOUNT

DAY = 86_400
POOL_TERMS = PoolTerms("CNY", SECRET_AMOUNT, DOCUMENT, SALT)
TRANCHES = (
    Tranche(0, 2_000, 0, 0, 0, 0),
    Tranche(OTHER_BANK, 8_000, 0, 0, SECRET_AMOUNT, SECRET_AMOUNT),
    Tranche(FIRM, 8_000, 1, 1, SECRET_AMOUNT, SECRET_AMOUNT),
)
SCHEME_TERMS = SchemeTerms(
    "CNY",
    RecoveryOrder.CreditorFirst,
    FIRST_TIME,
    FIRST_TIME + 365 * DAY,
    FIRST_TIME + 730 * DAY,
    SECRET_AMOUNT,
    DOCUMENT,
    SALT,
    TRANCHES,
)


def proposed(scheme: int = 0) -> Said:
    """A scheme of the bank, with a tranche of OTHER_BANK that FIRM reinsures out of its pool."""
    return said(ev.SchemeProposed(SCHEME_TERMS, False, Act(), 1), scheme, BANK)


def joined(scheme: int, party: int, *, last: bool = False) -> Said:
    """A party joins."""
    return said(ev.SchemeJoined(last, Act(document=DOCUMENT), 1), scheme, party)


def covered(scheme: int, pledge: int) -> Said:
    """The bank puts a pledge under the scheme."""
    return said(ev.PledgeCovered(scheme, SECRET_AMOUNT, SALT, Act(), 1), pledge, BANK)


def lost(scheme: int, pledge: int, loss: int = 0) -> Said:
    """The bank declares its loss."""
    shares = (SECRET_AMOUNT, SECRET_AMOUNT, 1)
    declared = ev.LossDeclared(pledge, scheme, RecoveryOrder.CreditorFirst, SECRET_AMOUNT, shares, SALT, Act(), 1)
    return said(declared, loss, BANK)


def every_event() -> list[Said]:
    """Every event of both books, in every variant that rows tell apart. The pool is 1, the pledges 98 and 99."""
    alone = replace(
        SCHEME_TERMS, order=RecoveryOrder.ProRata, tranches=(replace(TRANCHES[0], party=BANK, rate=10_000),)
    )
    return [
        said(ev.PoolDeclared(POOL_TERMS, Act(), 1), 1, FIRM),
        said(ev.PoolFunded(1, 2**128 - 1, SALT, Act(), 1), 1, FIRM),
        proposed(3),
        joined(3, OTHER_BANK),
        joined(3, FIRM, last=True),
        said(ev.SchemeProposed(alone, True, Act(executed_on=20260102), 1), 6, BANK),
        said(ev.SchemeClosed(Act(), 1), 6, BANK),
        covered(3, 98),
        said(ev.CoverEnded(Act(), 1), 98, BANK),
        covered(3, 99),
        lost(3, 99, 11),
        said(ev.SharePaid(1, SECRET_AMOUNT, SECRET_AMOUNT, SALT, Act(), 1), 11, OTHER_BANK),
        said(ev.ShareConfirmed(1, SECRET_AMOUNT, SALT, Act(), 1), 11, BANK),
        said(ev.RightsSubrogated(1, 5, SECRET_AMOUNT, SALT, Act(document=DOCUMENT), 1), 11, OTHER_BANK),
        said(ev.RecoveryShared(7, (4, 2, 0), (0, 0, 1), SALT, Act(), 1), 11, BANK),
    ]
