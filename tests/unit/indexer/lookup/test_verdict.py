"""The status of a right, rule by rule."""

from dataclasses import replace

import pytest

from chain_gateway.ledger.enums import PledgeState, Validity
from indexer.lookup.standing import PledgeRecord, as_known, stand
from indexer.lookup.verdict import Coverage, Verdict, coverage_on, facts_on, judge, worst
from indexer.projection.rows import (
    CoverageRow,
    FactsRow,
    HolderRow,
    PledgeRightRow,
    PledgeRow,
    PledgeStateRow,
    RegistrationRow,
    TermsRow,
)

TODAY = 20260121
COVERED = Coverage("covered", 20000101, 20301231)
FACTS = FactsRow(
    sequence=1,
    block=1,
    asset_key="k",
    right="US:PAT:1",
    jurisdiction="US",
    kind=1,
    number="1",
    validity=int(Validity.InForce),
    owners="[8]",
    filed_on=0,
    granted_on=0,
    expires_on=0,
    title="",
    application_number="",
    application_key=None,
    main_class="",
    source="s",
    as_of=20260101,
)


def record(
    pledge: int, *states: tuple[PledgeState, int], ends_on: int = 0, dated_by: str = "effective"
) -> PledgeRecord:
    rows = tuple(
        PledgeStateRow(
            sequence=pledge + at, block=at, pledge=pledge, state=int(state), on=on, dated_by=dated_by, ground=0
        )
        for at, (state, on) in enumerate(states)
    )
    registered = next((row for row in rows if row.state == PledgeState.Registered), None)
    return PledgeRecord(
        pledge=PledgeRow(sequence=pledge, block=1, pledge=pledge, office=5, migrated=False, paper_consent=False),
        registration=None
        if registered is None
        else RegistrationRow(
            sequence=registered.sequence, block=1, pledge=pledge, registration_number="R", effective_on=registered.on
        ),
        states=rows,
        holders=(
            HolderRow(sequence=pledge, block=1, pledge=pledge, party=6, joint=False, on=20200101, dated_by="block"),
        ),
        pledgors=(),
        terms=(
            TermsRow(
                sequence=pledge,
                block=1,
                pledge=pledge,
                kind=1,
                currency="CNY",
                amount="1",
                debtor=8,
                starts_on=0,
                ends_on=ends_on,
                on=20200101,
            ),
        ),
        pending=(),
    )


def verdict(
    *records: PledgeRecord,
    on: int = TODAY,
    facts: FactsRow | None = FACTS,
    coverage: Coverage = COVERED,
    doubt: str | None = None,
    freed_on: int | None = None,
) -> Verdict:
    rows = [
        PledgeRightRow(
            sequence=each.pledge.pledge,
            block=1,
            pledge=each.pledge.pledge,
            asset_key="k",
            until_sequence=None if freed_on is None else 99,
            until_block=None if freed_on is None else 9,
            until_on=freed_on,
        )
        for each in records
    ]
    standing = stand(rows, {each.pledge.pledge: each for each in records}, on, TODAY, "k")
    return judge(doubt, standing, facts, coverage, on)


REGISTERED = (PledgeState.Registered, 20250301)


@pytest.mark.parametrize(
    "state", [PledgeState.Registered, PledgeState.Defaulted, PledgeState.Realised, PledgeState.Discharged]
)
def test_a_right_is_pledged_from_registration_until_the_offices_cancellation(state: PledgeState) -> None:
    assert verdict(record(10, REGISTERED, (state, 20250601))).status == "pledged"


def test_a_right_under_enforcement_says_so() -> None:
    assert (
        verdict(record(10, REGISTERED), record(20, REGISTERED, (PledgeState.Enforcing, 20250601))).status == "enforcing"
    )


def test_a_filed_pledge_is_no_pledge_yet() -> None:
    assert verdict(record(10, (PledgeState.Filed, 20250301))).status == "filed"


def test_a_discharged_pledge_is_not_released_and_the_answer_says_why() -> None:
    found = verdict(record(10, REGISTERED, (PledgeState.Discharged, 20250601)))
    assert found.status == "pledged"
    assert [each.code for each in found.warnings] == ["discharged-not-cancelled"]


def test_a_cancelled_pledge_leaves_the_right_released() -> None:
    assert verdict(record(10, REGISTERED, (PledgeState.Cancelled, 20250601))).status == "released"


def test_a_right_freed_from_a_living_pledge_is_released() -> None:
    assert verdict(record(10, REGISTERED), freed_on=20250601).status == "released"
    assert verdict(record(10, REGISTERED), freed_on=20250601, on=20250531).status == "pledged"


@pytest.mark.parametrize("end", [PledgeState.Refused, PledgeState.Withdrawn])
def test_a_refused_or_withdrawn_filing_leaves_no_history(end: PledgeState) -> None:
    assert verdict(record(10, (PledgeState.Filed, 20250301), (end, 20250401))).status == "clear"


def test_as_of_a_date_only_what_had_legal_effect_by_then_counts() -> None:
    pledge = record(10, (PledgeState.Filed, 20250201), REGISTERED, (PledgeState.Cancelled, 20250601))
    facts = replace(FACTS, as_of=20200101)
    found = {
        on: verdict(pledge, on=on, facts=facts).status for on in (20250131, 20250201, 20250301, 20250531, 20250601)
    }
    assert found == {
        20250131: "clear",
        20250201: "filed",
        20250301: "pledged",
        20250531: "pledged",
        20250601: "released",
    }


def test_a_registration_that_takes_effect_later_than_today_does_not_leave_the_right_clear() -> None:
    found = verdict(record(10, (PledgeState.Registered, 20260301)))
    assert (found.status, [each.code for each in found.warnings]) == ("filed", ["takes-effect-later"])


def test_a_right_that_is_attested_and_covered_is_clear() -> None:
    assert verdict() == Verdict("clear", None, ())


@pytest.mark.parametrize(
    ("facts", "coverage", "reason"),
    [
        (FACTS, Coverage("not-covered"), "not-covered"),
        (FACTS, Coverage("not-reconciled", 20000101, 20251231), "not-reconciled"),
        (None, COVERED, "not-attested"),
        (None, Coverage("not-covered"), "not-covered"),
        (replace(FACTS, validity=int(Validity.Unknown)), COVERED, "not-attested"),
        (replace(FACTS, validity=int(Validity.Pending)), COVERED, "not-attested"),
        (replace(FACTS, expires_on=20260120), COVERED, "not-attested"),
    ],
)
def test_a_right_without_history_is_unknown_wherever_clear_is_not_proven(
    facts: FactsRow | None, coverage: Coverage, reason: str
) -> None:
    found = verdict(facts=facts, coverage=coverage)
    assert (found.status, found.reason) == ("unknown", reason)


def test_the_last_day_of_a_right_counts() -> None:
    assert verdict(facts=replace(FACTS, expires_on=TODAY)).status == "clear"


@pytest.mark.parametrize("validity", [Validity.Lapsed, Validity.Expired, Validity.Invalidated, Validity.Abandoned])
def test_a_right_that_has_ended_says_so_with_or_without_a_pledge(validity: Validity) -> None:
    ended = replace(FACTS, validity=int(validity))
    assert verdict(facts=ended).status == "right-ended"
    assert verdict(facts=ended, coverage=Coverage("not-covered")).status == "right-ended"
    pledged = verdict(record(10, REGISTERED), facts=ended)
    assert (pledged.status, [each.code for each in pledged.warnings]) == ("pledged", ["right-ended"])


@pytest.mark.parametrize("doubt", ["incomplete", "lagging", "unreachable"])
def test_any_doubt_beats_everything(doubt: str) -> None:
    for records in ((), (record(10, REGISTERED),), (record(10, REGISTERED, (PledgeState.Cancelled, 20250601)),)):
        found = verdict(*records, doubt=doubt)
        assert (found.status, found.reason) == ("unknown", doubt)


def test_a_term_that_is_over_warns_and_releases_nothing() -> None:
    found = verdict(record(10, REGISTERED, ends_on=20251231))
    assert (found.status, [each.code for each in found.warnings]) == ("pledged", ["term-over"])


def test_a_release_outside_the_declared_coverage_warns_that_there_may_be_others() -> None:
    found = verdict(record(10, REGISTERED, (PledgeState.Cancelled, 20250601)), coverage=Coverage("not-covered"))
    assert (found.status, [each.code for each in found.warnings]) == ("released", ["coverage-missing"])


def test_a_carried_over_act_without_its_recording_date_warns() -> None:
    found = verdict(record(10, REGISTERED, dated_by="unrecorded"))
    assert [each.code for each in found.warnings] == ["recorded-date-not-stated"]


def test_ranks_are_the_order_of_registration_and_move_up_when_one_is_cancelled() -> None:
    records = {
        each.pledge.pledge: each
        for each in (
            record(30, REGISTERED),
            record(10, REGISTERED, (PledgeState.Cancelled, 20250601)),
            record(20, REGISTERED),
        )
    }
    rows = [PledgeRightRow(sequence=number, block=1, pledge=number, asset_key="k") for number in records]

    def ranks(on: int) -> list[tuple[int, int | None]]:
        return [(each.record.pledge.pledge, each.rank) for each in stand(rows, records, on, TODAY, "k").live]

    assert ranks(20250531) == [(10, 1), (20, 2), (30, 3)]
    assert ranks(20250601) == [(20, 1), (30, 2)]


def test_a_registration_carried_over_later_ranks_by_its_legal_date() -> None:
    records = {
        each.pledge.pledge: each
        for each in (
            record(10, (PledgeState.Registered, 20200101)),
            record(20, (PledgeState.Registered, 20100101)),
            record(30, (PledgeState.Registered, 20100101)),
        )
    }
    rows = [PledgeRightRow(sequence=number, block=1, pledge=number, asset_key="k") for number in records]
    live = stand(rows, records, TODAY, TODAY, "k").live
    assert [(each.record.pledge.pledge, each.rank) for each in live] == [(20, 1), (30, 2), (10, 3)]


def test_a_pledge_over_a_grant_and_its_application_is_told_once() -> None:
    rows = [PledgeRightRow(sequence=10, block=1, pledge=10, asset_key=key) for key in ("application", "k")]
    (only,) = stand(rows, {10: record(10, REGISTERED)}, TODAY, TODAY, "k").live
    assert (only.asset_key, only.rank) == ("k", 1)


def test_what_was_known_at_a_block_leaves_out_later_acts_and_undoes_later_closings() -> None:
    row = PledgeRightRow(
        sequence=1, block=3, pledge=1, asset_key="k", until_sequence=9, until_block=7, until_on=20250101
    )
    assert as_known([row], 2) == []
    assert [each.until_on for each in as_known([row], 6)] == [None]
    assert as_known([row], 7) == as_known([row], None) == [row]


def test_the_newest_declaration_of_coverage_counts() -> None:
    rows = [
        CoverageRow(sequence=at, block=at, kind_id="i", jurisdiction="US", kind=1, from_on=20200101, through_on=through)
        for at, through in ((1, 20251231), (2, 20260131))
    ]
    assert coverage_on(rows, 20260121).state == "covered"
    assert coverage_on(rows, 20260131).state == "covered"
    assert coverage_on(rows, 20260201).state == "not-reconciled"
    assert coverage_on(rows, 20191231).state == "not-covered"
    assert coverage_on([], 20260121) == Coverage("not-covered")


def test_a_coverage_from_before_the_kinds_rules_were_set_anew_counts_for_nothing() -> None:
    row = CoverageRow(
        sequence=1, block=1, kind_id="i", jurisdiction="US", kind=1, from_on=20200101, through_on=20260121
    )
    assert coverage_on([row], 20260121).state == "covered"
    closed = replace(row, until_sequence=2, until_block=2, until_on=20260120, until_dated_by="block")
    assert coverage_on([closed], 20260101) == Coverage("not-covered")
    assert coverage_on([closed, replace(row, sequence=3)], 20260121).state == "covered"


def test_of_a_grant_and_its_application_the_worse_coverage_counts() -> None:
    assert worst([COVERED, Coverage("not-reconciled"), Coverage("not-covered")]).state == "not-covered"
    assert worst([COVERED, Coverage("not-reconciled")]).state == "not-reconciled"


def test_of_several_attestations_the_newest_that_holds_by_the_date_counts() -> None:
    rows = [FACTS, replace(FACTS, sequence=2, as_of=20260115, validity=int(Validity.Lapsed))]
    assert facts_on(rows, 20260121) is rows[1]
    assert facts_on(rows, 20260110) is rows[0]
    assert facts_on(rows, 20251231) is None


def test_an_older_state_that_is_attested_later_does_not_bring_a_lapsed_right_back() -> None:
    lapsed = replace(FACTS, validity=int(Validity.Lapsed), as_of=20260101)
    backfill = replace(FACTS, sequence=2, as_of=20150101)
    assert facts_on([lapsed, backfill], TODAY) is lapsed
    assert verdict(facts=facts_on([lapsed, backfill], TODAY)).status == "right-ended"
    assert facts_on([lapsed, backfill], 20251231) is backfill


def test_of_two_attestations_of_one_date_the_later_one_corrects_the_other() -> None:
    rows = [replace(FACTS, validity=int(Validity.Lapsed)), replace(FACTS, sequence=2)]
    assert facts_on(rows, TODAY) is rows[1]
