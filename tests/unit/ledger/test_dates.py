"""Legal dates."""

from datetime import date

import pytest

from chain_gateway.ledger.dates import InvalidLegalDate, from_chain, parse_legal_date, to_chain


def test_a_date_is_the_number_yyyymmdd_on_the_chain() -> None:
    assert to_chain(date(2021, 3, 1)) == 20210301
    assert from_chain(20210301) == date(2021, 3, 1)


def test_no_date_is_zero() -> None:
    assert to_chain(None) == 0
    assert from_chain(0) is None


@pytest.mark.parametrize(
    "text",
    ["2021-03-01", "20210301", "2021.03.01", "2021.3.1", " 2021-03-01\n", "２０２１－０３－０１", "２０２１０３０１"],
)
def test_the_usual_spellings_are_read(text: str) -> None:
    assert parse_legal_date(text) == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2021-02-29", "not in the calendar"),
        ("20211301", "not in the calendar"),
        ("2021-00-01", "not in the calendar"),
        ("0001-01-01", "year 1"),
        ("1799-12-31", "year 1799"),
        ("01.03.2021", "not written like"),
        ("03/10/2025", "not written like"),
        ("2021-3", "not written like"),
        ("NULL", "not written like"),
        ("", "not written like"),
        ("2021\u202e0301", "not written like"),
        ("20210301\0", "not written like"),
        ("٢٠٢١٠٣٠١", "not written like"),
        ("2" * 1000, "too long"),
    ],
)
def test_a_wrong_date_is_refused_with_its_text(text: str, problem: str) -> None:
    with pytest.raises(InvalidLegalDate, match=problem) as refused:
        parse_legal_date(text)
    assert len(str(refused.value)) < 200
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("number", [20210229, 20211301, 1, 99999999, 17991231, 100000101])
def test_a_number_that_is_no_date_is_refused(number: int) -> None:
    with pytest.raises(InvalidLegalDate):
        from_chain(number)


def test_a_year_that_the_contracts_refuse_is_refused_here_too() -> None:
    with pytest.raises(InvalidLegalDate, match="1799"):
        to_chain(date(1799, 12, 31))
    assert to_chain(date(1800, 1, 1)) == 18000101


@pytest.mark.parametrize("wrong", [20210301, date(2021, 3, 1), None])
def test_what_is_not_text_is_a_type_error(wrong: object) -> None:
    with pytest.raises(TypeError, match="text"):
        parse_legal_date(wrong)  # type: ignore[arg-type]
