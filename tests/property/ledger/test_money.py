"""Rules that hold for every amount."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger.currencies import DECIMALS
from chain_gateway.ledger.money import LARGEST_MINOR, InvalidMoney, Money

CURRENCIES = st.sampled_from(sorted(DECIMALS))
AMOUNTS = st.builds(Money, st.integers(0, LARGEST_MINOR), CURRENCIES)


@given(AMOUNTS)
def test_what_is_written_is_read_back(amount: Money) -> None:
    assert Money.parse(amount.format()) == amount


@given(st.integers(0, 10**12), st.integers(0, 12), st.sampled_from(["", "万", "亿"]), CURRENCIES)
def test_what_is_read_is_exact_or_refused(digits: int, places: int, unit: str, currency: str) -> None:
    whole, fraction = divmod(digits, 10**places)
    text = f"{whole}.{fraction:0{places}}" if places else str(whole)
    exact = Fraction(digits, 10**places) * {"": 1, "万": 10**4, "亿": 10**8}[unit] * 10 ** DECIMALS[currency]
    if exact.denominator == 1:
        assert Money.parse(f"{text}{unit} {currency}") == Money(int(exact), currency)
    else:
        with pytest.raises(InvalidMoney) as refused:
            Money.parse(f"{text}{unit} {currency}")
        assert refused.value.problem == "too-many-decimals"


@given(st.text(max_size=70))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with suppress(InvalidMoney):
        amount = Money.parse(text, "CNY")
        assert Money.parse(amount.format()) == amount


@given(st.text(max_size=200))
def test_a_refusal_is_fit_to_be_shown(text: str) -> None:
    assert str(InvalidMoney(text, "unknown-form", "write it like 5 CNY")).isprintable()


@given(st.floats(), CURRENCIES)
def test_a_float_is_never_an_amount(wrong: float, currency: str) -> None:
    with pytest.raises(TypeError):
        Money(wrong, currency)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money.parse(wrong)  # type: ignore[arg-type]
