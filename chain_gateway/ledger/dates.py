"""Legal dates: calendar dates in the office's zone, on the chain the decimal number yyyymmdd, 0 when not stated.

They are never compared with the time of a block.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

OFFICE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The offices' zone. China has kept UTC+8 without summer time since 1991, so no time zone database is needed."""
FIRST_YEAR = 1800
"""The contracts take no earlier date; earlier years in a record are placeholders of some database."""

_FORMS = (
    re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    re.compile(r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
_LONGEST = 20


class InvalidLegalDate(ValueError):
    """A text or number is no legal date. Carries `value`, shown safely, and `problem`."""

    def __init__(self, value: object, problem: str) -> None:
        shown = ascii(value)
        self.value = shown if len(shown) <= 40 else f"{shown[:37]}..."
        self.problem = problem
        super().__init__(f"the legal date {self.value} {problem}")


def today() -> date:
    """Today in the offices' zone, by this machine's clock."""
    return datetime.now(UTC).astimezone(OFFICE_ZONE).date()


def to_chain(day: date | None) -> int:
    """The chain's number of a date, 0 for None. Raises InvalidLegalDate for a year before 1800."""
    if day is None:
        return 0
    _check_year(day.year, day.isoformat())
    return day.year * 10_000 + day.month * 100 + day.day


def from_chain(number: int) -> date | None:
    """The date of a chain's number, None for 0. Raises InvalidLegalDate when it is no calendar date."""
    if number == 0:
        return None
    year, month_day = divmod(number, 10_000)
    return _build(year, month_day // 100, month_day % 100, number)


def parse_legal_date(text: str) -> date:
    """The date of a text: 2021-03-01, 20210301 or 2021.3.1, blanks around it and full-width digits allowed.

    Raises InvalidLegalDate, and TypeError when it is not text.
    """
    if not isinstance(text, str):
        raise TypeError(f"a legal date is given as text, got {type(text).__name__}")
    if len(text) > _LONGEST:
        raise InvalidLegalDate(text, "is too long; write it like 2021-03-01")
    plain = unicodedata.normalize("NFKC", text).strip(" \t\r\n")
    for form in _FORMS:
        if found := form.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups())
            return _build(year, month, day, text)
    raise InvalidLegalDate(text, "is not written like 2021-03-01, 20210301 or 2021.03.01")


def _build(year: int, month: int, day: int, given: object) -> date:
    _check_year(year, given)
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidLegalDate(given, "is not in the calendar") from None


def _check_year(year: int, given: object) -> None:
    if not FIRST_YEAR <= year <= 9999:
        raise InvalidLegalDate(given, f"has the year {year}; years from {FIRST_YEAR} to 9999 are taken")
