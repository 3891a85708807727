"""Legal dates of acts."""

import pytest

from chain_gateway.ledger.enums import Provenance
from chain_gateway.ledger.structs import Act
from indexer.projection.dates import BlockStamp, LegalDate, act_date, registration_date

LATE = BlockStamp(7, 1_767_283_200)  # 2026-01-01 16:00 UTC, already the next day in Shanghai


def test_a_blocks_day_is_counted_in_the_offices_zone() -> None:
    assert LATE.day == 20260102


def test_a_registration_counts_from_the_date_of_effect_that_it_states() -> None:
    assert registration_date(20260105, Act(recorded_on=20260104), LATE) == LegalDate(20260105, "effective")


def test_a_native_act_counts_from_its_recording() -> None:
    assert act_date(Act(recorded_on=20260104, executed_on=20251231), LATE) == LegalDate(20260104, "recorded")


def test_a_native_act_without_a_recording_date_counts_from_its_blocks_day_and_never_from_its_execution() -> None:
    assert act_date(Act(executed_on=20251231), LATE) == LegalDate(20260102, "block")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act(Provenance.Migrated, 20160907, 20160921), LegalDate(20160921, "recorded")),
        (Act(Provenance.Migrated, 20160907, 0), LegalDate(20160907, "unrecorded")),
        (Act(Provenance.Migrated, 0, 0), LegalDate(20260102, "unrecorded")),
    ],
)
def test_a_migrated_act_without_a_recording_date_says_so(act: Act, expected: LegalDate) -> None:
    assert act_date(act, LATE) == expected


def test_a_migrated_registration_without_a_recording_date_says_so() -> None:
    act = Act(Provenance.Migrated, 20160907, 0)
    assert registration_date(20160907, act, LATE) == LegalDate(20160907, "unrecorded")
    assert registration_date(0, act, LATE) == LegalDate(20160907, "unrecorded")
