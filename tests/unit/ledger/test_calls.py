"""Calldata of every verb, and gas that suffices on a real chain."""

import inspect
import json
from dataclasses import replace
from typing import Any

import pytest
from eth_abi.abi import decode, encode

from chain_gateway.ledger import calls, reads
from chain_gateway.ledger.artifacts import artifact
from chain_gateway.ledger.calls import MOST_GAS, Call
from chain_gateway.ledger.enums import (
    AbandonReason,
    AssetClass,
    CancellationGround,
    CircumstanceKind,
    DeclineReason,
    DefaultGround,
    DelistReason,
    DeterminationGround,
    DocumentKeyScheme,
    EnforcementRoute,
    PartyKind,
    Provenance,
    Ranking,
    RefusalGround,
    RightKind,
    SubsidyRefusal,
    TransferKind,
    Validity,
)
from chain_gateway.ledger.reads import Read
from chain_gateway.ledger.solidity import InvalidValue, codec
from chain_gateway.ledger.structs import (
    Act,
    Amendment,
    Circumstance,
    ClassLabel,
    CommitmentTerms,
    Consent,
    Determination,
    DirectoryTerms,
    EngagementTerms,
    Facts,
    Filing,
    FundTerms,
    ListingTerms,
    Obligation,
    OtherConsent,
    PartyEntry,
    PoolTerms,
    Preservation,
    ProgrammeTerms,
    Realisation,
    RefinancingTerms,
    Registration,
    Right,
    Sale,
    SchemeTerms,
    SubsidyTerms,
    TransferConsent,
    ValuationResult,
    Verb,
)
from chain_gateway.signing.signer import Signer

from .conftest import OBLIGATION, PAPER, RealLedger
from .test_structs import EXAMPLES, abi_type, snake_case

KEY = "0x52908400098527886E0F7030069857D2E4169EE7"
BY_NAME: dict[str, Any] = {
    "act": Act(),
    "amendment": Amendment(OBLIGATION, (b"\x05" * 32,), (1, 2)),
    "address": KEY,
    "allowed": True,
    "asset_key": b"\x02" * 32,
    "asset_keys": [bytes(32), b"\x02" * 32],
    "book": KEY,
    "caller": KEY,
    "case_number": "（2026）演示73民初1号",
    "consent": TransferConsent(TransferKind.Transfer, (bytes(32),)),
    "circumstances": [Circumstance(bytes(32), CircumstanceKind.Litigation, source="test", as_of=20240101)],
    "consent_document": b"\x01",
    "consents": [next(each for each in EXAMPLES if isinstance(each, Consent))],
    "determination": Determination(1, b"\x06" * 32),
    "eligible": True,
    "entries": [PartyEntry(PartyKind.Bank, "银行")],
    "entry": PartyEntry(PartyKind.Bank, "银行"),
    "facts": [next(each for each in EXAMPLES if isinstance(each, Facts))],
    "filing": next(each for each in EXAMPLES if isinstance(each, Filing)),
    "freed": [bytes(32)],
    "jurisdiction": "CN",
    "joint_pledgees": [6, 7],
    "key": KEY,
    "keys": [KEY],
    "kind": RightKind.Patent,
    "labels": [ClassLabel(bytes(32), AssetClass.Core, "test", 20240101)],
    "new_key": KEY,
    "name": "演示新名有限公司",
    "obligation": OBLIGATION,
    "others": [OtherConsent(9, b"\x01")],
    "pledgors": [1, 2],
    "old_key": KEY,
    "part": 1,
    "parts": 3,
    "preservations": [Preservation(bytes(32), "法院", "1", 20240101, source="test", as_of=20240101)],
    "ranking": Ranking.Exclusive,
    "realisation": next(each for each in EXAMPLES if isinstance(each, Realisation)),
    "registration": Registration("登记号", 20240105, b"\x01"),
    "registration_number": "登记号",
    "reason": DeclineReason.Other,
    "right": next(each for each in EXAMPLES if isinstance(each, Right)),
    "rights": [bytes(32), b"\x01" * 32],
    "result": next(each for each in EXAMPLES if isinstance(each, ValuationResult)),
    "rights_digest": b"\x03" * 32,
    "route": EnforcementRoute.Court,
    "sale": next(each for each in EXAMPLES if isinstance(each, Sale)),
    "listed": [bytes(32)],
    "search_id": b"\x05" * 32,
    "salt": b"\x05" * 32,
    "selector": b"\x01\x02\x03\x04",
    "sold": [bytes(32)],
    "target": KEY,
    "verb": b"\x01\x02\x03\x04",
    "verbs": [Verb(KEY, b"\x01\x02\x03\x04")],
}


def example(builder: Any) -> Any:
    """A builder's result with some value in each argument."""
    arguments = dict(BY_NAME, ground=CancellationGround.OtherLaw)
    if builder in (calls.refuse, calls.revoke):
        arguments |= {"ground": RefusalGround.Other}
    if builder is calls.determine:
        arguments |= {"ground": DeterminationGround.PeriodOver}
    if builder is calls.declare_default:
        arguments |= {"ground": DefaultGround.AgreedCase}
    if builder is calls.publish_document_key:
        arguments |= {"scheme": DocumentKeyScheme.P256, "key": b"\x02" * 33}
    if builder is calls.rename:
        arguments |= {"commitment": bytes(32)}
    if builder is reads.pledgeable:
        arguments |= {"keys": [bytes(32)]}
    if builder is reads.findings:
        arguments |= {"keys": [bytes(32), b"\x01" * 32]}
    if builder in (calls.declare_fund, calls.revise_fund):
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, FundTerms))}
    if builder is calls.list_rights:
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, ListingTerms))}
    if builder is calls.delist:
        arguments |= {"reason": DelistReason.Other}
    if builder is calls.engage:
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, EngagementTerms))}
    if builder is calls.abandon:
        arguments |= {"reason": AbandonReason.Other}
    if builder is calls.declare_pool:
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, PoolTerms))}
    if builder is calls.propose_scheme:
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, SchemeTerms))}
    if builder is calls.offer:
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, CommitmentTerms))}
    if builder is calls.offer_claim:
        arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, RefinancingTerms))}
    for verb, kind in (
        (calls.declare_programme, ProgrammeTerms),
        (calls.revise_programme, ProgrammeTerms),
        (calls.claim_subsidy, SubsidyTerms),
        (calls.publish_entry, DirectoryTerms),
        (calls.revise_entry, DirectoryTerms),
    ):
        if builder is verb:
            arguments |= {"terms": next(each for each in EXAMPLES if isinstance(each, kind))}
    if builder in (calls.revise_entry, calls.withdraw_entry, reads.entry_of):
        arguments |= {"entry": 9}
    if builder is calls.refuse_subsidy:
        arguments |= {"reason": SubsidyRefusal.Other}
    if builder is reads.consent_digest:
        arguments |= {"obligation": b"\x03" * 32, "rights": b"\x04" * 32}
    return builder(**{name: arguments.get(name, 20240101) for name in inspect.signature(builder).parameters})


def builders(module: Any, result: type) -> list[Any]:
    """The functions of a module that answer calls, or questions."""
    found = []
    for name, function in vars(module).items():
        annotation = inspect.signature(function).return_annotation if inspect.isfunction(function) else None
        if not name.startswith("_") and (annotation is result or getattr(annotation, "__origin__", None) is result):
            found.append(function)
    return found


CALLS = [example(builder) for builder in builders(calls, Call)]
READS = [example(builder) for builder in builders(reads, Read)]
# Only books call these of one another, and OpenZeppelin's own; `append` is theirs too.
BETWEEN_BOOKS = {
    "append", "reserve", "encumber", "carryOver", "extend", "swapRanks", "free", "lock", "unlock", "setAuthority",
    "advance", "setUse", "setChange", "setTerms", "setDetermined", "setPledgee", "addRights", "removeRights",
    "useCover", "drawn", "returned",
}  # fmt: skip
BOOKS = (
    "LedgerLog", "PartyRegistry", "AssetRegistry", "PledgeRegistry", "ChangeBook", "EnforcementBook", "BuybackBook",
    "SearchRegister", "RefinancingBook", "ValuationBook", "DisposalBook", "RiskShareBook", "LossBook",
    "SubsidyBook", "DirectoryBook",
)  # fmt: skip


def compiled(book: str, function: str) -> dict[str, Any]:
    """A function of an ABI."""
    (entry,) = [each for each in artifact(book).abi if each["type"] == "function" and each["name"] == function]
    return dict(entry)


def test_every_verb_of_the_books_has_a_builder() -> None:
    verbs = {
        (book, entry["name"])
        for book in BOOKS
        for entry in artifact(book).abi
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    assert {(call.book, call.function) for call in CALLS} == {each for each in verbs if each[1] not in BETWEEN_BOOKS}


@pytest.mark.parametrize("made", CALLS + READS, ids=lambda made: made.function)
def test_calldata_is_that_of_an_abi_encoder(made: Any) -> None:
    entry = compiled(made.book, made.function)
    types = [abi_type(each) for each in entry["inputs"]]
    assert made.data[:4] == calls.selector(made.function, types)
    assert encode(types, decode(types, made.data[4:])) == made.data[4:]
    named = {"id": "pledge", "": "book"}  # Solidity's names that say less
    names = [snake_case(each["name"]) for each in entry["inputs"]]
    assert list(made.arguments) == [named.get(name, name) for name in names]


@pytest.mark.parametrize("made", CALLS, ids=lambda made: made.function)
def test_arguments_are_fit_for_json_and_gas_for_a_block(made: Call) -> None:
    assert json.loads(json.dumps(made.arguments)) == made.arguments
    assert 100_000 < made.gas <= MOST_GAS


@pytest.mark.parametrize("made", READS, ids=lambda made: made.function)
def test_a_question_knows_the_types_of_its_answer(made: Any) -> None:
    entry = compiled(made.book, made.function)
    assert [codec(each).type for each in made._outputs] == [abi_type(each) for each in entry["outputs"]]


def test_gas_grows_with_what_the_act_touches() -> None:
    few, many = ([bytes([number]) * 32 for number in range(count)] for count in (1, 100))
    assert calls.withdraw(1, many, Act()).gas - calls.withdraw(1, few, Act()).gas > 99 * 120_000
    assert calls.cancel(1, [bytes(32)] * 1_100, CancellationGround.OtherLaw, Act()).gas == MOST_GAS


@pytest.mark.parametrize(
    ("build", "field"),
    [
        (lambda: calls.withdraw(2**64, [], Act()), "pledge"),
        (lambda: calls.withdraw(-1, [], Act()), "pledge"),
        (lambda: calls.withdraw("1", [], Act()), "pledge"),  # type: ignore[arg-type]
        (lambda: calls.withdraw(1, [b"x"], Act()), "rights[0]"),
        (lambda: calls.discharge(1, RefusalGround.Other, [], Act()), "ground"),  # type: ignore[arg-type]
        (lambda: calls.add_key(1, "0x12", Act()), "key"),
        (lambda: calls.add_book("ledger"), "book"),
        (lambda: calls.grant_verb(KEY, b"\x01", 1, Act()), "selector"),
        (lambda: calls.grant_caller(KEY, b"\x01\x02\x03\x04", KEY, 1, Act()), "allowed"),  # type: ignore[arg-type]
        (lambda: calls.configure_kind("china", RightKind.Patent, Ranking.Ranked, 1, Act()), "jurisdiction"),
        (
            lambda: calls.attest([Facts(Right("CN", RightKind.Patent, "1"), Validity.InForce, (2**64,))], Act()),
            "facts[0].owners[0]",
        ),
        (
            lambda: calls.discharge(1, CancellationGround.OtherLaw, [], Act(official_number="\ud800")),
            "act.official_number",
        ),
    ],
)
def test_an_argument_that_does_not_fit_is_named(build: Any, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        build()
    assert refused.value.field == field


def test_the_mask_of_kinds_has_a_bit_for_each() -> None:
    assert calls.kinds_mask([PartyKind.Bank, PartyKind.RegistryOffice, PartyKind.Bank]) == 0b100010
    assert calls.kinds_mask([], governance=True) == 1


def as_many_others_as_an_act_names(ledger: RealLedger) -> list[OtherConsent]:
    """Consents of 64 guarantors."""
    entries = [PartyEntry(PartyKind.GuaranteeCompany, f"演示担保{number}号") for number in range(64)]
    enrolled = ledger.do(calls.enrol(entries, Act()), ledger.office.signer)
    return [OtherConsent(event.sequence, PAPER.document) for event in enrolled]


def test_a_whole_life_of_a_pledge_stays_within_the_gas_of_each_call(ledger: RealLedger) -> None:
    act = replace(PAPER, official_number="9" * 64, executed_on=20240101)
    bank, other, office = ledger.bank.signer, ledger.other_bank.signer, ledger.office.signer
    others = as_many_others_as_an_act_names(ledger)
    rights = ledger.attest(60)
    filing = ledger.filing(rights)
    (filed,) = ledger.do(calls.file(filing, [ledger.consent(filing, 201)], act), bank)
    pledge = filed.sequence
    used = [
        (calls.register(pledge, rights, filing.pledgors, Registration("GAS-1", 20240105), act), office),
        (calls.ask_partial_release(pledge, rights, rights[:30], others, act), bank),
        (calls.record_partial_release(pledge, rights, rights[:30], act), office),
        (calls.ask_amendment(pledge, rights[30:], Amendment(filing.obligation), [], others, act), bank),
        (calls.drop_change(pledge, act), bank),
        (calls.ask_amendment(pledge, rights[30:], Amendment(filing.obligation), [], others, act), bank),
        (calls.record_amendment(pledge, [], Amendment(filing.obligation), b"", act), office),
        (calls.determine(pledge, DeterminationGround.PeriodOver, Determination(1, b"\x06" * 32), act), bank),
        (calls.nominate_assignee(pledge, ledger.other_bank.party, act), bank),
        (calls.accept_assignment(pledge, act), other),
        (calls.record_assignment(pledge, ledger.other_bank.party, act), office),
        (calls.discharge(pledge, CancellationGround.DebtPerformed, others, act), other),
        (calls.cancel(pledge, rights[30:], CancellationGround.DebtPerformed, act), office),
    ]
    for call, signer in used:
        receipt = ledger.send(call, signer)
        assert receipt.succeeded, (call.function, ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, call.function
    for verb, ground in ((calls.refuse, RefusalGround.Other), (calls.withdraw, None)):
        again = ledger.filing(rights)
        (filed,) = ledger.do(calls.file(again, [], act), bank)
        call = verb(filed.sequence, rights, ground, act) if ground else verb(filed.sequence, rights, act)
        assert ledger.send(call, office if ground else bank).succeeded


def test_a_life_that_ends_in_enforcement_stays_within_the_gas_of_each_call(ledger: RealLedger) -> None:
    act = replace(PAPER, official_number="9" * 64, executed_on=20240101)
    bank, office = ledger.bank.signer, ledger.office.signer
    others = as_many_others_as_an_act_names(ledger)
    rights, added = ledger.attest(30), ledger.attest(20)
    whole = tuple(sorted((*rights, *added)))
    filing = ledger.filing(rights)
    (filed,) = ledger.do(calls.file(filing, [], act), bank)
    pledge = filed.sequence
    head = ledger.chain.node.head().timestamp
    asked = replace(filing, rights=whole)
    realisation = next(each for each in EXAMPLES if isinstance(each, Realisation))
    consent = TransferConsent(TransferKind.Transfer, rights)
    used = [
        (calls.ask_correction(pledge, 20240301, act), office),
        (calls.answer_correction(pledge, act), bank),
        (calls.register(pledge, rights, filing.pledgors, Registration("GAS-2", 20240105, b"\x01"), act), office),
        (
            calls.ask_amendment(
                pledge,
                rights,
                Amendment(asked.obligation, added, filing.pledgors),
                [ledger.consent(asked, 202, head + 7200, pledge)],
                others,
                act,
            ),
            bank,
        ),
        (
            calls.record_amendment(pledge, rights, Amendment(asked.obligation, added, filing.pledgors), b"\x01", act),
            office,
        ),
        (calls.consent_to_transfer(pledge, whole, consent, act), bank),
        (calls.determine(pledge, DeterminationGround.PeriodOver, Determination(1, b"\x06" * 32), act), bank),
        (calls.declare_default(pledge, DefaultGround.AgreedCase, 20240401, act), bank),
        (calls.cure(pledge, act), bank),
        (calls.declare_default(pledge, DefaultGround.AgreedCase, 20240501, act), bank),
        (calls.enforce(pledge, EnforcementRoute.Court, "9" * 64, act), bank),
        (calls.realise(pledge, whole, rights, realisation, act), bank),
        (calls.realise(pledge, whole, added, realisation, act), bank),
        (calls.revoke(pledge, whole, RefusalGround.PledgorNotOwner, act), office),
    ]
    for call, signer in used:
        receipt = ledger.send(call, signer)
        assert receipt.succeeded, (call.function, ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, call.function


def test_ranks_change_within_the_gas_on_rights_with_the_most_lenders(ledger: RealLedger) -> None:
    rights = ledger.attest(4)
    migrated = replace(PAPER, provenance=Provenance.Migrated)
    filing = Filing(ledger.bank.party, (), (ledger.pledgor.party,), rights, Obligation())
    pledges = []
    for number in range(16):
        (event,) = ledger.do(calls.migrate(filing, f"RANK-{number}", 20240101, migrated), ledger.office.signer)
        pledges.append(event.sequence)
    for call, signer in [
        (calls.ask_subordination(pledges[14], rights, pledges[15], Act()), ledger.bank.signer),
        (calls.record_subordination(pledges[14], rights, pledges[15], Act()), ledger.office.signer),
    ]:
        receipt = ledger.send(call, signer)
        assert receipt.succeeded, (call.function, ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, call.function
    found = ledger.ask(reads.encumbrances(rights[3]))
    assert found.registered == (*pledges[:14], pledges[15], pledges[14])


def test_the_longest_list_of_lenders_moves_within_the_gas(ledger: RealLedger) -> None:
    rights = ledger.attest(2)
    migrated = replace(PAPER, provenance=Provenance.Migrated)
    filing = Filing(ledger.bank.party, (), (ledger.pledgor.party,), rights, Obligation())
    pledges = []
    for number in range(16):
        (event,) = ledger.do(calls.migrate(filing, f"LONG-{number}", 20240101, migrated), ledger.office.signer)
        pledges.append(event.sequence)
    error = ledger.refusal(calls.migrate(filing, "LONG-33", 20240101, migrated), ledger.office.signer)
    assert (error.name, error.arguments["max"]) == ("TooManyEncumbrances", 16)
    ledger.do(calls.cancel(pledges[0], rights, CancellationGround.DebtPerformed, migrated), ledger.office.signer)
    found = ledger.ask(reads.encumbrances(rights[0]))
    assert found.registered == tuple(pledges[1:])


def test_parties_facts_and_governance_stay_within_the_gas(ledger: RealLedger) -> None:
    act = replace(PAPER, official_number="9" * 64)
    office, governance = ledger.office.signer, ledger.governance
    entries = [PartyEntry(PartyKind.Enterprise, "演示" * 80, identifier="9" * 64)] * 60
    owners = tuple(event.sequence for event in ledger.do(calls.enrol(entries, act), office))
    long_facts = Facts(
        Right("US", RightKind.Patent, "GAS"), Validity.InForce, owners, 20200101, 20210101, 20400101,
        "题" * 341, "a" * 64, "c" * 64, "s" * 128, 20240101,
    )  # fmt: skip
    keys = [Signer.random().address for _ in range(8)]
    (admitted, *_) = ledger.do(calls.admit(PartyEntry(PartyKind.University, "演示大学"), keys[1:], act), governance)
    for call, signer in [
        (calls.attest([long_facts] * 3, act), office),
        (calls.declare_coverage("US", RightKind.Patent, 20200101, 20241231, act), office),
        (calls.add_key(admitted.sequence, keys[0], act), governance),
        (calls.revoke_key(admitted.sequence, keys[0], act), governance),
        (calls.suspend(admitted.sequence, act), governance),
        (calls.reinstate(admitted.sequence, act), governance),
        (calls.grant_verb(KEY, b"\x01\x02\x03\x04", 2**255 - 1, act), governance),
        (calls.grant_caller(KEY, b"\x01\x02\x03\x04", KEY, True, act), governance),
        (calls.configure_kind("US", RightKind.Trademark, Ranking.Ranked, ledger.office.party, act), governance),
    ]:
        receipt = ledger.send(call, signer)
        assert receipt.succeeded, (call.function, ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, call.function
    many = replace(long_facts, right=Right("US", RightKind.Patent, "GAS-2"))
    key = many.right.id.key
    ledger.do(calls.attest([many], act), office)
    filing = Filing(ledger.bank.party, (), owners, (key,), replace(OBLIGATION, debtor=owners[0]))
    filed = ledger.send(calls.file(filing, [], act), ledger.bank.signer)
    assert filed.succeeded
    assert filed.gas_used < 0.8 * calls.file(filing, [], act).gas


def test_searches_and_what_else_an_office_tells_stay_within_the_gas(ledger: RealLedger) -> None:
    act = replace(PAPER, official_number="9" * 64)
    office, bank = ledger.office.signer, ledger.bank.signer
    keys = ledger.attest(3)
    circumstance = Circumstance(
        keys[0], CircumstanceKind.Litigation, 20230101, 0, "案" * 42, "文" * 341, "s" * 128, 20240101
    )
    order = Preservation(keys[1], "院" * 42, "案" * 42, 20230101, 20260101, 1, "s" * 128, 20240101)
    label = ClassLabel(keys[2], AssetClass.Core, "s" * 128, 20240101)
    events = ledger.do(calls.note_preservations([order], act), office)
    used = [
        (calls.attest_circumstances([circumstance] * 5, act), office),
        (calls.note_preservations([order] * 5, act), office),
        (calls.lift_preservation(keys[1], events[0].sequence, act), office),
        (calls.label_class([label] * 5, act), office),
        (calls.certify(b"\x07" * 32, 1, 1, 20240101, keys, act), bank),
        (calls.certify(b"\x07" * 32, 1, 3, 20240101, [bytes([each % 251]) * 32 for each in range(3_500)], act), bank),
    ]
    for call, signer in used:
        receipt = ledger.send(call, signer)
        assert receipt.succeeded, (call.function, ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, call.function


def test_delegation_rotation_and_pause_stay_within_the_gas(ledger: RealLedger) -> None:
    act = replace(PAPER, official_number="9" * 64)
    full, lent, rotated = (Signer.random().address for _ in range(3))
    party = ledger.other_bank.party
    ledger.do(calls.add_key(party, full, act), ledger.governance)
    searches, pledges = ledger.deployment.searches, ledger.deployment.pledges
    certify = calls.certify(bytes(32), 1, 1, 20240101, [bytes(32)], act).data[:4]
    filing = calls.file(ledger.filing((bytes(32),)), [], act).data[:4]
    verbs = [Verb(searches, certify)] + [Verb(KEY, bytes([0, 0, 0, 1 + each])) for each in range(31)]
    for call, signer in [
        (calls.delegate_key(lent, verbs, act), ledger.other_bank.signer),
        (calls.rotate_key(party, lent, rotated, act), ledger.governance),
        (calls.revoke_delegation(rotated, act), ledger.other_bank.signer),
        (calls.pause(pledges, filing, act), ledger.governance),
        (calls.unpause(pledges, filing, act), ledger.governance),
    ]:
        receipt = ledger.send(call, signer)
        assert receipt.succeeded, (call.function, ledger.refusal(call, signer).message)
        assert receipt.gas_used < 0.8 * call.gas, call.function
    assert ledger.ask(reads.delegation_of(rotated)) != 0
    assert ledger.ask(reads.is_paused(pledges, filing)) is False
