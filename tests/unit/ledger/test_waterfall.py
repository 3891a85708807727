"""The waterfall's model: the figures of the guarantee's story, and what holds for every split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger.enums import RecoveryOrder
from chain_gateway.ledger.waterfall import WHOLE, Layer, Standing, share_loss, share_recovery, split

BANK, GUARANTOR, INSURER = 166_000_000, 132_800_000, 531_200_000
AMOUNTS = st.integers(1, 2**96)


def test_the_claim_of_the_story_is_shared_as_the_law_page_says() -> None:
    layers = [Layer(2_000), Layer(8_000, limit=2**100), Layer(8_000, reinsures=1, limit=2**100)]
    assert share_loss(830_000_000, layers) == [166_000_000, 664_000_000, 531_200_000]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (RecoveryOrder.CreditorFirst, [166_000_000, 6_800_000, 27_200_000]),
        (RecoveryOrder.ProRata, [40_000_000, 32_000_000, 128_000_000]),
    ],
)
def test_the_recovery_of_the_story_runs_as_the_law_page_says(order: RecoveryOrder, expected: list[int]) -> None:
    standings = [Standing(BANK), Standing(GUARANTOR), Standing(INSURER)]
    assert share_recovery(200_000_000, standings, order) == (expected, [0, 0, 0])


def test_units_that_are_left_go_to_the_largest_remainders_and_then_to_the_earlier_place() -> None:
    assert split(10, [1, 1, 1]) == [4, 3, 3]
    assert split(1, [1, 2]) == [0, 1]
    assert split(0, [0, 0]) == [0, 0]


def test_what_a_cap_keeps_out_stays_with_the_creditor() -> None:
    assert share_loss(1_000, [Layer(1_000), Layer(9_000, limit=100), Layer(5_000, 1, 30)]) == [900, 100, 30]


def test_rates_that_do_not_sum_and_recoveries_beyond_what_stands_are_refused() -> None:
    with pytest.raises(ValueError, match="9999, not to 10000"):
        share_loss(1, [Layer(9_999)])
    with pytest.raises(ValueError, match="3 stands"):
        share_recovery(4, [Standing(1), Standing(0, 2)], RecoveryOrder.ProRata)


@given(AMOUNTS, st.lists(st.integers(0, WHOLE), min_size=1, max_size=12).filter(any))
def test_a_split_adds_up_and_is_off_by_less_than_a_unit(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - amount * weight) < sum(weights)


@given(st.data(), st.lists(st.integers(0, 2**96), min_size=2, max_size=24).filter(any), st.sampled_from(RecoveryOrder))
def test_nobody_gets_back_more_than_stands_with_it(data: st.DataObject, parts: list[int], order: RecoveryOrder) -> None:
    standings = [
        Standing(parts[0]),
        *(Standing(own, owed) for own, owed in zip(parts[1::2], parts[2::2], strict=False)),
    ]
    whole = sum(each.own + each.owed for each in standings)
    amount = data.draw(st.integers(0, whole))
    borne, relieved = share_recovery(amount, standings, order)
    assert sum(borne) + sum(relieved) == amount
    for back, less, each in zip(borne, relieved, standings, strict=True):
        assert 0 <= back <= each.own
        assert 0 <= less <= each.owed
