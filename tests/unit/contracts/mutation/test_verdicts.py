"""A campaign goes on where it was stopped, and tries again what changed tests may notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.mutation.verdicts import Verdict, Verdicts


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_outlives_the_process(tmp_path: Path, verdict: Verdict) -> None:
    Verdicts(tmp_path / "v", "tests").add("key", verdict, "test_x")
    found = Verdicts(tmp_path / "v", "tests").find("key")
    assert found is not None
    assert found.verdict is verdict
    assert found.by == "test_x"


@pytest.mark.parametrize(
    ("verdict", "stands"),
    [
        (Verdict.KILLED, True),
        (Verdict.EQUIVALENT, True),
        (Verdict.INVALID, True),
        (Verdict.SURVIVED, False),
        (Verdict.TIMEOUT, False),
    ],
)
def test_other_tests_judge_survivors_and_timeouts_again(tmp_path: Path, verdict: Verdict, stands: bool) -> None:
    Verdicts(tmp_path / "v", "tests").add("key", verdict)
    assert (Verdicts(tmp_path / "v", "more tests").find("key") is not None) is stands


def test_the_newest_verdict_counts(tmp_path: Path) -> None:
    Verdicts(tmp_path / "v", "tests").add("key", Verdict.SURVIVED)
    Verdicts(tmp_path / "v", "more tests").add("key", Verdict.KILLED)
    found = Verdicts(tmp_path / "v", "more tests").find("key")
    assert found is not None
    assert found.verdict is Verdict.KILLED


def test_an_unknown_mutant_has_no_verdict(tmp_path: Path) -> None:
    assert Verdicts(tmp_path / "v", "tests").find("key") is None
