"""Limits over several processes on one store: together they pass no more than one would."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chain_gateway.api.lent_rates import LentRates
from chain_gateway.api.rates import RateLimits
from chain_gateway.submission import Store, open_store


class Clock:
    now = datetime(2024, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[list[Store]]:
    """Two processes' ways to one store."""
    sqlite = f"sqlite:///{tmp_path / 'store.db'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    opened = [open_store(url, clock) for _ in range(2)]
    yield opened
    for store in opened:
        store.close()


def test_two_processes_pass_together_what_one_may_and_then_as_fast_as_the_limit(
    stores: list[Store], clock: Clock
) -> None:
    limits = RateLimits(party_per_minute=600_000, subject_per_minute=60)
    rates = [LentRates(limits, store.quotas) for store in stores]
    assert [rates[number % 2].take(7, "clerk") for number in range(10)] == [None] * 10
    assert [each.take(7, "clerk") for each in rates] == [1, 1]
    assert rates[0].take(7, "another clerk") is None
    assert rates[0].take(8, "clerk") is None
    clock.pass_by(1)
    assert sorted(str(each.take(7, "clerk")) for each in rates) == ["1", "None"]
    clock.pass_by(3)
    assert [rates[0].take(7, "clerk") for _ in range(4)] == [None] * 3 + [1]


def test_a_party_is_limited_over_all_its_persons_and_processes(stores: list[Store]) -> None:
    rates = [LentRates(RateLimits(party_per_minute=60, subject_per_minute=6000), store.quotas) for store in stores]
    passed = [rates[number % 2].take(7, f"clerk {number}") for number in range(12)]
    assert passed == [None] * 10 + [1, 1]


def test_who_is_refused_does_not_pay_for_the_party(stores: list[Store]) -> None:
    rates = LentRates(RateLimits(party_per_minute=60, subject_per_minute=6), stores[0].quotas)
    assert rates.take(7, "clerk") is None
    for _ in range(50):
        assert rates.take(7, "clerk") == 10
    assert [rates.take(7, f"clerk {number}") for number in range(9)] == [None] * 9


def test_one_that_counts_for_many_passes_when_all_is_free_and_is_paid_off_afterwards(
    stores: list[Store], clock: Clock
) -> None:
    rates = LentRates(RateLimits(party_per_minute=60, subject_per_minute=60), stores[0].quotas)
    assert rates.take(7, "clerk", 100) is None
    assert rates.take(7, "clerk") == 91
    clock.pass_by(91)
    assert rates.take(7, "clerk") is None


def test_few_requests_ask_the_store(stores: list[Store]) -> None:
    rates = LentRates(RateLimits(), stores[0].quotas)
    assert not rates.at_hand(7, "clerk")
    assert rates.take(7, "clerk") is None
    for _ in range(4_000):
        assert rates.at_hand(7, "clerk")
        assert rates.take(7, "clerk") is None


def test_a_clock_that_was_wrong_locks_nobody_out(stores: list[Store], clock: Clock) -> None:
    rates = [LentRates(RateLimits(party_per_minute=60, subject_per_minute=60), store.quotas) for store in stores]
    clock.pass_by(1_000_000)
    assert [rates[0].take(7, "clerk") for _ in range(11)] == [None] * 10 + [1]
    clock.pass_by(-1_000_000)
    assert rates[1].take(7, "clerk") == 1
    clock.pass_by(1)
    assert rates[1].take(7, "clerk") is None


def test_threads_of_one_process_share_what_it_borrowed(stores: list[Store]) -> None:
    rates = LentRates(RateLimits(party_per_minute=600_000, subject_per_minute=600), stores[0].quotas)
    passed = list[int | None]()

    def ask() -> None:
        for _ in range(50):
            passed.append(rates.take(7, "clerk"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(None) == 100


def test_buckets_that_nobody_draws_from_are_forgotten_when_they_are_full_again(
    stores: list[Store], clock: Clock
) -> None:
    rates = LentRates(RateLimits(party_per_minute=60, subject_per_minute=60), stores[0].quotas)
    assert [rates.take(7, "clerk") for _ in range(11)][-1] == 1
    clock.pass_by(3_600)
    stores[0].quotas.forget()
    clock.pass_by(86_400)
    stores[0].quotas.forget()
    assert [rates.take(7, "clerk") for _ in range(11)] == [None] * 10 + [1]
