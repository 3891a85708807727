"""Rate limits: ten seconds' worth at once, then as fast as the limit, for each party and each of its subjects."""

from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.api.rates import RateLimits, Rates


class Seconds:
    """Monotonic time that tests move."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_subject_is_limited_and_told_when_to_come_again() -> None:
    clock = Seconds()
    rates = Rates(RateLimits(party_per_minute=6000, subject_per_minute=60), clock)
    assert [rates.take(7, "clerk") for _ in range(11)] == [None] * 10 + [1]
    assert rates.take(7, "another clerk") is None
    assert rates.take(8, "clerk") is None
    clock.now += 1
    assert rates.take(7, "clerk") is None
    assert rates.take(7, "clerk") == 1


def test_a_party_is_limited_over_all_its_subjects() -> None:
    rates = Rates(RateLimits(party_per_minute=60, subject_per_minute=6000), Seconds())
    assert [rates.take(7, f"clerk {number}") for number in range(11)] == [None] * 10 + [1]


def test_a_refused_request_costs_nothing() -> None:
    clock = Seconds()
    rates = Rates(RateLimits(party_per_minute=60, subject_per_minute=6), clock)
    assert rates.take(7, "clerk") is None
    for _ in range(50):
        assert rates.take(7, "clerk") == 10
    assert [rates.take(7, f"clerk {number}") for number in range(9)] == [None] * 9


def test_one_that_counts_for_many_passes_when_all_is_free_and_is_paid_off_afterwards() -> None:
    clock = Seconds()
    rates = Rates(RateLimits(party_per_minute=60, subject_per_minute=60), clock)
    assert rates.take(7, "clerk", 100) is None
    assert rates.take(7, "clerk") == 91
    clock.now += 91
    assert rates.take(7, "clerk") is None


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_no_pattern_gets_more_than_burst_and_rate(pauses: list[float]) -> None:
    clock = Seconds()
    rates = Rates(RateLimits(party_per_minute=10_000, subject_per_minute=60), clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += rates.take(7, "clerk") is None
    assert passed <= 10 + clock.now + 1


def test_many_subjects_do_not_fill_the_memory() -> None:
    clock = Seconds()
    rates = Rates(RateLimits(), clock)
    for number in range(30_000):
        clock.now += 0.01
        assert rates.take(number, "clerk") is None
    assert len(rates._buckets) <= 10_001
