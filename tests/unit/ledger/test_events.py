"""Raw logs become typed events, or are refused."""

from dataclasses import fields, replace
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from chain_gateway.ledger import calls, events, solidity
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.enums import CancellationGround, Provenance
from chain_gateway.ledger.events import (
    Appended,
    AuthorityUpdated,
    BookAdded,
    LedgerEvent,
    MalformedEvent,
    Payload,
    PledgeCancelled,
    PledgeMigrated,
    PledgeWithdrawn,
    RawLog,
    UnknownEvent,
)
from chain_gateway.ledger.structs import Act, Filing, Registration

from .conftest import OBLIGATION, PAPER, RealLedger, raw_log
from .test_deployments import DEPLOYMENT
from .test_structs import EXAMPLES, abi_type, snake_case

ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"
# OpenZeppelin's own events: one is decoded by hand, the other no book emits.
OPEN_ZEPPELIN = {"AuthorityUpdated", "EIP712DomainChanged"}
BOOKS = (
    "LedgerLog", "PartyRegistry", "AssetRegistry", "PledgeRegistry", "ChangeBook", "EnforcementBook", "BuybackBook",
    "SearchRegister", "RefinancingBook", "ValuationBook", "DisposalBook", "RiskShareBook", "LossBook",
    "SubsidyBook", "DirectoryBook",
)  # fmt: skip


def compiled_events() -> dict[str, tuple[str, dict[str, Any]]]:
    """Every event of the books, with its book, by name."""
    return {
        entry["name"]: (book, dict(entry))
        for book in BOOKS
        for entry in artifact(book).abi
        if entry["type"] == "event" and entry["name"] not in OPEN_ZEPPELIN
    }


def sample(annotation: Any) -> Any:
    """Some value of an annotation."""
    if get_origin(annotation) is tuple:
        return (sample(get_args(annotation)[0]),)
    for example in EXAMPLES:
        if type(example) is annotation:
            return example
    if annotation in (bool, str, bytes):
        return {bool: True, str: "登记号", bytes: b"\x01"}[annotation]
    if isinstance(annotation, type):
        return list(annotation)[-1]  # type: ignore[call-overload]
    by_type: dict[str, Any] = {
        "address": ADDRESS,
        "bytes4": b"\x01\x02\x03\x04",
        "bytes32": b"\x09" * 32,
        "bytes2": "CN",
        "bytes3": "CNY",
    }
    by_type |= {"uint8": 2, "uint16": 2024}
    return by_type.get(get_args(annotation)[1].name, 20240101)


def log_of(payload: Payload, subject: bytes = bytes(31) + b"\x05") -> RawLog:
    """The log that a book emits for a payload, encoded by an ABI encoder."""
    kind = type(payload)
    codecs = solidity.fields(kind)
    values = [each.encode(getattr(payload, name), name) for name, each in codecs.items()]
    return RawLog(
        address=DEPLOYMENT.address_of(kind.book),
        topics=(keccak(text=events.signature(kind)), bytes(31) + b"\x2a", subject, bytes(31) + b"\x03"),
        data=encode([each.type for each in codecs.values()], values),
        block_number=12,
        block_hash=b"\x0b" * 32,
        transaction_hash=b"\x0c" * 32,
        log_index=1,
    )


def made(kind: type[Payload]) -> Payload:
    """A payload of a kind with some value in each field."""
    return kind(
        **{
            name: sample(hint)
            for name, hint in get_type_hints(kind, include_extras=True).items()
            if name not in ("book", "subject_type")
        }
    )


WITHDRAWN = log_of(PledgeWithdrawn(Act(), 1))


def test_every_event_of_the_books_has_its_dataclass_and_no_other() -> None:
    assert {each.__name__ for each in events.event_types()} | {"Appended"} == set(compiled_events())


@pytest.mark.parametrize("kind", events.event_types(), ids=lambda kind: kind.__name__)
def test_a_dataclass_is_the_event_of_the_abi(kind: type[Payload]) -> None:
    book, compiled = compiled_events()[kind.__name__]
    indexed, own = compiled["inputs"][:3], compiled["inputs"][3:]
    assert kind.book == book
    assert [each["indexed"] for each in compiled["inputs"]] == [True] * 3 + [False] * len(own)
    assert [each["type"] for each in indexed] == ["uint64", kind.subject_type, "uint64"]
    assert [field.name.removesuffix("_") for field in fields(kind)] == [snake_case(each["name"]) for each in own]  # type: ignore[arg-type]
    assert events.signature(kind) == f"{kind.__name__}({','.join(map(abi_type, compiled['inputs']))})"


@pytest.mark.parametrize("kind", events.event_types(), ids=lambda kind: kind.__name__)
def test_an_event_that_an_abi_encoder_wrote_is_read_back(kind: type[Payload]) -> None:
    payload = made(kind)
    decoded = events.decode(log_of(payload), DEPLOYMENT)
    subject = {"uint64": 5, "bytes32": bytes(31) + b"\x05", "address": f"0x{'0' * 39}5"}[kind.subject_type]
    assert decoded == LedgerEvent(42, kind.book, kind.__name__, subject, 3, payload, log_of(payload))


def test_the_logs_own_record_is_read() -> None:
    topics = (
        keccak(text="Appended(uint64,address,bytes32)"),
        bytes(31) + b"\x2a",
        bytes(12) + bytes.fromhex(ADDRESS[2:]),
    )
    log = replace(WITHDRAWN, address=DEPLOYMENT.log, topics=topics, data=b"\x0d" * 32)
    assert events.decode(log, DEPLOYMENT) == Appended(42, ADDRESS, b"\x0d" * 32, log)


def test_the_word_on_the_guard_is_read_and_not_numbered() -> None:
    data = bytes(12) + bytes.fromhex(ADDRESS[2:])
    log = replace(WITHDRAWN, topics=(keccak(text="AuthorityUpdated(address)"),), data=data)
    assert events.decode(log, DEPLOYMENT) == AuthorityUpdated(ADDRESS, log)


def test_an_address_in_lower_case_is_the_same_book() -> None:
    log = replace(WITHDRAWN, address=WITHDRAWN.address.lower())
    assert isinstance(events.decode(log, DEPLOYMENT), LedgerEvent)


@pytest.mark.parametrize(
    "log",
    [
        replace(WITHDRAWN, address=ADDRESS.replace("5290", "5291").lower()),
        replace(WITHDRAWN, address=DEPLOYMENT.access_manager),
        replace(WITHDRAWN, address=DEPLOYMENT.assets),
        replace(WITHDRAWN, topics=(b"\xff" * 32, *WITHDRAWN.topics[1:])),
        replace(WITHDRAWN, topics=(keccak(text="Appended(uint64,address,bytes32)"), *WITHDRAWN.topics[1:])),
    ],
    ids=["foreign", "access manager", "another book", "unknown topic", "another book's topic"],
)
def test_what_is_no_event_of_the_ledger_is_unknown(log: RawLog) -> None:
    with pytest.raises(UnknownEvent):
        events.decode(log, DEPLOYMENT)


@pytest.mark.parametrize(
    "log",
    [
        replace(WITHDRAWN, topics=()),
        replace(WITHDRAWN, topics=WITHDRAWN.topics[:3]),
        replace(WITHDRAWN, topics=(*WITHDRAWN.topics, bytes(32))),
        replace(WITHDRAWN, topics=(*WITHDRAWN.topics[:3], b"\x03")),
        replace(WITHDRAWN, topics=(*WITHDRAWN.topics[:3], b"\x01" + bytes(31))),
        replace(WITHDRAWN, data=b""),
        replace(WITHDRAWN, data=WITHDRAWN.data[:-1]),
        replace(WITHDRAWN, data=WITHDRAWN.data + bytes(32)),
        replace(WITHDRAWN, data=b"\xff" * len(WITHDRAWN.data)),
        replace(log_of(BookAdded()), topics=(log_of(BookAdded()).topics[0], bytes(32), b"\x01" * 32, bytes(32))),
    ],
    ids=[
        "no topics", "three topics", "five topics", "short topic", "actor above 64 bits",
        "no data", "cut", "longer", "wild", "dirty address",
    ],
)  # fmt: skip
def test_what_claims_to_be_an_event_and_is_not_is_malformed(log: RawLog) -> None:
    with pytest.raises(MalformedEvent):
        events.decode(log, DEPLOYMENT)


def test_a_member_of_no_enumeration_is_malformed() -> None:
    payload = PledgeCancelled(CancellationGround.OtherLaw, Act(), 1)
    log = log_of(payload)
    with pytest.raises(MalformedEvent, match="77"):
        events.decode(replace(log, data=bytes(31) + b"\x4d" + log.data[32:]), DEPLOYMENT)


def test_text_that_is_not_utf8_does_not_stop_the_reader() -> None:
    log = log_of(PledgeWithdrawn(Act(official_number="ABCD"), 1))
    decoded = events.decode(replace(log, data=log.data.replace(b"ABCD", b"A\xff\0D")), DEPLOYMENT)
    assert isinstance(decoded, LedgerEvent)
    assert decoded.payload == PledgeWithdrawn(Act(official_number="A\\xff\\x00D"), 1)


def test_the_events_of_real_acts_are_read(ledger: RealLedger) -> None:
    rights = ledger.attest(2)
    filing = ledger.filing(rights)
    (filed,) = ledger.do(calls.file(filing, [ledger.consent(filing, 101)], Act()), ledger.bank.signer)
    assert (filed.book, filed.name, filed.actor) == ("PledgeRegistry", "PledgeFiled", ledger.bank.party)
    assert filed.subject == filed.sequence
    assert filed.payload == events.PledgeFiled(ledger.office.party, filing, False, (101,), Act(), 1)
    assert isinstance(filed.subject, int)
    registration = Registration("登记2024-1", 20240105)
    registering = calls.register(filed.subject, rights, filing.pledgors, registration, Act(recorded_on=20240105))
    (registered,) = ledger.do(registering, ledger.office.signer)
    assert registered.payload == events.PledgeRegistered("登记2024-1", 20240105, b"", Act(recorded_on=20240105), 1)


def test_a_migrated_pledge_of_a_real_act_is_read(ledger: RealLedger) -> None:
    rights = ledger.attest(1)
    migrated = replace(PAPER, provenance=Provenance.Migrated, official_number="040134/0001", executed_on=20160907)
    filing = Filing(ledger.bank.party, (ledger.other_bank.party,), (ledger.pledgor.party,), rights, OBLIGATION)
    filing = replace(filing, obligation=replace(OBLIGATION, debtor=ledger.pledgor.party))
    (event,) = ledger.do(calls.migrate(filing, "040134/0001", 20160921, migrated), ledger.office.signer)
    assert event.payload == PledgeMigrated("040134/0001", 20160921, filing, migrated, 1)


def test_all_logs_of_a_real_deployment_are_known(ledger: RealLedger) -> None:
    node = ledger.chain.node
    kinds = set()
    for number in range(ledger.deployment.first_block, ledger.deployment.first_block + 25):
        for log in node.logs(number, number, ledger.deployment.books()):
            kinds.add(type(events.decode(raw_log(log), ledger.deployment)))
    assert kinds == {AuthorityUpdated, Appended, LedgerEvent}
