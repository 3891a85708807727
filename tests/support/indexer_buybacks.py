"""Events of buyback commitments, for the indexer's tests. All parties are invented."""

from dataclasses import replace
from typing import Any

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import BuybackRoute, DeclineReason
from chain_gateway.ledger.structs import Act, CommitmentTerms, FundTerms
from tests.support.indexer_chain import FIRST_TIME, Said, said
from tests.support.indexer_stories import BANK, DOCUMENT, FIRM, OTHER_BANK, SALT, SECRET_AMOUNT

DAY = 86_400
CAP = b"cap".ljust(32, b"\0")
FUND_TERMS = FundTerms(OTHER_BANK, "CNY", SECRET_AMOUNT, SECRET_AMOUNT, SALT)


def terms(**changes: Any) -> CommitmentTerms:
    """A commitment with a price that no answer may show."""
    given = CommitmentTerms(
        BuybackRoute.Claim,
        "CNY",
        SECRET_AMOUNT,
        SECRET_AMOUNT,
        FIRST_TIME,
        FIRST_TIME + 365 * DAY,
        30,
        0,
        SALT,
        DOCUMENT,
        SALT,
    )
    return replace(given, **changes)


def declared(fund: int = 0) -> Said:
    """A fund of FIRM, run by OTHER_BANK."""
    return said(ev.FundDeclared(FUND_TERMS, Act(), 1), fund, FIRM)


def offered(fund: int, pledge: int, commitment: int = 0) -> Said:
    """An offer of the fund on a pledge."""
    return said(ev.CommitmentOffered(fund, pledge, terms(), Act(), 1), commitment, OTHER_BANK)


def accepted(commitment: int) -> Said:
    """The bank's acceptance."""
    return said(ev.CommitmentAccepted(SECRET_AMOUNT, 7_500, (FIRM,), SALT, Act(), 1), commitment, BANK)


def exercised(commitment: int, due_at: int) -> Said:
    """The bank calls the commitment."""
    return said(ev.CommitmentExercised(due_at, Act(), 1), commitment, BANK)


def settled(commitment: int) -> Said:
    """The bank confirms the whole price."""
    return said(ev.PaymentConfirmed(SECRET_AMOUNT, True, SALT, Act(), 1), commitment, BANK)


def every_event() -> list[Said]:
    """Every event of BuybackBook, in every variant that rows tell apart. The fund is 1, the pledge 99."""
    return [
        declared(1),
        said(ev.FundRevised(replace(FUND_TERMS, manager=FIRM, capital=2**128 - 1), Act(), 1), 1, FIRM),
        said(ev.CapSet(7_000, Act(), 1), CAP),
        said(ev.CapSet(10_000, Act(), 1), CAP),
        offered(1, 99, 5),
        said(ev.OfferWithdrawn(Act(), 1), 5, OTHER_BANK),
        offered(1, 99, 7),
        said(ev.OfferDeclined(DeclineReason.PriceTooLow, Act(executed_on=20260102), 1), 7, BANK),
        offered(1, 99, 9),
        accepted(9),
        exercised(9, FIRST_TIME + 30 * DAY),
        said(ev.ExerciseDisputed(Act(document=DOCUMENT), 1), 9, OTHER_BANK),
        said(ev.PaymentOverdue(FIRST_TIME + 30 * DAY, Act(), 1), 9, BANK),
        said(ev.PaymentStated(SECRET_AMOUNT, SECRET_AMOUNT, SALT, Act(), 1), 9, OTHER_BANK),
        said(ev.PaymentConfirmed(1, False, SALT, Act(), 1), 9, BANK),
        settled(9),
        said(ev.InventoryResold(1, 5, SECRET_AMOUNT, SALT, Act(), 1), 9, OTHER_BANK),
        offered(1, 99, 18),
        said(ev.CommitmentLapsed(Act(), 1), 18, OTHER_BANK),
        offered(1, 99, 20),
        accepted(20),
        said(ev.CommitmentWaived(Act(), 1), 20, BANK),
    ]
