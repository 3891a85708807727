"""The indexer on the real contracts, on the embedded chain: what it answers is what the contracts hold."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chain_gateway.documents import cid_of, to_binary
from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.calls import Call
from chain_gateway.ledger.dates import to_chain
from chain_gateway.ledger.deployments import Deployment
from chain_gateway.ledger.enums import (
    AssetClass,
    CancellationGround,
    CircumstanceKind,
    DefaultGround,
    EnforcementRoute,
    ObligationKind,
    PartyKind,
    PledgeState,
    Provenance,
    Ranking,
    RealisationMethod,
    RefusalGround,
    RightKind,
    Validity,
)
from chain_gateway.ledger.errors import decode_revert
from chain_gateway.ledger.findings import Finding, unpack
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.structs import (
    Act,
    Amendment,
    Circumstance,
    ClassLabel,
    Facts,
    Filing,
    Obligation,
    PartyEntry,
    Preservation,
    Realisation,
    Registration,
    Right,
    Verb,
)
from chain_gateway.ledger.verbs import selector_of
from chain_gateway.rpc import CallReverted
from chain_gateway.rpc.engines.embedded import EmbeddedChain
from chain_gateway.signing.signer import Signer
from indexer.audit.audit import Verdict, audit
from indexer.audit.contracts import questions
from indexer.audit.expected import expected_rows
from indexer.audit.replay import ask, replay
from indexer.service import Indexer
from indexer.settings import FollowerSettings
from pledge.deployment import deploy
from tests.support.asgi import Caller

DOCUMENT = to_binary(cid_of(b"record (demo)"))
RIGHTS = tuple(sorted((RightId.parse(f"US{number}") for number in (7831837, 8800931, 7656053)), key=lambda r: r.key))
CHINESE = RightId.parse("201710601862.3")
LATER = tuple(sorted((RightId.parse(f"US{number}") for number in (7000001, 7000002)), key=lambda r: r.key))
UNKNOWN = RightId.parse("US9000000")


class Members:
    """The consortium, with a key for each who acts."""

    def __init__(self, chain: EmbeddedChain) -> None:
        self.chain = chain
        self.governance, self.office_key, self.bank_key = Signer.random(), Signer.random(), Signer.random()
        for signer in (self.governance, self.office_key, self.bank_key):
            chain.fund(signer.address)
        self.ledger: Deployment = deploy(chain.node, self.governance)

    def send(self, signer: Signer, call: Call) -> int:
        """Sends a call; answers the newest event's number."""
        node = self.chain.node
        to = self.ledger.address_of(call.book)
        sent = node.send_raw(
            signer.sign_transaction(
                {
                    "nonce": node.nonce(signer.address),
                    "gasPrice": node.gas_price(),
                    "gas": call.gas,
                    "to": to,
                    "value": 0,
                    "data": call.data,
                    "chainId": node.chain_id(),
                }
            )
        )
        receipt = node.receipt(sent)
        assert receipt is not None
        if not receipt.succeeded:
            try:
                node.call(to, call.data, sender=signer.address)
            except CallReverted as reverted:
                raise AssertionError(f"{call.function}: {decode_revert(reverted.data).message}") from reverted
        return self.sequence()

    def sequence(self) -> int:
        """The log's own count."""
        read = reads.sequence()
        return read.decode(self.chain.node.call(self.ledger.log, read.data))


@dataclass(frozen=True)
class Told:
    """A ledger with a story, and the ids that it made."""

    members: Members
    office: int
    bank: int
    other_bank: int
    firm: int
    released: int
    partly: int
    native: int


@pytest.fixture(scope="module")
def told() -> Told:
    """Carried-over pledges that are assigned, partly released and cancelled, and a native one that is discharged."""
    members = Members(EmbeddedChain())
    gov, off, bank_key = members.governance, members.office_key, members.bank_key
    native, source = Act(document=DOCUMENT), Act(Provenance.Migrated, 20160907, 20160921, "040134/0001", DOCUMENT)
    office = members.send(
        gov, calls.admit(PartyEntry(PartyKind.RegistryOffice, "Registry (demo)"), [off.address], native)
    )
    office -= 1  # the key's own event is the last
    bank = (
        members.send(gov, calls.admit(PartyEntry(PartyKind.Bank, "Bank (demo) 演示"), [bank_key.address], native)) - 1
    )
    other_bank = members.send(
        off,
        calls.enrol(
            [
                PartyEntry(PartyKind.OtherLender, "Lender (demo)"),
                PartyEntry(PartyKind.Enterprise, "Firm (demo)"),
                PartyEntry(PartyKind.NaturalPerson, "", b"\x01" * 32),
            ],
            native,
        ),
    )
    person, firm, other_bank = other_bank, other_bank - 1, other_bank - 2
    members.send(gov, calls.configure_kind("US", RightKind.Patent, Ranking.Ranked, office, native))
    members.send(gov, calls.configure_kind("CN", RightKind.Patent, Ranking.Exclusive, office, native))
    members.send(off, calls.declare_coverage("CN", RightKind.Patent, 20000101, 20260110, native))
    members.send(
        off,
        calls.attest(
            [
                Facts(
                    Right(right.jurisdiction, right.kind, right.number),
                    Validity.InForce,
                    tuple(sorted((firm, person))) if right is CHINESE else (firm,),
                    title="Apparatus (demo)",
                    source="register (demo)",
                    as_of=20200101,
                )
                for right in (*RIGHTS, CHINESE)
            ],
            native,
        ),
    )
    keys = tuple(right.key for right in RIGHTS)

    def filed(*rights: bytes, pledgors: tuple[int, ...] = (firm,), stated: bool = False) -> Filing:
        obligation = Obligation(
            ObligationKind.Fixed, "CNY", 987654321, firm, 20260101, 20271231, DOCUMENT, b"\x05" * 32
        )
        return Filing(bank, (), pledgors, rights, obligation if stated else Obligation())

    released = members.send(off, calls.migrate(filed(*keys), "040134/0001", 20160921, source))
    members.send(
        off, calls.record_assignment(released, other_bank, Act(Provenance.Migrated, 0, 20180301, "A", DOCUMENT))
    )
    partly = members.send(off, calls.migrate(filed(*keys), "040134/0002", 20160922, source))
    freed = Act(Provenance.Migrated, 20190301, 0, "B", DOCUMENT)
    members.send(off, calls.record_partial_release(partly, keys, keys[:1], freed))
    cancelled = Act(Provenance.Migrated, 0, 20200501, "C", DOCUMENT)
    members.send(off, calls.cancel(released, keys, CancellationGround.DebtPerformed, cancelled))
    filing = filed(CHINESE.key, pledgors=tuple(sorted((firm, person))), stated=True)
    pledge = members.send(bank_key, calls.file(filing, [], native))
    registration = Registration("Y2026980000001", 20260105, DOCUMENT)
    members.send(off, calls.register(pledge, [CHINESE.key], filing.pledgors, registration, native))
    members.send(bank_key, calls.discharge(pledge, CancellationGround.DebtPerformed, [], native))
    _change_ranks_and_enforce(members, filed, source)
    return Told(members, office, bank, other_bank, firm, released, partly, pledge)


def _change_ranks_and_enforce(members: Members, filed: Callable[..., Filing], source: Act) -> None:
    """On further rights: rights added, ranks changed, a default cured, an enforcement, a revocation."""
    off, bank = members.office_key, members.bank_key
    facts = [
        Facts(Right(right.jurisdiction, right.kind, right.number), Validity.InForce, source="demo", as_of=20200101)
        for right in LATER
    ]
    members.send(off, calls.attest(facts, Act()))
    one, two = (right.key for right in LATER)
    first = members.send(off, calls.migrate(filed(one), "L-1", 20200101, source))
    second = members.send(off, calls.migrate(filed(one, two), "L-2", 20200102, source))
    third = members.send(off, calls.migrate(filed(one), "L-3", 20200103, source))
    members.send(bank, calls.ask_subordination(first, [one], second, Act()))
    members.send(off, calls.record_subordination(first, [one], second, Act(recorded_on=20250101)))
    members.send(
        off, calls.record_subordination(first, [one], third, Act(Provenance.Migrated, 0, 20250102, "L-4", DOCUMENT))
    )
    members.send(
        off,
        calls.record_amendment(
            third,
            [one],
            Amendment(Obligation(), (two,)),
            b"",
            Act(Provenance.Migrated, 0, 20250103, "L-5", DOCUMENT),
        ),
    )
    notice = Act(document=DOCUMENT)
    members.send(bank, calls.declare_default(second, DefaultGround.DebtNotPerformed, 20250201, notice))
    members.send(bank, calls.cure(second, Act()))
    members.send(bank, calls.declare_default(second, DefaultGround.DebtNotPerformed, 20250301, notice))
    members.send(bank, calls.enforce(second, EnforcementRoute.Agreement, "", Act()))
    sale = Realisation(RealisationMethod.Auction, 0, "CNY", 987654321, 0, 0, 987654321, 0, 0, 1, b"", b"\x05" * 32)
    members.send(bank, calls.realise(second, [one, two], [one, two], sale, notice))
    members.send(off, calls.revoke(third, [one, two], RefusalGround.PledgorNotOwner, Act(document=DOCUMENT)))


@pytest.fixture
def indexer(told: Told, tmp_path: Path) -> Iterator[Indexer]:
    """An indexer of the story's ledger, not yet caught up."""
    members = told.members
    settings = FollowerSettings(range_blocks=1)
    opened = Indexer(members.chain.node, members.ledger, f"sqlite:///{tmp_path}/indexer.db", follower=settings)
    yield opened
    opened.close()


def test_the_mirror_is_complete_up_to_the_head(told: Told, indexer: Indexer) -> None:
    progress = indexer.catch_up()
    assert progress.complete
    assert progress.sequence == told.members.sequence()
    assert progress.block == told.members.chain.node.head().number


def test_encumbrances_are_those_that_the_contract_holds(told: Told, indexer: Indexer) -> None:
    indexer.catch_up()
    caller = Caller(indexer.app())
    for right in (*RIGHTS, *LATER, CHINESE, UNKNOWN):
        read = reads.encumbrances(right.key)
        held = read.decode(told.members.chain.node.call(told.members.ledger.assets, read.data))
        pledges = caller.get(f"/v1/status/{right.text}").json()["pledges"]
        assert tuple(each["pledge"] for each in pledges if each["rank"]) == held.registered
        assert tuple(each["pledge"] for each in pledges if not each["rank"]) == held.filed


def test_statuses_follow_the_story(indexer: Indexer) -> None:
    indexer.catch_up()
    caller = Caller(indexer.app())

    def asked(right: RightId, as_of: str | None = None) -> tuple[str, str | None]:
        query = {} if as_of is None else {"as_of": as_of}
        answer = caller.get(f"/v1/status/{right.text}", params=query).json()
        assert answer["complete"] is True
        return answer["status"], answer["reason"]

    assert asked(RIGHTS[0]) == ("released", None)
    assert asked(RIGHTS[1]) == ("pledged", None)
    assert asked(LATER[0]) == ("enforcing", None)
    assert asked(CHINESE) == ("pledged", None)  # discharged, not yet cancelled
    assert asked(CHINESE, "2026-01-04") == ("clear", None)
    assert asked(UNKNOWN) == ("unknown", "not-covered")
    assert asked(RightId.parse("201510044041"), "2026-01-04")[0] == "unknown"


def test_the_history_of_a_pledge_is_the_chains(told: Told, indexer: Indexer) -> None:
    indexer.catch_up()
    acts = Caller(indexer.app()).get(f"/v1/pledges/{told.released}/history").json()["acts"]
    assert [(each["act"], each["official_number"]) for each in acts] == [
        ("PledgeMigrated", "040134/0001"),
        ("PledgeAssigned", "A"),
        ("PledgeCancelled", "C"),
    ]
    for each in acts:
        receipt = told.members.chain.node.receipt(bytes.fromhex(each["transaction"][2:]))
        assert receipt is not None
        assert receipt.block_number == each["block"]
        assert each["document"] == cid_of(b"record (demo)")


def test_no_answer_shows_the_amount(told: Told, indexer: Indexer) -> None:
    indexer.catch_up()
    caller = Caller(indexer.app())
    for path in (f"/v1/pledges/{told.native}", f"/v1/pledges/{told.native}/history", f"/v1/status/{CHINESE.text}"):
        assert "987654321" not in caller.get(path).text


def test_the_thread_follows_new_blocks(told: Told, indexer: Indexer) -> None:
    before = set(threading.enumerate())  # houses of other tests may still run
    indexer.start(poll_seconds=0.01)
    assert "indexer" in {thread.name for thread in set(threading.enumerate()) - before}
    members = told.members
    members.send(members.office_key, calls.declare_coverage("CN", RightKind.Patent, 20000101, 20260110, Act()))
    caller = Caller(indexer.app())
    wanted = members.sequence()
    for _ in range(1_000):
        told_now = caller.get("/v1/completeness").json()
        if told_now["sequence"] == wanted and told_now["complete"]:
            break
        time.sleep(0.01)
    assert told_now["sequence"] == wanted
    indexer.stop()
    assert "indexer" not in {thread.name for thread in set(threading.enumerate()) - before}


def test_what_the_chain_finds_and_what_the_mirror_says_agree(told: Told, indexer: Indexer) -> None:
    members = told.members
    off, gov, act = members.office_key, members.governance, Act()
    fresh = tuple(RightId.parse(number) for number in ("201510044041", "201410113232", "201310089456"))
    facts = [
        Facts(
            Right("CN", RightKind.Patent, right.number), Validity.InForce, (told.firm,), source="demo", as_of=20200101
        )
        for right in fresh
    ]
    members.send(off, calls.attest(facts, act))
    clear, preserved, lifted = fresh
    orders = [
        Preservation(right.key, "Court (demo)", "1", 20250101, source="demo", as_of=20250102)
        for right in (preserved, lifted)
    ]
    last = members.send(off, calls.note_preservations(orders, act))
    members.send(off, calls.lift_preservation(lifted.key, last, act))
    fee = Circumstance(clear.key, CircumstanceKind.AnnualFee, 20250101, source="demo", as_of=20250102)
    members.send(off, calls.attest_circumstances([fee], act))
    members.send(off, calls.label_class([ClassLabel(clear.key, AssetClass.Core, "demo", 20250102)], act))
    lent, next_key = Signer.random().address, Signer.random().address
    certify = Verb(members.ledger.searches, selector_of("SearchRegister", "certify"))
    members.send(members.bank_key, calls.delegate_key(lent, [certify], act))
    members.send(gov, calls.rotate_key(told.bank, lent, next_key, act))
    filing = selector_of("PledgeRegistry", "file")
    members.send(gov, calls.pause(members.ledger.pledges, filing, act))
    members.send(gov, calls.unpause(members.ledger.pledges, filing, act))
    asked = (clear, preserved, lifted, CHINESE, UNKNOWN)
    keys = [right.key for right in asked]
    today = datetime.fromtimestamp(members.chain.node.head().timestamp, ZoneInfo("Asia/Shanghai")).date()
    day = to_chain(today)
    members.send(off, calls.declare_coverage("CN", RightKind.Patent, 20000101, day, act))
    members.send(members.bank_key, calls.certify(b"\x07" * 32, 1, 1, day, keys, act))

    progress = indexer.catch_up()
    assert progress.complete
    assert progress.sequence == members.sequence()
    caller = Caller(indexer.app())
    said = [caller.get(f"/v1/status/{right.text}?as_of={today}").json() for right in asked]
    assert [each["status"] for each in said] == ["clear", "preserved", "clear", "pledged", "unknown"]
    assert [each["code"] for each in said[0]["warnings"]] == ["fees-overdue"]
    read = reads.findings(keys, day)
    found = unpack(read.decode(members.chain.node.call(members.ledger.assets, read.data)), len(keys))
    assert found == {1: Finding.PRESERVED, 3: Finding.PLEDGED, 4: Finding.UNKNOWN | Finding.NOT_COVERED}


def test_an_audit_finds_nothing_and_the_contracts_agree(told: Told, indexer: Indexer) -> None:
    indexer.catch_up()
    with indexer.reader.snapshot() as snapshot:
        report = audit(told.members.chain.node, told.members.ledger, snapshot, 0)
    assert (report.verdict, report.reason, report.differences) == (Verdict.SAME, None, ())
    assert report.sequence == told.members.sequence()
    assert report.calls > 30


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("pledge_states", "state", int(PledgeState.Refused)),
        ("pledges", "office", 1),
        ("holders", "party", 1),
        ("terms", "amount", "1"),
        ("pledge_rights", "asset_key", "0x" + "01" * 32),
        ("facts", "validity", int(Validity.Lapsed)),
        ("facts", "owners", "[1]"),
        ("kinds", "office", 1),
        ("coverages", "from_on", 1),
        ("parties", "kind", int(PartyKind.Appraiser)),
        ("party_keys", "party", 1),
        ("verb_grants", "kinds", "0x0"),
        ("books", "address", "0x" + "12" * 20),
    ],
)
def test_the_contracts_contradict_a_wrong_reading_of_the_events(
    told: Told, indexer: Indexer, table: str, column: str, value: object
) -> None:
    node, ledger = told.members.chain.node, told.members.ledger
    block = indexer.catch_up().block
    rows = expected_rows(replay(node, ledger, block, lambda *_: None).events)
    present = [row for row in rows.tables[table] if row.get("until_sequence") is None]
    present[-1][column] = value

    def asked(read: reads.Read[Any]) -> Any:
        return ask(node, ledger, read, block)

    assert [found for question in questions(rows, 0) for found in question.answered(asked)]
