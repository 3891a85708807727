"""Events of small stories, for the indexer's tests. All parties are invented."""

import hashlib

from chain_gateway.documents.cid import cid_of, to_binary
from chain_gateway.ledger import events as ev
from chain_gateway.ledger.asset_key import kind_id
from chain_gateway.ledger.enums import (
    CancellationGround,
    CircumstanceKind,
    ObligationKind,
    PartyKind,
    Provenance,
    Ranking,
    RightKind,
    Validity,
)
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import Act, Circumstance, Facts, Filing, Obligation, Preservation, Right
from tests.support.indexer_chain import LEDGER, MadeChain, Said, said

DOCUMENT = to_binary(cid_of(b"source record (demo)"))
SALT = hashlib.sha256(b"salt").digest()
SECRET_AMOUNT = 987_654_321_00
OFFICE, BANK, OTHER_BANK, FIRM, PERSON = 5, 6, 7, 8, 9
"""Party ids: numbers of the events that `founding` makes."""

PATENT = RightId.parse("US7831837")
SECOND_PATENT = RightId.parse("US8800931")
APPLICATION = RightId.parse("APPL:US11424427")
CHINESE = RightId.parse("201710601862.3")
CHINESE_APPLICATION = RightId("CN", RightKind.PatentApplication, CHINESE.number)


def migrated(recorded_on: int = 20160921, executed_on: int = 20160907, number: str = "040134/0001") -> Act:
    """An act carried over from an official register."""
    return Act(Provenance.Migrated, executed_on, recorded_on, number, DOCUMENT)


def facts(
    right: RightId, validity: Validity = Validity.InForce, owners: tuple[int, ...] = (FIRM,), **more: object
) -> Said:
    """An attestation of a right."""
    stated = {"source": "register (demo)", "as_of": 20260101, "title": "Apparatus (demo)"} | more
    attested = Facts(Right(right.jurisdiction, right.kind, right.number), validity, owners, **stated)  # type: ignore[arg-type]
    return said(ev.FactsAttested(attested, Act(), 1), right.key, OFFICE)


def circumstance(
    right: RightId,
    kind: CircumstanceKind,
    starts_on: int = 0,
    ends_on: int = 0,
    case_number: str = "",
    as_of: int = 20260101,
) -> Said:
    """A circumstance of a right."""
    told = Circumstance(right.key, kind, starts_on, ends_on, case_number, "text (demo)", "register (demo)", as_of)
    return said(ev.CircumstanceAttested(told, Act(), 1), right.key, OFFICE)


def preservation(right: RightId, starts_on: int = 20260102, recorded_on: int = 20260103, rank: int = 1) -> Said:
    """A court's preservation of a right."""
    order = Preservation(
        right.key, "Court (demo)", "(2026) demo 7", starts_on, 20280101, rank, "register (demo)", 20260103
    )
    return said(ev.PreservationNoted(order, Act(recorded_on=recorded_on), 1), right.key, OFFICE)


def coverage(right: RightId, from_: int = 20000101, through: int = 20301231) -> Said:
    """A declaration that the ledger is complete for the right's kind."""
    payload = ev.CoverageDeclared(right.jurisdiction, right.kind, from_, through, Act(), 1)
    return said(payload, kind_id(right.jurisdiction, right.kind), OFFICE)


def kind_given(right: RightId, office: int) -> Said:
    """The right's kind is given to an office."""
    payload = ev.KindConfigured(right.jurisdiction, right.kind, Ranking.Ranked, office, Act(), 1)
    return said(payload, kind_id(right.jurisdiction, right.kind))


def filing(
    *rights: RightId, pledgee: int = BANK, pledgors: tuple[int, ...] = (FIRM,), joint: tuple[int, ...] = ()
) -> Filing:
    """A filing with an amount that no answer may show."""
    keys = tuple(sorted(right.key for right in rights))
    obligation = Obligation(ObligationKind.Fixed, "CNY", SECRET_AMOUNT, FIRM, 20260101, 20261231, DOCUMENT, SALT)
    return Filing(pledgee, joint, pledgors, keys, obligation)


def founding() -> list[Said]:
    """Books, and the parties OFFICE, BANK, OTHER_BANK, FIRM and PERSON."""

    def party(number: int, kind: PartyKind, name: str, actor: int = 0) -> Said:
        commitment = SALT if kind is PartyKind.NaturalPerson else bytes(32)
        return said(ev.PartyAdmitted(kind, name, commitment, "", Act(), 1), number, actor)

    return [
        said(ev.BookAdded(), LEDGER.parties),
        said(ev.BookAdded(), LEDGER.assets),
        said(ev.BookAdded(), LEDGER.pledges),
        said(ev.KindConfigured("US", RightKind.Patent, Ranking.Ranked, OFFICE, Act(), 1), kind_id("US", 1)),
        party(OFFICE, PartyKind.RegistryOffice, "Registry (demo) 演示登记处"),
        party(BANK, PartyKind.Bank, "First Bank (demo) 演示第一银行"),
        party(OTHER_BANK, PartyKind.Bank, "Second Bank (demo) 演示第二银行"),
        party(FIRM, PartyKind.Enterprise, "Maker Ltd (demo) 演示制造公司", OFFICE),
        party(PERSON, PartyKind.NaturalPerson, "", OFFICE),
    ]


def carried_over(*rights: RightId, effective_on: int = 20160921, act: Act | None = None, **more: object) -> ev.Payload:
    """A migrated registration."""
    act = act if act is not None else migrated()
    return ev.PledgeMigrated(act.official_number, effective_on, filing(*rights, **more), act, 1)  # type: ignore[arg-type]


class Story:
    """A chain that tells a story event by event, each in a block of its own."""

    def __init__(self) -> None:
        self.chain = MadeChain()
        self.chain.mine(*founding())

    def tell(self, *events: Said) -> int:
        """Mines the events in one block; answers the number of the first."""
        self.chain.mine(*events)
        return self.chain.sequence - len(events) + 1

    def open(self, payload: ev.Payload, actor: int = OFFICE) -> int:
        """Mines an event that opens a pledge, whose id is its number."""
        number = self.chain.sequence + 1
        self.chain.mine(said(payload, number, actor))
        return number

    def act(self, payload: ev.Payload, pledge: int, actor: int = OFFICE) -> int:
        """Mines an act on a pledge."""
        self.chain.mine(said(payload, pledge, actor))
        return self.chain.sequence


def whole_story() -> tuple[Story, int, int]:
    """A migrated pledge of two rights that is assigned, partly released and cancelled; a native one that lives.

    Answers the story and the two pledges' ids.
    """
    story = Story()
    story.tell(
        facts(PATENT, application_number="US:APPL:11424427"),
        facts(SECOND_PATENT),
        facts(CHINESE, owners=(FIRM, PERSON)),
    )
    old = story.open(carried_over(PATENT, SECOND_PATENT))
    story.act(ev.PledgeAssigned(BANK, OTHER_BANK, migrated(20180301, 20180215, "045000/0001"), 1), old)
    story.act(ev.RightsReleased((SECOND_PATENT.key,), 1, migrated(20190401, 20190301, "048000/0002"), 1), old)
    story.act(ev.PledgeCancelled(CancellationGround.DebtPerformed, migrated(20200501, 20200420, "052000/0003"), 1), old)
    native = story.open(ev.PledgeFiled(OFFICE, filing(CHINESE, pledgors=(FIRM, PERSON)), False, (7,), Act(), 1), BANK)
    story.act(ev.PledgeRegistered("Y2026980000001", 20260105, b"", Act(), 1), native)
    return story, old, native
