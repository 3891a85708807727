"""The status of a right, rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from chain_gateway.ledger.enums import AssetClass, CircumstanceKind, Lock, PledgeState, Validity
from indexer.lookup.burdens import NO_BURDENS, Burdens
from indexer.lookup.standing import PledgeRecord, Standing, as_known, stand
from indexer.lookup.verdict import Coverage, Verdict, coverage_on, facts_on, judge, worst
from indexer.projection.rows import (
    CircumstanceRow,
    ClassLabelRow,
    CoverageRow,
    FactsRow,
    HolderRow,
    LockRow,
    PledgeRightRow,
    PledgeRow,
    PledgeStateRow,
    PreservationRow,
    RegistrationRow,
    SubordinationRow,
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
    burdens: Burdens = NO_BURDENS,
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
    return judge(doubt, standing, facts, coverage, on, burdens.on(on, TODAY))


def membership(pledge: int) -> PledgeRightRow:
    return PledgeRightRow(sequence=pledge, block=1, pledge=pledge, asset_key="k")


def swap(sequence: int, pledge: int, favoured: int, on: int) -> SubordinationRow:
    return SubordinationRow(sequence=sequence, block=1, pledge=pledge, favoured=favoured, asset_key="k", on=on)


REGISTERED = (PledgeState.Registered, 20250301)


@pytest.mark.parametrize("state", [PledgeState.Registered, PledgeState.Defaulted, PledgeState.Discharged])
def test_a_right_is_pledged_from_registration_until_the_offices_cancellation(state: PledgeState) -> None:
    assert verdict(record(10, REGISTERED, (state, 20250601))).status == "pledged"


def test_a_right_under_enforcement_says_so_also_when_it_is_realised() -> None:
    enforced = record(10, REGISTERED, (PledgeState.Enforcing, 20250601), (PledgeState.Realised, 20250701))
    assert verdict(enforced).status == "enforcing"
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


def test_the_public_is_told_of_no_default_and_its_state_is_as_old_as_it_seems() -> None:
    found = record(10, REGISTERED, (PledgeState.Defaulted, 20250601), (PledgeState.Registered, 20250701))
    for on in (20250301, 20250601, 20250701):
        told = found.public_state_on(on)
        assert told is not None
        assert (told.state, told.on) == (PledgeState.Registered, 20250301)
        (live,) = stand([membership(10)], {10: found}, on, TODAY, "k").live
        assert live.state is PledgeState.Registered
    enforced = record(10, REGISTERED, (PledgeState.Enforcing, 20250601), (PledgeState.Realised, 20250701))
    told = enforced.public_state_on(TODAY)
    assert told is not None
    assert (told.state, told.on) == (PledgeState.Enforcing, 20250601)


def test_a_revoked_registration_never_encumbered_and_the_answer_says_so() -> None:
    revoked = record(10, REGISTERED, (PledgeState.Revoked, 20250601))
    for on in (20250501, TODAY):
        found = verdict(revoked, on=on, facts=replace(FACTS, as_of=20200101))
        assert (found.status, [each.code for each in found.warnings]) == ("clear", ["registration-revoked"])
    later = record(10, REGISTERED, (PledgeState.Revoked, 20260122))
    assert verdict(later).status == "pledged"


def test_a_right_that_is_added_to_a_pledge_is_encumbered_from_that_act_and_ranks_by_it() -> None:
    records = {10: record(10, REGISTERED), 20: record(20, REGISTERED)}
    added = PledgeRightRow(sequence=90, block=9, pledge=10, asset_key="k", on=20250601)

    def standing(on: int) -> Standing:
        return stand([added, membership(20)], records, on, TODAY, "k")

    assert [each.record.pledge.pledge for each in standing(20250531).live] == [20]
    assert standing(20250531).filed == ()
    assert [each.record.pledge.pledge for each in standing(20250601).live] == [20, 10]
    later = replace(added, on=20260301)
    assert [each.record.pledge.pledge for each in stand([later], records, TODAY, TODAY, "k").filed] == [10]


def test_a_change_of_rank_counts_from_its_date_and_only_between_those_who_are_left() -> None:
    records = {number: record(number, REGISTERED) for number in (10, 20, 30)}
    rows = [membership(number) for number in records]
    swaps = [swap(91, 10, 20, 20250601), swap(92, 10, 30, 20250701)]

    def ranks(on: int) -> list[int]:
        return [each.record.pledge.pledge for each in stand(rows, records, on, TODAY, "k", swaps).live]

    assert ranks(20250531) == [10, 20, 30]
    assert ranks(20250601) == [20, 10, 30]
    assert ranks(20250701) == [20, 30, 10]
    records[20] = record(20, REGISTERED, (PledgeState.Cancelled, 20250801))
    assert ranks(20250801) == [30, 10]


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


ORDER = PreservationRow(
    sequence=5,
    block=1,
    asset_key="k",
    court="Court (demo)",
    case_number="(2025) demo 1",
    starts_on=20250601,
    ends_on=0,
    rank=1,
    source="s",
    as_of=20250602,
)
LOCK = LockRow(sequence=6, block=1, asset_key="k", pledge=10, lock=int(Lock.Pool), on=20250601)


def told(kind: CircumstanceKind, starts_on: int, ends_on: int = 0, as_of: int = 20250101, **more: Any) -> Burdens:
    row = CircumstanceRow(
        sequence=7,
        block=1,
        asset_key="k",
        kind=int(kind),
        case_number="",
        starts_on=starts_on,
        ends_on=ends_on,
        text="",
        source="s",
        as_of=as_of,
    )
    return Burdens(circumstances=(replace(row, **more),))


def codes(found: Verdict) -> list[str]:
    return [each.code for each in found.warnings]


def test_a_preserved_right_is_not_clear_and_the_answer_names_court_and_case() -> None:
    found = verdict(burdens=Burdens(preservations=(ORDER,)))
    assert (found.status, codes(found)) == ("preserved", ["preservation"])
    assert "Court (demo)" in found.warnings[0].text
    assert "(2025) demo 1" in found.warnings[0].text
    assert verdict(burdens=Burdens(preservations=(ORDER,)), on=20250531, facts=None).status == "unknown"


def test_a_preservation_ends_when_its_office_lifts_it_and_by_no_clock() -> None:
    over = replace(ORDER, ends_on=20251231)
    found = verdict(burdens=Burdens(preservations=(over,)))
    assert found.status == "preserved"
    assert "2025-12-31" in found.warnings[0].text
    lifted = replace(ORDER, until_sequence=9, until_block=9, until_on=20260110)
    assert verdict(burdens=Burdens(preservations=(lifted,))).status == "clear"
    assert verdict(burdens=Burdens(preservations=(lifted,)), on=20260109).status == "preserved"


def test_a_preservation_that_begins_after_today_counts_today() -> None:
    coming = replace(ORDER, starts_on=20260301)
    assert verdict(burdens=Burdens(preservations=(coming,))).status == "preserved"
    assert verdict(burdens=Burdens(preservations=(coming,)), on=20260120).status == "clear"


def test_a_waiting_preservation_says_its_rank() -> None:
    found = verdict(burdens=Burdens(preservations=(ORDER, replace(ORDER, sequence=6, rank=2))))
    assert codes(found) == ["preservation", "preservation"]
    assert "rank 2" in found.warnings[1].text


def test_a_locked_right_is_not_clear() -> None:
    assert verdict(burdens=Burdens(locks=(LOCK,))).status == "locked"
    assert verdict(burdens=Burdens(locks=(LOCK,)), on=20250531, facts=replace(FACTS, as_of=20200101)).status == "clear"
    ended = replace(LOCK, until_sequence=9, until_block=9, until_on=20260110)
    assert verdict(burdens=Burdens(locks=(ended,))).status == "clear"


def test_of_what_holds_a_right_the_pledge_is_named_first_then_preservation_then_locks() -> None:
    both = Burdens(preservations=(ORDER,), locks=(LOCK,))
    assert verdict(record(10, REGISTERED), burdens=both).status == "pledged"
    assert verdict(record(10, (PledgeState.Filed, 20250301)), burdens=both).status == "filed"
    assert codes(verdict(record(10, REGISTERED), burdens=both)) == ["preservation"]
    assert verdict(burdens=both).status == "preserved"
    released = record(10, REGISTERED, (PledgeState.Cancelled, 20250601))
    assert verdict(released, burdens=Burdens(locks=(LOCK,))).status == "locked"
    assert verdict(burdens=both, doubt="incomplete").status == "unknown"


@pytest.mark.parametrize(
    ("burdens", "warned"),
    [
        (told(CircumstanceKind.AnnualFee, 20260120, 20260720), ["fees-overdue"]),
        (told(CircumstanceKind.AnnualFee, 20250101), ["fees-overdue"]),
        (told(CircumstanceKind.AnnualFee, TODAY, 20260720), []),
        (told(CircumstanceKind.AnnualFee, 0), []),
        (told(CircumstanceKind.Litigation, 20250601), ["litigation"]),
        (told(CircumstanceKind.Litigation, 20250601, 20260121), []),
        (told(CircumstanceKind.Litigation, 20250601, 20260122), ["litigation"]),
        (told(CircumstanceKind.Litigation, 20260122), []),
        (told(CircumstanceKind.Invalidation, 0), ["invalidation"]),
        (told(CircumstanceKind.Invalidation, 20250601, as_of=20260122), []),
        (told(CircumstanceKind.Scope, 20250601), []),
    ],
)
def test_circumstances_warn_and_change_no_status(burdens: Burdens, warned: list[str]) -> None:
    found = verdict(burdens=burdens)
    assert (found.status, codes(found)) == ("clear", warned)


def test_the_newest_circumstance_of_a_kind_and_case_counts() -> None:
    pending, over = (told(CircumstanceKind.Litigation, 20250601, ends).circumstances[0] for ends in (0, 20251231))
    another = replace(pending, sequence=9, case_number="another case")
    kept = Burdens(circumstances=(pending, replace(over, sequence=8), another)).on(TODAY, TODAY).circumstances
    assert [(row.sequence, row.case_number) for row in kept] == [(8, ""), (9, "another case")]


def test_the_newest_label_of_each_attestor_counts() -> None:
    rows = tuple(
        ClassLabelRow(
            sequence=at, block=1, asset_key="k", attestor=who, asset_class=int(label), source="s", as_of=as_of
        )
        for at, who, label, as_of in (
            (1, 5, AssetClass.Core, 20250101),
            (2, 6, AssetClass.Ordinary, 20250101),
            (3, 5, AssetClass.Defensive, 20251231),
            (4, 6, AssetClass.Core, 20260122),
        )
    )
    kept = Burdens(labels=rows).on(TODAY, TODAY).labels
    assert [(row.attestor, row.sequence) for row in kept] == [(5, 3), (6, 2)]


def test_an_older_state_that_is_attested_later_does_not_bring_a_lapsed_right_back() -> None:
    lapsed = replace(FACTS, validity=int(Validity.Lapsed), as_of=20260101)
    backfill = replace(FACTS, sequence=2, as_of=20150101)
    assert facts_on([lapsed, backfill], TODAY) is lapsed
    assert verdict(facts=facts_on([lapsed, backfill], TODAY)).status == "right-ended"
    assert facts_on([lapsed, backfill], 20251231) is backfill


def test_of_two_attestations_of_one_date_the_later_one_corrects_the_other() -> None:
    rows = [replace(FACTS, validity=int(Validity.Lapsed)), replace(FACTS, sequence=2)]
    assert facts_on(rows, TODAY) is rows[1]
