"""What counts as killed, and when a campaign has reached what it must."""

from __future__ import annotations

import pytest

from scripts.mutation.tally import Tally, tallies
from scripts.mutation.verdicts import Verdict


def tally(**counts: int) -> Tally:
    """A tally of that many of each verdict; `waiting` for those not tried."""
    made = Tally()
    for name, count in counts.items():
        for _ in range(count):
            made.add(None if name == "waiting" else Verdict(name))
    return made


def test_only_killed_and_survived_are_judged() -> None:
    counted = tally(killed=3, survived=1, equivalent=5, invalid=7, timeout=2, waiting=4)
    assert counted.judged == 4
    assert counted.share == "75.0"
    assert counted.made == 22


@pytest.mark.parametrize(
    ("killed", "survived", "share", "enough"),
    [(95, 5, "95.0", True), (949, 51, "94.9", False), (1899, 101, "94.9", False), (1, 0, "100.0", True)],
)
def test_the_bound_is_met_exactly_and_no_share_is_rounded_up(
    killed: int, survived: int, share: str, enough: bool
) -> None:
    counted = tally(killed=killed, survived=survived)
    assert (counted.share, counted.enough) == (share, enough)


def test_a_campaign_that_judged_nothing_has_not_reached_it() -> None:
    assert not tally(invalid=3, timeout=1).enough
    assert tally(invalid=3).share == "-"


def test_counts_by_name() -> None:
    counted = tallies([("RR", Verdict.KILLED), ("CR", None), ("RR", Verdict.SURVIVED)])
    assert list(counted) == ["CR", "RR"]
    assert (counted["RR"].judged, counted["CR"].waiting) == (2, 1)
