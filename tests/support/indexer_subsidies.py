"""Events of subsidies and of the directory, for the indexer's tests. All parties and figures are invented."""

from dataclasses import replace

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import EntryKind, SubsidyKind, SubsidyPeriod, SubsidyRefusal
from chain_gateway.ledger.structs import Act, DirectoryTerms, ProgrammeTerms, SubsidyTerms
from tests.support.indexer_chain import Said, said
from tests.support.indexer_stories import BANK, DOCUMENT, FIRM, OTHER_BANK, PATENT, SALT, SECRET_AMOUNT

PROGRAMME = ProgrammeTerms(
    "演示贴息",
    "CN-440300",
    SubsidyKind.Interest,
    SubsidyPeriod.Year,
    2,
    5_000,
    "CNY",
    50,
    900,
    20260101,
    20271231,
    DOCUMENT,
)
PRODUCT = DirectoryTerms(
    EntryKind.Product, BANK, "演示知产贷", "CN-440300", 2, "CNY", 100, 5_000, 6, 36, 320, 450, 4_000, DOCUMENT, ()
)


def declared(programme: int = 0) -> Said:
    """A programme of OTHER_BANK, which stands for an authority here."""
    return said(ev.ProgrammeDeclared(PROGRAMME, Act(), 1), programme, OTHER_BANK)


def claimed(programme: int, subsidy: int) -> Said:
    """The bank claims for a pledge."""
    terms = SubsidyTerms(programme, 99, 20260101, FIRM, SECRET_AMOUNT, SECRET_AMOUNT, SALT)
    return said(ev.SubsidyClaimed(terms, Act(document=DOCUMENT), 1), subsidy, BANK)


def of_subsidies() -> list[Said]:
    """Every event of SubsidyBook."""
    return [
        declared(1),
        said(ev.ProgrammeRevised(replace(PROGRAMME, budget=2**100), Act(), 1), 1, OTHER_BANK),
        claimed(1, 3),
        said(ev.SubsidyWithdrawn(Act(), 1), 3, BANK),
        claimed(1, 5),
        said(ev.SubsidyRefused(SubsidyRefusal.NotEligible, Act(), 1), 5, OTHER_BANK),
        claimed(1, 7),
        said(ev.SubsidyGranted(SECRET_AMOUNT, SALT, Act(), 1), 7, OTHER_BANK),
        said(ev.SubsidyPaid(Act(executed_on=20260105), 1), 7, OTHER_BANK),
        said(ev.ProgrammeClosed(Act(), 1), 1, OTHER_BANK),
    ]


def of_directory() -> list[Said]:
    """Every event of DirectoryBook."""
    offer = replace(PRODUCT, kind=EntryKind.RightsOffer, owner=FIRM, rights=(PATENT.key,))
    return [
        said(ev.EntryPublished(PRODUCT, Act(), 1), 1, BANK),
        said(ev.EntryRevised(2, replace(PRODUCT, most_rate=400), Act(), 1), 1, BANK),
        said(ev.EntryPublished(offer, Act(), 1), 3, FIRM),
        said(ev.EntryWithdrawn(Act(), 1), 3, FIRM),
    ]
