"""Golden files of the projection: encoded events in, row changes out.

`python -m tests.support.indexer_golden` writes them anew; read the difference before you keep it.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import (
    AssetClass,
    CancellationGround,
    ChangeKind,
    CircumstanceKind,
    ConsentForm,
    DefaultGround,
    DeterminationGround,
    DocumentKeyScheme,
    EnforcementRoute,
    LicenceScope,
    Lock,
    ObligationKind,
    PartyKind,
    PriceUse,
    Provenance,
    Ranking,
    RealisationMethod,
    RefusalGround,
    RightKind,
    TransferKind,
    Validity,
)
from chain_gateway.ledger.events import LedgerEvent, RawLog, decode
from chain_gateway.ledger.structs import (
    Act,
    ClassLabel,
    Determination,
    Obligation,
    OtherConsent,
    Realisation,
    TransferConsent,
    Verb,
)
from indexer.projection.dates import BlockStamp
from indexer.projection.project import project
from indexer.projection.rows import Change, Insert
from tests.support import indexer_disposals, indexer_refinancings, indexer_risks, indexer_subsidies, indexer_valuations
from tests.support.indexer_buybacks import every_event
from tests.support.indexer_chain import LEDGER, MadeChain, Said, said
from tests.support.indexer_stories import (
    APPLICATION,
    BANK,
    CHINESE,
    DOCUMENT,
    FIRM,
    OFFICE,
    OTHER_BANK,
    PATENT,
    PERSON,
    SALT,
    SECOND_PATENT,
    carried_over,
    circumstance,
    coverage,
    facts,
    filing,
    founding,
    migrated,
    preservation,
)

FOLDER = Path(__file__).parents[1] / "golden"
VERB = b"\x07" * 32
OTHERS = (OtherConsent(OTHER_BANK, DOCUMENT), OtherConsent(PERSON, DOCUMENT))
CONSENT = TransferConsent(
    TransferKind.Licence, (PATENT.key,), FIRM, True, LicenceScope.Sole, PriceUse.Deposited, "CNY", 2**100, SALT
)
REALISATION = Realisation(RealisationMethod.Auction, 0, "CNY", 2**100, 1, 2, 2**100 - 3, 0, 0, 7, b"", SALT)
_HOSTILE = "evil\u202etxt\x1b[31m\u0000 name"


def books() -> dict[str, list[Said]]:
    """The events of each golden file: every event of the book, in every variant that rows tell apart."""
    act = Act(recorded_on=20260110)
    act_of_governance = Act(executed_on=20260111)
    key = to_checksum_address("0x" + "ab" * 20)
    terms = Obligation(ObligationKind.Maximum, "CNY", 2**128 - 1, PERSON, 20260201, 20270201, DOCUMENT, SALT)
    return {
        "log": [said(ev.BookAdded(), LEDGER.parties), said(ev.BookAdded(), LEDGER.pledges)],
        "parties": [
            *founding()[4:],
            said(ev.PartyAdmitted(PartyKind.Bank, _HOSTILE, bytes(32), "91110108551385082Q", act, 1), 6, OFFICE),
            # The contract refuses a person's name; if one came through all the same, no row may carry it.
            said(ev.PartyAdmitted(PartyKind.NaturalPerson, "Zhang San (demo)", SALT, "id", act, 1), 7, OFFICE),
            said(ev.PartyRenamed("演示新银行", bytes(32), act_of_governance, 1), BANK),
            said(ev.PartyRenamed("", SALT, act, 1), PERSON, OFFICE),
            said(ev.PartyRenamed("Li Si (demo)", SALT, act, 1), 7, OFFICE),
            said(ev.KeyAdded(key, Act(), 1), BANK),
            said(ev.KeyRevoked(key, Act(), 1), BANK),
            said(ev.PartySuspended(Act(), 1), BANK),
            said(ev.PartyReinstated(Act(), 1), BANK),
            said(ev.VerbGranted(LEDGER.pledges, b"\x01\x02\x03\x04", 2**255 + 2, Act(), 1), VERB),
            said(ev.CallerGranted(LEDGER.assets, b"\x01\x02\x03\x04", LEDGER.pledges, True, Act(), 1), VERB),
            said(ev.CallerGranted(LEDGER.assets, b"\x01\x02\x03\x04", LEDGER.pledges, False, Act(), 1), VERB),
            said(ev.KeyDelegated(key, (Verb(LEDGER.searches, b"\x01\x02\x03\x04"),), Act(), 1), BANK, BANK),
            said(ev.KeyRotated(key, to_checksum_address("0x" + "cd" * 20), Act(), 1), BANK),
            said(ev.DocumentKeyPublished(DocumentKeyScheme.X25519, b"\x01" * 32, Act(), 1), BANK, BANK),
            said(ev.DocumentKeyPublished(DocumentKeyScheme.P256, b"\x02" * 33, Act(), 1), BANK, BANK),
            said(ev.DocumentKeyPublished(DocumentKeyScheme.None_, b"", Act(), 1), BANK, BANK),
            said(ev.VerbPaused(LEDGER.pledges, b"\x01\x02\x03\x04", Act(), 1), VERB),
            said(ev.VerbUnpaused(LEDGER.pledges, b"\x01\x02\x03\x04", act_of_governance, 1), VERB),
        ],
        "assets": [
            said(ev.KindConfigured("CN", RightKind.Patent, Ranking.Exclusive, OFFICE, Act(), 1), VERB),
            coverage(PATENT),
            facts(PATENT, application_number="US:APPL:11424427", main_class="G06F", expires_on=20260524),
            facts(PATENT, Validity.Lapsed, as_of=20260601, application_number="no number at all"),
            facts(APPLICATION, Validity.Pending),
            facts(CHINESE, owners=(FIRM, PERSON)),
            circumstance(PATENT, CircumstanceKind.AnnualFee, 20251231, 20260630),
            circumstance(PATENT, CircumstanceKind.Litigation, 20260105, case_number="(2026) demo 1"),
            preservation(PATENT),
            said(ev.PreservationLifted(39, 0, act, 1), PATENT.key, OFFICE),
            said(ev.ClassLabelled(ClassLabel(PATENT.key, AssetClass.Core, "demo", 20260101), Act(), 1), PATENT.key, 5),
            said(ev.RightsLocked(Lock.Pool, (PATENT.key, CHINESE.key), Act(), 1), 12, BANK),
            said(ev.RightsUnlocked(Lock.Pool, (PATENT.key, CHINESE.key), act_of_governance, 1), 12, BANK),
        ],
        "searches": [
            said(ev.Searched(1, 3, 20260110, 2, SALT, bytes.fromhex("00010080"), Act(), 1), VERB, BANK),
            said(ev.Searched(2, 3, 20260110, 3500, SALT, b"", Act(document=DOCUMENT), 1), VERB, BANK),
        ],
        "pledges": [
            said(ev.PledgeFiled(OFFICE, filing(CHINESE, joint=(OTHER_BANK,)), True, (), Act(), 1), 1, BANK),
            said(ev.PledgeRegistered("Y2026980000001", 20260105, DOCUMENT, act, 1), 1, OFFICE),
            said(ev.CorrectionAsked(20260110, act, 1), 1, OFFICE),
            said(ev.CorrectionAnswered(Act(document=DOCUMENT), 1), 1, BANK),
            said(
                ev.PledgeDischarged(CancellationGround.DebtPerformed, (), Act(executed_on=20260108), 1), 1, OTHER_BANK
            ),
            said(ev.PledgeCancelled(CancellationGround.DebtPerformed, Act(), 1), 1, OFFICE),
            said(carried_over(PATENT, SECOND_PATENT), 12, OFFICE),
            said(
                ev.PledgeCancelled(CancellationGround.OtherLaw, Act(Provenance.Migrated, document=DOCUMENT), 1),
                12,
                OFFICE,
            ),
            said(carried_over(PATENT, effective_on=20160907, act=migrated(recorded_on=0)), 15, OFFICE),
            said(ev.PledgeFiled(OFFICE, filing(CHINESE), False, (7,), Act(), 1), 16, BANK),
            said(ev.PledgeRefused(RefusalGround.AlreadyPledged, act, 1), 16, OFFICE),
            said(ev.PledgeFiled(OFFICE, filing(CHINESE), False, (7,), Act(), 1), 18, BANK),
            said(ev.PledgeWithdrawn(Act(), 1), 18, BANK),
            said(ev.PledgeRevoked(RefusalGround.PledgorNotOwner, act, 1), 15, OFFICE),
        ],
        "changes": [
            said(ev.AmendmentAsked(terms, (PATENT.key,), ConsentForm.Paper, (), True, OTHERS, Act(), 1), 1, BANK),
            said(ev.PledgeAmended(terms, (PATENT.key,), DOCUMENT, act, 1), 1, OFFICE),
            said(ev.PledgeAmended(terms, (), b"", act, 1), 1, OFFICE),
            said(ev.AssignmentNominated(OTHER_BANK, Act(), 1), 1, BANK),
            said(ev.AssignmentAccepted(Act(), 1), 1, OTHER_BANK),
            said(ev.PledgeAssigned(BANK, OTHER_BANK, act, 1), 1, OFFICE),
            said(ev.PartialReleaseAsked((PATENT.key,), OTHERS, Act(), 1), 1, OTHER_BANK),
            said(ev.ChangeDropped(ChangeKind.PartialRelease, act, 1), 1, OFFICE),
            said(
                ev.RightsReleased((SECOND_PATENT.key,), 1, migrated(recorded_on=0, number="050000/0002"), 1), 12, OFFICE
            ),
            said(ev.SubordinationAsked(12, (PATENT.key,), Act(), 1), 1, OTHER_BANK),
            said(ev.RanksChanged(12, (PATENT.key, SECOND_PATENT.key), act, 1), 1, OFFICE),
            said(ev.ClaimDetermined(DeterminationGround.PeriodOver, Determination(1, SALT), Act(), 1), 1, OTHER_BANK),
            said(ev.TransferConsented(CONSENT, Act(document=DOCUMENT), 1), 1, OTHER_BANK),
        ],
        "enforcement": [
            said(ev.PledgeDefaulted(DefaultGround.DebtNotPerformed, 20260201, Act(), 1), 1, BANK),
            said(ev.PledgeCured(Act(), 1), 1, BANK),
            said(ev.EnforcementStarted(EnforcementRoute.Court, "（2026）演示73民初1号", Act(), 1), 1, BANK),
            said(ev.RightsRealised((PATENT.key,), REALISATION, False, Act(document=DOCUMENT), 1), 1, BANK),
            said(ev.RightsRealised((SECOND_PATENT.key,), REALISATION, True, Act(document=DOCUMENT), 1), 1, BANK),
        ],
        "buybacks": every_event(),
        "refinancings": indexer_refinancings.every_event(),
        "disposals": indexer_disposals.every_event(),
        "subsidies": indexer_subsidies.of_subsidies(),
        "directory": indexer_subsidies.of_directory(),
        "valuations": indexer_valuations.every_event(),
        "risks": indexer_risks.every_event(),
    }


def encode_case(log: Any, time: int) -> dict[str, Any]:
    """A log as the golden file keeps it."""
    return {
        "block": log.block_number,
        "time": time,
        "address": log.address,
        "topics": [topic.hex() for topic in log.topics],
        "data": log.data.hex(),
        "transaction_hash": log.transaction_hash.hex(),
        "log_index": log.log_index,
    }


def changes_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The row changes of a golden file's event, as the file keeps them."""
    log = RawLog(
        case["address"],
        tuple(bytes.fromhex(topic) for topic in case["topics"]),
        bytes.fromhex(case["data"]),
        case["block"],
        bytes(32),
        bytes.fromhex(case["transaction_hash"]),
        case["log_index"],
    )
    event = decode(log, LEDGER)
    assert isinstance(event, LedgerEvent)
    return [change_json(change) for change in project(event, BlockStamp(case["block"], case["time"]))]


def change_json(change: Change) -> dict[str, Any]:
    """A row change as JSON."""
    if isinstance(change, Insert):
        values = {name: value for name, value in asdict(change.row).items() if not name.startswith("until_")}
        return {"insert": change.row.table, "row": values}
    return {
        "close": change.row_type.table,
        "match": dict(change.match),
        "sequence": change.sequence,
        "block": change.block,
        "on": change.on,
        "dated_by": change.dated_by,
    }


def main() -> None:
    """Writes all golden files."""
    FOLDER.mkdir(exist_ok=True)
    for book, told in books().items():
        chain = MadeChain()
        for each in told:
            chain.mine(each)
        cases = [encode_case(log, time) for log, time in chain.all_logs() if len(log.topics) == 4]
        content = [{"event": case, "changes": changes_of(case)} for case in cases]
        (FOLDER / f"projection_{book}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
