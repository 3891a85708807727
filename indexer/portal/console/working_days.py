"""The office's clock: working days since a filing (law.md 20). Pure.

Weekends are not counted. Statutory holidays, and the weekends worked in their place, are set anew each year and are not
known here, so the clock may run ahead of the office's by those days.
"""

from datetime import date, timedelta

EXAMINED_WITHIN = 5
"""Working days in which a filing is to be examined (law?: the patent office's measures of 2021, article 12)."""


def working_days(since: date, until: date) -> int:
    """Working days that began after `since` and no later than `until`."""
    days = (until - since).days
    return sum((since + timedelta(days=each)).weekday() < 5 for each in range(1, max(0, days) + 1))


def due(since: date, days: int = EXAMINED_WITHIN) -> date:
    """The last of so many working days after a date."""
    day = since
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
