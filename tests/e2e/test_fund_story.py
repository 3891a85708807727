"""The story of the disposal fund as a newcomer runs it, to the fen (law.md, "Stories with figures: fund")."""

from tests.e2e.conftest import Command

REFUSED = {
    "accept 7,500,000.01": "CapExceeded",
    "accept 12,500,000.01": "CapitalExceeded",
    "exercise before default": "WrongState",
    "exercise a second time": "WrongCommitmentState",
    "confirm before delivery": "DeliveryMissing",
}


def test_the_fund_refuses_pays_sells_and_has_what_the_oracle_says(pledge: Command) -> None:
    run = pledge("demo", "--story", "fund", "--json")
    assert run.code == 0, run.err
    found = run.json
    assert found["figures"] == {
        "capital": "1770000000",
        "open": "1250000000",
        "inventory": "0",
        "free": "520000000",
    }
    refused = {step["step"]: step["refused_with"]["name"] for step in found["steps"] if step["refused_with"]}
    assert refused == REFUSED
    assert all(step["transaction"] for step in found["steps"] if step["step"] not in REFUSED)
    assert all("演示" in step["party"] for step in found["steps"])
    assert found["completeness"]["complete"] is True
    assert (found["public"]["overdue"], found["public"]["figures"]) == (False, "parties-only")


def test_the_page_for_people_shows_every_step_and_the_figures(pledge: Command) -> None:
    run = pledge("demo", "--story", "fund")
    assert run.code == 0, run.err
    for part in ("17,700,000.00", "5,200,000.00", "CapExceeded", "CapitalExceeded", "resell", "matches"):
        assert part in run.out
