"""A mutant changes bytes, not characters, and keeps its names apart."""

from __future__ import annotations

from dataclasses import replace

from scripts.mutation.mutants import Mutant

SOURCE = "// 演示\ncontract A {\n    uint256 a = 1 + 2;\n    uint256 b = 1 + 2;\n}\n"
PLUS = Mutant("contracts/A.sol", "A", "AOR", 3, SOURCE.encode().index(b"+"), SOURCE.encode().index(b"+") + 1, "-")


def test_offsets_are_bytes() -> None:
    assert PLUS.old(SOURCE) == "+"
    assert PLUS.applied(SOURCE) == SOURCE.replace("a = 1 + 2", "a = 1 - 2")


def test_an_insertion_takes_nothing_away() -> None:
    inserted = replace(PLUS, end=PLUS.start, new="/**/")
    assert inserted.old(SOURCE) == ""
    assert inserted.applied(SOURCE) == SOURCE.replace("a = 1 +", "a = 1 /**/+")


def test_two_operators_that_make_one_change_share_a_verdict() -> None:
    assert PLUS.key(SOURCE) == replace(PLUS, operator="SBR").key(SOURCE)


def test_another_source_another_change_or_another_unit_needs_its_own_verdict() -> None:
    keys = {
        PLUS.key(SOURCE),
        PLUS.key(SOURCE + "\n"),
        replace(PLUS, new="*").key(SOURCE),
        replace(PLUS, unit="contracts/B.sol").key(SOURCE),
    }
    assert len(keys) == 4


def test_a_name_stays_when_other_lines_change() -> None:
    longer = "// more\n" + SOURCE
    moved = replace(PLUS, line=4, start=PLUS.start + 8, end=PLUS.end + 8)
    assert moved.name(longer) == PLUS.name(SOURCE)


def test_a_name_tells_the_change_and_its_line() -> None:
    second = SOURCE.encode().rindex(b"+")
    names = {
        PLUS.name(SOURCE),
        replace(PLUS, new="*").name(SOURCE),
        replace(PLUS, start=second, end=second + 1).name(SOURCE),
    }
    assert len(names) == 3
