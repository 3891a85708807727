"""Parties are told apart, institutions from persons, and what is not the name is kept out of it."""

import csv
from importlib.resources import files

import pytest

from chain_gateway.importing.parties import (
    is_institution,
    party_key,
    party_kind,
    party_name,
    planned_parties,
    split_parties,
)
from chain_gateway.ledger.enums import PartyKind


def real_names() -> set[str]:
    text = (files("chain_gateway.importing") / "data" / "us_security_interests.csv").read_text(encoding="utf-8")
    return {
        name
        for row in csv.DictReader(text.splitlines())
        for column in ("pledgor", "pledgee", "old_pledgee")
        for name in split_parties(row[column])
    }


def test_parties_are_joined_by_a_spaced_semicolon_only() -> None:
    assert split_parties("A, INC. ; B; C LLC ;  D ; A, INC.") == ("A, INC.", "B; C LLC", "D")
    assert split_parties(" ; ") == ()
    assert split_parties("") == ()


@pytest.mark.parametrize(
    ("recorded", "key"),
    [
        ("GRIFFIN TECHNOLOGY, LLC,", "GRIFFIN TECHNOLOGY, LLC"),
        ("Bank of  America,\tN.A., as Administrative Agent", "BANK OF AMERICA, N.A."),
        ("BANK OF AMERICAN, N.A. AS COLLATERAL AGENT", "BANK OF AMERICAN, N.A."),
        ("U.S. BANK NATIONAL ASSOCIATION, AS ADMINSTRATIVE AGENT", "U.S. BANK NATIONAL ASSOCIATION"),
        ("GENERAL ELECTRIC CAPITAL CORPORATION, AS GRANTEE", "GENERAL ELECTRIC CAPITAL CORPORATION"),
        ("X TRUST, AS COLLATERAL TRUSTEE FOR THE LENDERS", "X TRUST"),
        ("APPLE TREE PARTNERS I, L.P., AS CA", "APPLE TREE PARTNERS I, L.P., AS CA"),
        ("AS AGENT", "AS AGENT"),
        ("ＡＢＣ　ＢＡＮＫ", "ABC BANK"),
        ("MIDAS AGENT LLC", "MIDAS AGENT LLC"),
    ],
)
def test_the_key_leaves_out_capacity_trailing_comma_and_spelling_of_blanks(recorded: str, key: str) -> None:
    assert party_key(recorded) == key
    assert party_key(party_name(recorded)) == key


@pytest.mark.parametrize(
    "name",
    [
        "ARCSIGHT, LLC",
        "DELL USA L.P.",
        "THE STOW COMPANY",
        "UBS AG, STAMFORD BRANCH",
        "SRBA #5, L.P. (SUCCESSOR IN INTEREST TO ENTERPRISE PARTNERS V, L.P.)",
        "JP MORGAN CHASE BANK",
        "HUBEI LANTERN CO., LTD",
        "灯笼股份有限公司（演示）",
        "灯笼银行（演示）",
        "灯笼合伙企业（演示）",
        "LANTERN GMBH",
        "MIDCAP FUNDING IV TRUST",
        "CREDIT SUISSE AG, CAYMAN ISLANDS BRANCH",
        "RADWARE, INC. (SUCCESSOR BY MERGER TO COVELIGHT SYSTEMS, L.L.C.)",
        "LANTERN, CO., LTD.",
        "WILMINGTON TRUST, NATIONAL ASSOCIATION",
        "BOARD OF REGENTS, THE UNIVERSITY OF LANTERN",
        "A B C, L.P.",
    ],
)
def test_a_legal_form_marks_an_institution(name: str) -> None:
    assert is_institution(name)


@pytest.mark.parametrize(
    "name",
    [
        "APPLE PHYSICAL THERAPY",
        "ASAP SOFTWARE EXPRESS",
        "LAMPLIGHT, JANE Q.",
        "BANK, STEVEN",
        "TRUST, MARY",
        "CO, JUAN",
        "LI, AG",
        "WANG, SA",
        "JONES, N.A.",
        "SMITH, L.P.",
        "VAN DYKE, S.A.",
        "DE SA, MARIA",
        "DA SA, JOAO",
        "MARQUES DE SA, ANA",
        "SILVA E SA, RUI",
        "MARIA JOSE SA",
        "VAN CO, PETER",
        "VAN DER BANK, JAN",
        "DE LA CRUZ, S.A.",
        "LI NA",
        "KIM NA",
        "ZHANG LI NA",
        "PARK CO",
        "COX, MARY TRUST",
        "GARCIA LOPEZ, ANA TRUST",
        "INCE, THOMAS",
        "BANKS, JOHN",
        "张三",
        "",
        "...",
    ],
)
def test_who_is_not_surely_an_institution_is_a_person_whose_name_stays_off_the_chain(name: str) -> None:
    assert not is_institution(name)
    assert party_kind(name, lends=True) is PartyKind.NaturalPerson


def test_of_the_182_real_names_two_bear_no_legal_form() -> None:
    names = real_names()
    assert len(names) == 182
    assert {name for name in names if not is_institution(name)} == {"APPLE PHYSICAL THERAPY", "ASAP SOFTWARE EXPRESS"}


@pytest.mark.parametrize(
    ("name", "lends", "kind"),
    [
        ("SILICON VALLEY BANK", True, PartyKind.Bank),
        ("THE BANK OF NEW YORK MELLON TRUST COMPANY, N.A.", True, PartyKind.Bank),
        ("WILMINGTON SAVINGS FUND SOCIETY, FSB", True, PartyKind.Bank),
        ("APPLE FEDERAL CREDIT UNION", True, PartyKind.Bank),
        ("WILMINGTON TRUST, NATIONAL ASSOCIATION", True, PartyKind.Bank),
        ("灯笼银行（演示）", True, PartyKind.Bank),
        ("CLMG CORP.", True, PartyKind.OtherLender),
        ("GOOGLE INC.", True, PartyKind.OtherLender),
        ("GOOGLE INC.", False, PartyKind.Enterprise),
        ("SILICON VALLEY BANK", False, PartyKind.Enterprise),
        ("LANTERN UNIVERSITY", False, PartyKind.University),
        ("灯笼大学（演示）", False, PartyKind.University),
    ],
)
def test_the_kind_follows_from_name_and_part(name: str, lends: bool, kind: PartyKind) -> None:
    assert party_kind(name, lends) is kind


def test_a_party_is_planned_once_under_its_first_spelling() -> None:
    found = planned_parties(["A Bank, as Agent", "A BANK"], ["B, Inc.", "A bank,"])
    assert [(party.key, party.name, party.kind) for party in found] == [
        ("A BANK", "A Bank", PartyKind.Bank),
        ("B, INC.", "B, Inc.", PartyKind.Enterprise),
    ]


def test_the_words_are_data_with_a_known_strength_and_group() -> None:
    text = (files("chain_gateway.importing") / "data" / "legal_forms.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["strength"] for row in rows} == {"strong", "weak", "name", "han"}
    assert {row["group"] for row in rows} == {"institution", "bank", "university"}
    assert len({row["word"] for row in rows}) == len(rows)
    assert not any("." in row["word"] for row in rows)
