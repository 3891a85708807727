"""Events of disposals, for the indexer's tests. All parties are invented."""

from dataclasses import replace
from typing import Any

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import DelistReason, DisposalChannel, Relation
from chain_gateway.ledger.structs import Act, ListingTerms, Sale
from tests.support.indexer_chain import Said, said
from tests.support.indexer_stories import BANK, CHINESE, DOCUMENT, FIRM, OTHER_BANK, PATENT, SALT, SECRET_AMOUNT

TERMS = ListingTerms(DisposalChannel.Exchange, OTHER_BANK, "CNY", SECRET_AMOUNT, SALT)
SALE = Sale(FIRM, Relation.Unrelated, SECRET_AMOUNT, False, SALT)


def listed(pledge: int, *keys: bytes, listing: int = 0, **changes: Any) -> Said:
    """A listing of the bank's."""
    payload = ev.RightsListed(pledge, 0, tuple(sorted(keys)), replace(TERMS, **changes), Act(), 1)
    return said(payload, listing, BANK)


def sold(listing: int, on: int = 20260110, **changes: Any) -> Said:
    """The sale of a listing."""
    return said(ev.RightsSold(replace(SALE, **changes), Act(executed_on=on, document=DOCUMENT), 1), listing, BANK)


def ended(listing: int, reason: DelistReason = DelistReason.SaleFellThrough) -> Said:
    """A listing that ended without a settled sale."""
    return said(ev.ListingEnded(reason, Act(), 1), listing, BANK)


def every_event() -> list[Said]:
    """Every event of DisposalBook, in every variant that rows tell apart."""
    inventory = ev.RightsListed(99, 40, (PATENT.key,), replace(TERMS, venue=0), Act(executed_on=20260102), 1)
    return [
        listed(99, PATENT.key, CHINESE.key, listing=1),
        said(ev.ListingRepriced(1, SALT, Act(executed_on=20260103), 1), 1, BANK),
        sold(1),
        said(ev.SaleSettled(Act(), 1), 1, BANK),
        said(inventory, 5, OTHER_BANK),
        sold(5, buyer=0, relation=Relation.SameControl, disclosed=True),
        ended(5),
    ]
