"""The structs are those of the compiled contracts, and their values cross the border unchanged."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest
from eth_abi.abi import decode, encode

from chain_gateway.ledger import structs
from chain_gateway.ledger.artifacts import ABI_NAMES, artifact
from chain_gateway.ledger.enums import (
    AssetClass,
    BuybackRoute,
    CircumstanceKind,
    CommitmentState,
    DisposalChannel,
    EngagementState,
    EntryKind,
    LicenceScope,
    ListingState,
    ObligationKind,
    PartyKind,
    PriceUse,
    RealisationMethod,
    RecoveryOrder,
    RefinancingKind,
    RefinancingState,
    Relation,
    RightKind,
    SchemeState,
    SubsidyKind,
    SubsidyPeriod,
    SubsidyState,
    TransferKind,
    Validity,
    ValuationGrade,
    ValuationKind,
    ValuationPurpose,
)
from chain_gateway.ledger.identifiers import RightId
from chain_gateway.ledger.solidity import InvalidValue, Struct
from chain_gateway.ledger.structs import (
    Act,
    Amendment,
    Circumstance,
    ClassLabel,
    CommitmentTerms,
    CommitmentView,
    Consent,
    CoveringView,
    CoverView,
    Determination,
    DirectoryTerms,
    EligibilityView,
    EngagementTerms,
    EngagementView,
    EntryView,
    Facts,
    Filing,
    FundTerms,
    FundView,
    ListingTerms,
    ListingView,
    LossView,
    Obligation,
    OtherConsent,
    Outcome,
    PartyEntry,
    PoolTerms,
    PoolView,
    Preservation,
    ProgrammeTerms,
    ProgrammeView,
    Realisation,
    RefinancingTerms,
    RefinancingView,
    Registration,
    Right,
    Sale,
    SchemeTerms,
    SchemeView,
    ShareView,
    SubsidyTerms,
    SubsidyView,
    Tranche,
    TrancheView,
    TransferConsent,
    ValuationResult,
    Verb,
)

PYTHON = {each.__name__: each for each in Struct.__subclasses__() if each.__module__ == structs.__name__}


def snake_case(name: str) -> str:
    """Solidity's name of a field as Python's."""
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)


def abi_type(item: Mapping[str, Any]) -> str:
    """The type of an ABI item with its tuples written out."""
    if not item["type"].startswith("tuple"):
        return str(item["type"])
    return f"({','.join(map(abi_type, item['components']))}){item['type'].removeprefix('tuple')}"


def compiled_structs() -> dict[str, Mapping[str, Any]]:
    """Every struct that an ABI mentions, by its name."""

    def walk(items: Any) -> Iterator[Mapping[str, Any]]:
        for item in items:
            if "components" in item:
                yield item
                yield from walk(item["components"])

    found = {}
    for name in ABI_NAMES:
        for entry in artifact(name).abi:
            for item in walk([*entry.get("inputs", []), *entry.get("outputs", [])]):
                found[item["internalType"].removeprefix("struct ").removesuffix("[]")] = item
    return found


def test_every_struct_of_the_contracts_is_here_and_no_other() -> None:
    assert set(PYTHON) == set(compiled_structs())


@pytest.mark.parametrize("name", sorted(PYTHON))
def test_a_struct_has_the_fields_and_types_of_the_contract(name: str) -> None:
    compiled, python = compiled_structs()[name], PYTHON[name]
    assert [field.name for field in fields(python)] == [snake_case(each["name"]) for each in compiled["components"]]
    assert python.abi_type() == abi_type(compiled).removesuffix("[]")


OBLIGATION = Obligation(ObligationKind.Maximum, "CNY", 2**128 - 1, 7, 20240101, 20261231, b"\x01\x55", b"\x07" * 32)
RIGHT = Right("CN", RightKind.Trademark, "1234567:9")
TRANCHE = Tranche(2**64 - 1, 8_000, 1, 7, 2**128 - 1, 2**128 - 1)
EXAMPLES = [
    Act(),
    PartyEntry(PartyKind.Bank, "演示银行", bytes(32), "91110108551385082Q"),
    RIGHT,
    Facts(
        RIGHT, Validity.InForce, (1, 2**64 - 1), 20200229, 0, 0, "名称", "CN:PAT:95115608.X", "9", "office", 20240101
    ),
    OBLIGATION,
    Filing(5, (6,), (7, 8), (bytes(32), b"\xff" * 32), OBLIGATION),
    OtherConsent(2**64 - 1, b"\x01\x55"),
    Registration("登记号", 20240105, b"\x01\x55"),
    Amendment(OBLIGATION, (bytes(32), b"\xff" * 32), (7, 8)),
    Circumstance(bytes(32), CircumstanceKind.Litigation, 20240101, 0, "(2024)演示1号", "文字", "office", 20240101),
    Preservation(bytes(32), "演示法院", "(2024)演示1号", 20240101, 20270101, 2, "office", 20240101),
    ClassLabel(bytes(32), AssetClass.Core, "office", 20240101),
    Verb("0x52908400098527886E0F7030069857D2E4169EE7", b"\x01\x02\x03\x04"),
    ListingTerms(DisposalChannel.Auction, 8, "CNY", 2**128 - 1, b"\x07" * 32),
    Sale(0, Relation.SameControl, 2**128 - 1, True, b"\x07" * 32),
    ListingView(
        ListingState.Sold, DisposalChannel.Direct, Relation.Pledgor, True, "CNY", 3, 1, 2, 3, 4, 5, 6, bytes(32)
    ),
    EngagementTerms(
        ValuationKind.Appraisal, ValuationPurpose.Pledge, 7, 0, "CNY", 2**128 - 1, b"\x01\x55", b"\x07" * 32
    ),
    ValuationResult(ValuationGrade.AA, 14, 1, 2**128 - 1, 20240101, 20241231, 8, 9, "模型1", b"\x01\x55", b"\x07" * 32),
    EngagementView(
        EngagementState.Delivered,
        ValuationKind.Model,
        ValuationPurpose.Other,
        ValuationGrade.D,
        0,
        200,
        20240101,
        20241231,
        "CNY",
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        bytes(32),
        "模型1",
        b"\x01",
    ),
    FundTerms(7, "CNY", 2**128 - 1, 1, b"\x07" * 32),
    CommitmentTerms(BuybackRoute.Sale, "CNY", 2**128 - 1, 0, 1, 2**64 - 1, 366, 8, bytes(32), b"\x01", b"\x07" * 32),
    FundView(1, 2, "CNY", 9, 4, 3, 9, 1, 5),
    CommitmentView(CommitmentState.Waived, BuybackRoute.Claim, True, False, 1, 2, 3, 4, 5, 30, 9, 8, 7),
    CoverView(6, 8, 7_500),
    Outcome("CNY", True, 2**128 - 1),
    PoolTerms("CNY", 2**128 - 1, b"\x01\x55", b"\x07" * 32),
    TRANCHE,
    SchemeTerms("CNY", RecoveryOrder.ProRata, 1, 2, 2**64 - 1, 9, b"\x01\x55", b"\x07" * 32, (TRANCHE, TRANCHE)),
    SchemeView(SchemeState.Closed, "CNY", RecoveryOrder.CreditorFirst, 1, 2, 3, 4, 9, 8, 12),
    TrancheView(1, 10_000, 2, 3, True, 9, 9, 8),
    PoolView(1, "CNY", 9, 8, 7, 6),
    CoveringView(1, 2**128 - 1),
    LossView(1, 2, RecoveryOrder.ProRata, 3, 9, 8),
    ShareView(9, 8, 7, 6, 5, 4, 3),
    Consent(7, "0x52908400098527886E0F7030069857D2E4169EE7", 2**256 - 1, 1_700_000_000, b"\x01" * 65),
    RefinancingTerms(RefinancingKind.Pool, 2**64 - 1, 2**128 - 1, "演示1期", b"\x07" * 32),
    RefinancingView(RefinancingState.Live, RefinancingKind.Relending, 1, 2, 3, 4, b"\x08" * 32),
    EligibilityView(True, 9_999),
    ProgrammeTerms(
        "演示",
        "CN-44",
        SubsidyKind.Premium,
        SubsidyPeriod.Once,
        6,
        10_000,
        "CNY",
        1,
        2**128 - 1,
        20260101,
        20261231,
        b"\x01",
    ),
    SubsidyTerms(1, 2, 20260101, 3, 2**128 - 1, 4, b"\x07" * 32),
    ProgrammeView(1, SubsidyKind.Interest, SubsidyPeriod.Year, True, 2, 5, "CNY", 1, 2, 3, 20260101, 20261231),
    SubsidyView(SubsidyState.Paid, 1, 2, 3, 4, 20260101, 5),
    DirectoryTerms(EntryKind.RightsOffer, 1, "演示", "CN", 0, "CNY", 1, 2, 3, 4, 5, 6, 7, b"\x01", (b"\x08" * 32,)),
    EntryView(EntryKind.Product, True, 1, 2, 3),
    Determination(2**128 - 1, b"\x07" * 32),
    TransferConsent(
        TransferKind.Licence, (b"\x08" * 32,), 9, True, LicenceScope.Sole, PriceUse.Deposited, "CNY", 1, b"\x07" * 32
    ),
    Realisation(RealisationMethod.Auction, 0, "CNY", 15, 1, 2, 3, 4, 5, 0, b"\x01", b"\x07" * 32),
]


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda value: type(value).__name__)
def test_a_struct_survives_an_abi_encoder_and_decoder(value: Struct) -> None:
    encoded = encode([value.abi_type()], [value.to_abi()])
    assert type(value).from_abi(decode([value.abi_type()], encoded)[0]) == value


@pytest.mark.parametrize(
    ("value", "field", "problem"),
    [
        (Obligation(amount=2**128), "Obligation.amount", "uint128"),
        (Obligation(amount=-1), "Obligation.amount", "uint128"),
        (Obligation(amount=1.5), "Obligation.amount", "integer"),  # type: ignore[arg-type]
        (Obligation(amount=True), "Obligation.amount", "integer"),
        (Obligation(currency="yuan"), "Obligation.currency", "3 capital letters"),
        (Obligation(currency="ЅЅЅ"), "Obligation.currency", "3 capital letters"),
        (Obligation(salt=b"short"), "Obligation.salt", "32 bytes"),
        (Act(executed_on=2**32), "Act.executed_on", "uint32"),
        (Act(provenance=1), "Act.provenance", "Provenance"),  # type: ignore[arg-type]
        (Act(official_number="\ud800"), "Act.official_number", "surrogates"),
        (Act(official_number=2015990000410), "Act.official_number", "text"),  # type: ignore[arg-type]
        (Filing(1, 2, (), (), Obligation()), "Filing.joint_pledgees", "list"),  # type: ignore[arg-type]
        (Filing(1, (), (), (), Act()), "Filing.obligation", "Obligation"),  # type: ignore[arg-type]
        (Act(document="cid"), "Act.document", "bytes"),  # type: ignore[arg-type]
        (Filing(1, (), (1, "2"), (), Obligation()), "Filing.pledgors[1]", "integer"),  # type: ignore[arg-type]
        (Filing(1, (), (), (b"x",), Obligation()), "Filing.rights[0]", "32 bytes"),
        (Filing(1, (), (), (), Obligation(debtor=2**64)), "Filing.obligation.debtor", "uint64"),
        (Consent(1, "0x52908400098527886E0F7030069857D2E4169Ee7", 0, 0, b""), "Consent.key", "checksum"),
        (Consent(1, "52908400098527886E0F7030069857D2E4169EE7", 0, 0, b""), "Consent.key", "0x"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_field(value: Struct, field: str, problem: str) -> None:
    with pytest.raises(InvalidValue, match=problem) as refused:
        value.to_abi()
    assert refused.value.field == field


def test_a_huge_value_is_shortened_in_the_message() -> None:
    with pytest.raises(InvalidValue) as refused:
        Act(document="x" * 100_000).to_abi()  # type: ignore[arg-type]
    assert len(str(refused.value)) < 200


def test_a_fund_has_free_what_neither_commitments_nor_inventory_bind() -> None:
    assert FundView(1, 2, "CNY", 9, 4, 3, 9, 1, 5).free == 2


def test_the_chains_right_gives_its_identity() -> None:
    assert RIGHT.id == RightId("CN", RightKind.Trademark, "1234567:9")
