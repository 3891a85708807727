"""Rules that hold for every legal date."""

from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chain_gateway.ledger.dates import InvalidLegalDate, from_chain, parse_legal_date, to_chain

DATES = st.dates(min_value=date(1800, 1, 1))


@given(DATES)
def test_a_date_comes_back_from_the_chain_and_from_every_spelling(day: date) -> None:
    assert from_chain(to_chain(day)) == day
    for text in (f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day:%Y.%m.%d}", f"{day.year}.{day.month}.{day.day}"):
        assert parse_legal_date(text) == day


@given(DATES, DATES)
def test_dates_compare_as_their_numbers(one: date, other: date) -> None:
    assert (one < other) == (to_chain(one) < to_chain(other))


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_a_date_or_refused(number: int) -> None:
    with suppress(InvalidLegalDate):
        assert to_chain(from_chain(number)) == number


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(InvalidLegalDate):
        day = parse_legal_date(text)
        assert from_chain(to_chain(day)) == day
