"""Rules of the console that need no browser: working days, sessions, what forms become."""

import base64
import json
from datetime import date

import pytest

from indexer.lookup.problems import Problem
from indexer.portal.console import acts
from indexer.portal.console.sessions import Session, Sessions, UnreadableToken
from indexer.portal.console.working_days import due, working_days


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),  # a Friday; the weekend does not count
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 16), date(2026, 11, 27), 9),
        (date(2026, 11, 27), date(2026, 11, 20), 0),
    ],
)
def test_working_days_leave_out_weekends_and_the_day_of_filing(since: date, until: date, days: int) -> None:
    assert working_days(since, until) == days


def test_a_filing_of_a_friday_is_due_on_the_next_friday() -> None:
    assert due(date(2026, 11, 20)) == date(2026, 11, 27)
    assert working_days(date(2026, 11, 20), due(date(2026, 11, 20))) == 5


def _token(**claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{body}.x"


def test_a_session_ends_with_its_token_or_its_time_whichever_is_first() -> None:
    sessions = Sessions(100, secure=True, clock=lambda: 1_000.0)
    claims = {"party": 7, "sub": "clerk", "scope": ["pledges:write"]}
    assert sessions.read(_token(exp=1_050, **claims)).ends_at == 1_050
    assert sessions.read(_token(exp=9_999, **claims)).ends_at == 1_100
    assert sessions.cookie.startswith("__Host-")


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", _token(party="7", sub="x", exp=1), _token(sub="x", exp=1), "é.é.é"]
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(UnreadableToken):
        Sessions(100, secure=False).read(token)


def test_a_session_shows_neither_token_nor_mark() -> None:
    shown = repr(Session(7, "clerk", frozenset(), "secret-token", "secret-mark", 1.0))
    assert "secret" not in shown


def test_amounts_are_read_as_people_write_them_and_never_told_back() -> None:
    assert acts.minor("10,000,000.00", "CNY") == "1000000000"
    assert acts.minor("1200万元", "cny") == "1200000000"
    for bad in ("1.005", "ten", "-5", "1,00"):
        with pytest.raises(Problem) as refused:
            acts.minor(bad, "CNY")
        assert bad not in str(refused.value.detail)
        assert refused.value.value is None


def test_a_draft_comes_back_as_the_filing_that_was_signed() -> None:
    filing = {"pledgors": [7], "rights": ["US7831837"], "obligation": {"kind": "Fixed"}, "deadline": 5}
    prepared = {"obligation": {"kind": "Fixed", "salt": "0x01"}, "consents": [], "typed_data": []}
    found = acts.signed(acts.draft(filing, prepared), [b'{"pledgor": 7}'])
    assert found == {
        "pledgors": [7],
        "rights": ["US7831837"],
        "obligation": prepared["obligation"],
        "consents": [{"pledgor": 7}],
    }
    for bad in (b"[]", b"{}", b"\xff", b"[" * 10_000):
        with pytest.raises(Problem):
            acts.signed(bad, [])
