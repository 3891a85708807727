"""Amounts."""

import pytest

from chain_gateway.ledger.currencies import DECIMALS
from chain_gateway.ledger.money import LARGEST_MINOR, InvalidMoney, Money


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("8,300,000.00 CNY", 830_000_000, "CNY"),
        ("CNY 8300000", 830_000_000, "CNY"),
        ("1200万元", 1_200_000_000, "CNY"),
        ("3.5亿元", 35_000_000_000, "CNY"),
        ("人民币1200万元", 1_200_000_000, "CNY"),
        ("0.0001万元", 100, "CNY"),
        ("830 wan yuan", 830_000_000, "CNY"),
        ("１，２００．５０元", 120_050, "CNY"),
        ("100万美元", 100_000_000, "USD"),
        ("US$1.5", 150, "USD"),
        ("1.00 JPY", 1, "JPY"),
        ("1000000 JPY", 1_000_000, "JPY"),
        ("0.001 KWD", 1, "KWD"),
        ("0 CNY", 0, "CNY"),
        ("5.1000000000 CNY", 510, "CNY"),
    ],
)
def test_an_amount_is_read_exactly(text: str, minor: int, currency: str) -> None:
    assert Money.parse(text) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1.001 CNY", "too-many-decimals"),
        ("1.5 JPY", "too-many-decimals"),
        ("3.12345678901亿元", "too-many-decimals"),
        ("8,30,000 CNY", "wrong-grouping"),
        ("8300,000 CNY", "wrong-grouping"),
        ("-5 CNY", "negative"),
        ("−5 CNY", "negative"),
        ("5", "missing-currency"),
        ("1200万", "missing-currency"),
        ("5 ZZZ", "unknown-currency"),
        ("USD 5 元", "currencies-differ"),
        ("1e6 CNY", "unknown-form"),
        ("5. CNY", "unknown-form"),
        (".5 CNY", "unknown-form"),
        ("5 C\u202eNY", "unknown-form"),
        ("5\0 CNY", "unknown-form"),
        ("NaN CNY", "unknown-form"),
        ("", "unknown-form"),
        ("¥5", "unknown-form"),
        ("9" * 60 + " CNY", "too-large"),
        ("9" * 1000 + " CNY", "unknown-form"),
    ],
)
def test_a_wrong_amount_is_refused_with_a_code(text: str, problem: str) -> None:
    with pytest.raises(InvalidMoney) as refused:
        Money.parse(text)
    assert refused.value.problem == problem
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 250


def test_a_currency_given_beside_the_text_fills_in_or_must_agree() -> None:
    assert Money.parse("1200万", "CNY") == Money(1_200_000_000, "CNY")
    assert Money.parse("1200万元", "CNY") == Money(1_200_000_000, "CNY")
    with pytest.raises(InvalidMoney, match="currencies differ"):
        Money.parse("1200万元", "USD")


@pytest.mark.parametrize("wrong", [8300000.0, 8300000, None, True])
def test_an_amount_is_parsed_from_text_alone(wrong: object) -> None:
    with pytest.raises(TypeError, match="text"):
        Money.parse(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [1.0, "1", None, True])
def test_minor_units_are_an_integer(wrong: object) -> None:
    with pytest.raises(TypeError, match="integer"):
        Money(wrong, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "currency", "problem"),
    [
        (-1, "CNY", "negative"),
        (LARGEST_MINOR + 1, "CNY", "too-large"),
        (1, "XYZ", "unknown-currency"),
        (1, "cny", "unknown-currency"),
    ],
)
def test_an_amount_out_of_range_cannot_be_made(minor: int, currency: str, problem: str) -> None:
    with pytest.raises(InvalidMoney) as refused:
        Money(minor, currency)
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money(830_000_000, "CNY"), "8,300,000.00 CNY"),
        (Money(5, "CNY"), "0.05 CNY"),
        (Money(5_000, "JPY"), "5,000 JPY"),
        (Money(5, "KWD"), "0.005 KWD"),
    ],
)
def test_an_amount_is_written_with_all_its_decimals(amount: Money, text: str) -> None:
    assert amount.format() == text


def test_the_currencies_of_the_trade_have_their_decimals() -> None:
    assert [DECIMALS[code] for code in ("CNY", "USD", "EUR", "HKD", "JPY", "KRW", "KWD")] == [2, 2, 2, 2, 0, 0, 3]
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in DECIMALS)
