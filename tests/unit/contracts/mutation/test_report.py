"""The log of a campaign: counts, every survivor with its explanation, and what was not tried."""

from __future__ import annotations

from dataclasses import replace

from scripts.mutation.mutants import Mutant
from scripts.mutation.report import Campaign, Outcome, page, quoted
from scripts.mutation.verdicts import Judged, Verdict

SOURCE = "a = b || c;\n"
MUTANT = Mutant("contracts/A.sol", "A", "LOR", 1, 6, 8, "&&")


def outcome(verdict: Verdict | None, mutant: Mutant = MUTANT) -> Outcome:
    """A mutant with its verdict."""
    return Outcome(mutant, None if verdict is None else Judged("key", verdict, "", "tests"))


def campaign(*outcomes: Outcome, explained: dict[str, str] | None = None) -> Campaign:
    """A campaign with these outcomes."""
    return Campaign("2026-01-02", "abc", "Tools", outcomes, {"contracts/A.sol": SOURCE}, explained or {})


def test_counts_by_operator_and_by_contract() -> None:
    other = replace(MUTANT, operator="RR", contract="B")
    shown = page(campaign(outcome(Verdict.KILLED), outcome(Verdict.SURVIVED), outcome(Verdict.INVALID, other)))
    assert "| LOR | 2 | 0 | 0 | 0 | 0 | 1 | 1 | 50.0 |" in shown
    assert "| RR | 1 | 1 | 0 | 0 | 0 | 0 | 0 | - |" in shown
    assert "| B | 1 | 1 | 0 | 0 | 0 | 0 | 0 | - |" in shown
    assert "| all | 3 | 1 | 0 | 0 | 0 | 1 | 1 | 50.0 |" in shown


def test_a_survivor_stands_with_place_change_and_explanation() -> None:
    name = MUTANT.name(SOURCE)
    done = campaign(outcome(Verdict.SURVIVED), explained={name: "c follows from b"})
    assert f"| {name} | A.sol:1 | LOR | `\\|\\|` → `&&` | c follows from b |" in page(done)
    assert done.unexplained() == []


def test_a_survivor_without_explanation_is_named() -> None:
    done = campaign(outcome(Verdict.SURVIVED), outcome(Verdict.KILLED))
    assert len(done.unexplained()) == 1
    assert "**not explained**" in page(done)


def test_what_was_not_tried_is_said() -> None:
    assert "None: every mutant was tried." in page(campaign(outcome(Verdict.KILLED)))
    assert "| A LOR | 1 | 0 | 0 | 0 | 1 | 0 | 0 | - |" in page(campaign(outcome(None)))


def test_code_stays_in_its_cell() -> None:
    assert quoted("a ||\n   b") == "`a \\|\\| b`"
    assert quoted("") == "(nothing)"
