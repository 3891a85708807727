"""The spread of values, and fees that are flagged as low."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.valuation import LowFeeRule, Spread, Valued, spread_of

ranges = st.builds(lambda low, width: (low, low + width), st.integers(1, 2**96), st.integers(0, 2**96))


def test_a_valuation_after_an_abandoned_one_is_3_20_times_higher() -> None:
    """law.md, stories: an abandoned valuation, then one 3.2 times higher."""
    found = spread_of([Valued(7, 200, 300, draft=True), Valued(9, 700, 900)])
    assert found == Spread(lowest=7, highest=9, hundredths=320)
    assert found.times == "3.20"


def test_one_value_has_no_spread_and_two_equal_ones_have_the_spread_one() -> None:
    assert spread_of([Valued(7, 1, 2), Valued(8, 0, 0)]) is None
    found = spread_of([Valued(9, 800, 1200), Valued(7, 800, 1200)])
    assert found == Spread(7, 7, 100)


@given(st.lists(ranges, min_size=2, max_size=12))
def test_the_spread_is_that_of_the_extreme_middles(found: list[tuple[int, int]]) -> None:
    spread = spread_of(Valued(place, *each) for place, each in enumerate(found))
    assert spread is not None
    middles = [sum(each) for each in found]
    assert middles[spread.lowest] == min(middles)
    assert middles[spread.highest] == max(middles)
    assert spread.hundredths == max(middles) * 100 // min(middles)


@pytest.mark.parametrize(
    ("fee", "low", "currency", "flagged"),
    [
        (300_000, 600_000_000, "CNY", False),
        (299_999, 1, "CNY", True),
        (300_000, 600_000_001, "CNY", True),
        (0, 0, "JPY", False),
        (0, 1, "JPY", True),
    ],
)
def test_a_fee_under_the_floor_or_its_part_of_the_value_is_low(
    fee: int, low: int, currency: str, flagged: bool
) -> None:
    assert LowFeeRule.current().is_low(fee, low, currency) is flagged
