"""The gate over what the contracts' tests reach: counting, bounds, explanations."""

from __future__ import annotations

import pytest

from scripts.coverage import parsed, problems, table, totals

SOURCE = {"contracts/A.sol": ["line one", "  if (x) revert X();", "line three"]}
GAP = "contracts/A.sol: if (x) revert X();"


def report(*lines: str, unit: str = "contracts/A.sol") -> list[str]:
    """A report of one unit."""
    return [f"SF:{unit}", *lines, "end_of_record"]


def test_counts_lines_and_branches() -> None:
    units = parsed(report("DA:1,4", "DA:2,0", "BRDA:2,0,0,-", "BRDA:2,0,1,7"))
    assert totals(units) == ((1, 2), (1, 2))


def test_a_line_that_two_contracts_share_is_reached_when_one_reaches_it() -> None:
    units = parsed([*report("DA:1,0", "BRDA:1,0,0,0"), *report("DA:1,2", "BRDA:1,0,0,3")])
    assert totals(units) == ((1, 1), (1, 1))


@pytest.mark.parametrize("unit", ["contracts/test/A.t.sol", "node_modules/x/B.sol"])
def test_tests_and_libraries_of_others_are_not_judged(unit: str) -> None:
    assert parsed(report("DA:1,0", unit=unit)) == []


def test_an_empty_report_does_not_pass() -> None:
    assert problems(parsed([]), {}, {}) == ["the report names no contract"]


def test_what_is_wholly_reached_passes() -> None:
    assert problems(parsed(report("DA:1,1", "BRDA:2,0,0,1")), {}, SOURCE) == []


def test_a_gap_must_be_explained() -> None:
    lines = [f"DA:{number},1" for number in range(10, 110)]
    units = parsed(report("DA:2,0", *lines))
    assert problems(units, {}, SOURCE) == [f"line 2 is not reached and coverage-gaps.json does not say why: {GAP}"]
    assert problems(units, {GAP: ""}, SOURCE) != []
    assert problems(units, {GAP: "because"}, SOURCE) == []


def test_an_explanation_of_what_is_reached_is_refused() -> None:
    units = parsed(report("DA:2,1"))
    assert problems(units, {GAP: "because"}, SOURCE) == [f"coverage-gaps.json explains what is reached: {GAP}"]


@pytest.mark.parametrize(
    ("missed", "share"), [(2, None), (3, "97/100 97.0% of the lines are reached, 98% are required")]
)
def test_the_bound_on_lines_is_met_exactly(missed: int, share: str | None) -> None:
    units = parsed(report(*(f"DA:{number},{int(number > missed)}" for number in range(1, 101))))
    sources = {"contracts/A.sol": [f"line {number}" for number in range(1, 101)]}
    explained = {f"contracts/A.sol: line {number}": "because" for number in range(1, missed + 1)}
    assert problems(units, explained, sources) == ([share] if share else [])


@pytest.mark.parametrize(("missed", "refused"), [(1, False), (2, True)])
def test_the_bound_on_branches_is_met_exactly(missed: int, refused: bool) -> None:
    units = parsed(report(*(f"BRDA:2,{number},0,{int(number > missed)}" for number in range(1, 21))))
    found = problems(units, {GAP: "because"}, SOURCE)
    assert (found == ["18/20 90.0% of the branches are taken, 95% are required"]) is refused


def test_more_than_five_gaps_are_refused_even_when_explained() -> None:
    lines = [f"DA:{number},{int(number > 6)}" for number in range(1, 1001)]
    sources = {"contracts/A.sol": [f"line {number}" for number in range(1, 1001)]}
    explained = {f"contracts/A.sol: line {number}": "because" for number in range(1, 7)}
    assert problems(parsed(report(*lines)), explained, sources) == ["6 places are not reached, at most 5 may be"]


def test_the_table_has_a_line_for_each_unit_and_one_for_all() -> None:
    shown = table(parsed([*report("DA:1,1"), *report("DA:1,0", "DA:2,1", unit="contracts/B.sol")])).splitlines()
    assert [row.split() for row in shown[1:]] == [
        ["contracts/A.sol", "1/1", "100.0%", "0/0", "100.0%"],
        ["contracts/B.sol", "1/2", "50.0%", "0/0", "100.0%"],
        ["all", "2/3", "66.6%", "0/0", "100.0%"],
    ]
