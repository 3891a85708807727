"""The story of the guarantee as a newcomer runs it, to the fen (law.md, "Stories with figures: guarantee")."""

from tests.e2e.conftest import Command

FIGURES = {
    "loss": 830_000_000,
    "guarantor paid": 664_000_000,
    "insurer paid": 531_200_000,
    "bank got back, bank first": 166_000_000,
    "insurer got back, bank first": 27_200_000,
    "guarantor got back, bank first": 6_800_000,
    "bank got back, pro rata": 40_000_000,
    "insurer got back, pro rata": 128_000_000,
    "guarantor got back, pro rata": 32_000_000,
}


def test_the_loss_is_shared_and_what_comes_back_as_the_oracle_says(pledge: Command) -> None:
    run = pledge("demo", "--story", "guarantee", "--json")
    assert run.code == 0, run.err
    found = run.json
    assert found["figures"] == {name: str(fen) for name, fen in FIGURES.items()}
    refused = [step["refused_with"]["name"] for step in found["steps"] if step["refused_with"]]
    assert refused == ["NoDeficiency", "LossOutOfRange", "ShareExceeded"] * 2
    assert all(step["transaction"] for step in found["steps"] if not step["refused_with"])
    assert all("演示" in step["party"] for step in found["steps"])
    assert found["completeness"]["complete"] is True
    assert found["public"]["figures"] == "parties-only"


def test_the_page_for_people_shows_every_step_and_the_figures(pledge: Command) -> None:
    run = pledge("demo", "--story", "guarantee")
    assert run.code == 0, run.err
    for part in ("8,300,000.00", "6,640,000.00", "5,312,000.00", "1,660,000.00", "272,000.00", "68,000.00", "matches"):
        assert part in run.out
