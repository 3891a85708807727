"""Every event has a projection, and rows hold what they must and no more."""

import dataclasses
import json

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.events import LedgerEvent, decode, event_types
from chain_gateway.ledger.structs import Act
from indexer.lookup.acts import TOLD
from indexer.projection.assets import application_of
from indexer.projection.dates import BlockStamp
from indexer.projection.parties import search_name
from indexer.projection.project import PROJECTIONS, project
from indexer.projection.rows import Close, CoverageRow, EventRow, Insert, OfficialNumberRow, PartyRow
from indexer.projection.subjects import hexadecimal, number_of
from indexer.sync.source import raw_log
from tests.support.indexer_chain import LEDGER, MadeChain, Said, said
from tests.support.indexer_stories import (
    APPLICATION,
    BANK,
    CHINESE,
    OFFICE,
    PATENT,
    SALT,
    SECRET_AMOUNT,
    carried_over,
    coverage,
    kind_given,
    migrated,
)


def event_of(each: Said) -> LedgerEvent:
    chain = MadeChain()
    chain.mine(each)
    event = decode(raw_log(chain.all_logs()[1][0]), LEDGER)
    assert isinstance(event, LedgerEvent)
    return event


def inserted(each: Said, row_type: type) -> list[object]:
    return [
        change.row
        for change in project(event_of(each), BlockStamp(1, 1_767_225_600))
        if isinstance(change, Insert) and isinstance(change.row, row_type)
    ]


def test_every_event_of_the_ledger_has_a_projection() -> None:
    assert set(PROJECTIONS) == set(event_types())


def test_every_event_says_what_may_be_told_of_it_and_names_only_its_own_fields() -> None:
    fields = {payload.__name__: {field.name for field in dataclasses.fields(payload)} for payload in event_types()}
    assert TOLD.keys() == fields.keys()
    for name, told in TOLD.items():
        assert set(told) <= fields[name]


def test_the_event_is_kept_whole_in_plain_ascii() -> None:
    (kept,) = inserted(said(carried_over(PATENT), 1, OFFICE), EventRow)
    assert isinstance(kept, EventRow)
    assert kept.payload.isascii()
    payload = json.loads(kept.payload)
    assert payload["filing"]["obligation"]["amount"] == SECRET_AMOUNT
    assert payload["act"]["official_number"] == "040134/0001"
    assert kept.migrated


def test_an_official_number_is_found_once_though_the_registration_carries_it_too() -> None:
    (kept,) = inserted(said(carried_over(PATENT), 1, OFFICE), OfficialNumberRow)
    assert isinstance(kept, OfficialNumberRow)
    assert (kept.actor, kept.number) == (OFFICE, "040134/0001")


def test_an_act_and_its_registration_may_have_different_numbers() -> None:
    payload = ev.PledgeMigrated("REG-1", 20160921, carried_over(PATENT).filing, migrated(), 1)  # type: ignore[attr-defined]
    numbers = {row.number for row in inserted(said(payload, 1, OFFICE), OfficialNumberRow)}  # type: ignore[attr-defined]
    assert numbers == {"040134/0001", "REG-1"}


def test_no_row_that_answers_read_holds_a_natural_persons_name() -> None:
    payload = ev.PartyAdmitted(PartyKind.NaturalPerson, "Li Si (demo)", SALT, "id-number", Act(), 1)
    (row,) = inserted(said(payload, 1, OFFICE), PartyRow)
    assert isinstance(row, PartyRow)
    assert (row.name, row.search_name, row.identifier) == ("", "", "")


@pytest.mark.parametrize(
    ("right", "stated", "expected"),
    [
        (PATENT, "US:APPL:11424427", APPLICATION.key),
        (PATENT, "APPL:US11424427", APPLICATION.key),
        (PATENT, "", None),
        (PATENT, "nonsense \u202e", None),
        (APPLICATION, "", APPLICATION.key),
        (CHINESE, "", type(CHINESE)("CN", type(APPLICATION.kind).PatentApplication, CHINESE.number).key),
    ],
)
def test_a_grant_and_its_application_share_a_key(right: object, stated: str, expected: bytes | None) -> None:
    assert application_of(right, stated) == (None if expected is None else hexadecimal(expected))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("through", "kept"), [(20251231, 20251231), (20260101, 20260101), (20260102, 20260101), (99991231, 20260101)]
)
def test_nobody_vouches_for_days_after_that_of_the_declaration(through: int, kept: int) -> None:
    (row,) = inserted(coverage(PATENT, through=through), CoverageRow)
    assert isinstance(row, CoverageRow)
    assert row.through_on == kept


def test_the_day_of_a_declaration_is_that_of_the_offices_zone() -> None:
    late = BlockStamp(1, 1_767_283_200)  # 2026-01-01 16:00 UTC
    (row,) = (
        change.row
        for change in project(event_of(coverage(PATENT, through=99991231)), late)
        if isinstance(change, Insert) and isinstance(change.row, CoverageRow)
    )
    assert row.through_on == 20260102


def test_new_rules_of_a_kind_end_the_coverage_that_was_declared_under_the_former_ones() -> None:
    given = kind_given(PATENT, BANK)
    (close,) = (
        change
        for change in project(event_of(given), BlockStamp(1, 1_767_225_600))
        if isinstance(change, Close) and change.row_type is CoverageRow
    )
    assert isinstance(given.subject, bytes)
    assert close.match == (("kind_id", hexadecimal(given.subject)),)


def test_names_are_compared_without_regard_to_width_case_and_blanks() -> None:
    assert search_name("  Ｆirst   bank\u3000 (demo) ") == "FIRST BANK (DEMO)"


def test_a_subject_of_another_form_is_refused_by_name() -> None:
    event = event_of(said(ev.BookAdded(), LEDGER.pledges))
    with pytest.raises(TypeError, match="BookAdded 1"):
        number_of(event)
    with pytest.raises(TypeError, match="shown in hexadecimal"):
        hexadecimal(BANK)
