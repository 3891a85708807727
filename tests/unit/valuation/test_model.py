"""The grading model shows its working, and gives no grade without what it needs."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger.enums import ValuationGrade
from chain_gateway.valuation import GradedRight, GradingModel, InsufficientData, Litigation, RightProfile
from chain_gateway.valuation.model import InvalidModel, InvalidProfile

MODEL = GradingModel.current()
GOOD = RightProfile(remaining_months=180, claims=30, litigation=Litigation.UPHELD, citations=100, family=15)
counts = st.integers(0, 10_000)
profiles = st.builds(RightProfile, counts, counts, st.sampled_from(Litigation), counts, counts)


def graded(profile: RightProfile) -> GradedRight:
    found = MODEL.grade(profile)
    assert isinstance(found, GradedRight)
    return found


def test_the_best_right_has_the_best_grade_and_the_worst_the_worst() -> None:
    assert (graded(GOOD).grade, graded(GOOD).score) == ("AAA", 100)
    worst = graded(RightProfile(0, 0, Litigation.LOST, 0, 0))
    assert (worst.grade, worst.score) == ("D", 2)


def test_a_grade_is_worked_out_by_hand() -> None:
    """132 months 80, 14 citations 62, 5 jurisdictions 75, 12 claims 70, no litigation 60: 2000+1550+1500+700+1200."""
    found = graded(RightProfile(132, 12, Litigation.NONE, 14, 5))
    assert [each.points for each in found.factors] == [80, 62, 75, 70, 60]
    assert (found.score, found.grade) == (69, "BBB")
    assert sum(each.points * each.weight for each in found.factors) // 10_000 == found.score


@pytest.mark.parametrize("missing", [("citations",), ("family",), ("citations", "family")])
def test_without_citations_or_family_it_answers_insufficient_data(missing: tuple[str, ...]) -> None:
    changes: dict[str, Any] = dict.fromkeys(missing)
    assert MODEL.grade(replace(GOOD, **changes)) == InsufficientData(MODEL.version, missing)


@given(profiles, st.sampled_from(("remaining_months", "claims", "citations", "family")), st.integers(1, 500))
def test_more_of_a_factor_never_lowers_the_grade(profile: RightProfile, factor: str, more: int) -> None:
    better: dict[str, Any] = {factor: getattr(profile, factor) + more}
    assert graded(replace(profile, **better)).score >= graded(profile).score


@given(profiles)
def test_every_right_with_data_has_a_grade_of_the_ledger(profile: RightProfile) -> None:
    found = graded(profile)
    assert 0 <= found.score <= 100
    assert found.grade in ValuationGrade.__members__
    assert sum(each.weight for each in found.factors) == 10_000


@pytest.mark.parametrize(("field", "value"), [("claims", -1), ("citations", 1.5), ("remaining_months", True)])
def test_a_number_that_cannot_be_is_refused_by_its_name(field: str, value: Any) -> None:
    with pytest.raises(InvalidProfile) as refused:
        MODEL.grade(replace(GOOD, **{field: value}))
    assert (refused.value.field, refused.value.value) == (field, value)


@pytest.mark.parametrize("part", ["weights", "steps", "grades"])
def test_a_table_that_does_not_fit_together_is_refused(part: str) -> None:
    content: dict[str, Any] = {
        "version": "demo 1",
        "factors": {"claims": {"weight": 9_000, "steps": [[0, 0], [5, 100]], "why": ""}},
        "litigation": {"weight": 1_000, "points": {}, "why": ""},
        "grades": [["A", 50], ["D", 0]],
    }
    GradingModel(content)
    if part == "weights":
        content["litigation"]["weight"] = 999
    elif part == "steps":
        content["factors"]["claims"]["steps"] = [[5, 100], [0, 0]]
    else:
        content["grades"] = [["A", 50], ["D", 1]]
    with pytest.raises(InvalidModel):
        GradingModel(content)
