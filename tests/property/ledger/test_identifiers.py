"""Rules that hold for every number of a right."""

import string
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chain_gateway.ledger.chinese_numbers import check_digit
from chain_gateway.ledger.identifiers import InvalidIdentifier, RightId

DIGITS = st.text(string.digits, min_size=7, max_size=7)
NEW_PATENTS = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial}", st.integers(1994, 2099), st.sampled_from("12389"), DIGITS
)
OLD_PATENTS = st.builds(
    lambda year, kind, serial: f"{year % 100:02}{kind}{serial[:5]}",
    st.integers(1985, 2003),
    st.sampled_from("123"),
    DIGITS,
)
CHINESE_PATENTS = st.one_of(NEW_PATENTS, OLD_PATENTS)
WHOLE = st.integers(1, 99_999_999).map(str)
SERIALS = st.text(string.digits, min_size=8, max_size=8)
TEXTS = st.one_of(
    CHINESE_PATENTS.map(lambda digits: f"CN:PAT:{digits}.{check_digit(digits)}"),
    st.builds(lambda number, nice: f"CN:TM:{number}:{nice}", WHOLE, st.integers(1, 45)),
    st.builds(lambda year, serial: f"CN:SR:{year}SR{serial}", st.integers(1985, 2099), DIGITS),
    st.text("国作登字ABC012-().", min_size=1, max_size=15).map(lambda tail: f"CN:CR:国{tail}"),
    WHOLE.map(lambda number: f"US:PAT:{number}"),
    st.builds(
        lambda kind, number: f"US:PAT:{kind}{number}", st.sampled_from(["D", "RE", "PP"]), st.integers(1, 9_999_999)
    ),
    WHOLE.map(lambda number: f"US:TM:{number}"),
    SERIALS.map(lambda number: f"US:APPL:{number}"),
    SERIALS.map(lambda number: f"US:TMAPPL:{number}"),
)


def full_width(text: str) -> str:
    """The text in full-width characters."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def parsed(text: str) -> RightId | str:
    """The identity of a text, or the code of its refusal."""
    try:
        return RightId.parse(text)
    except InvalidIdentifier as refused:
        return refused.problem


@given(TEXTS)
def test_the_canonical_text_is_read_back_unchanged(text: str) -> None:
    assert RightId.parse(text).text == text


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_reading_is_idempotent(text: str) -> None:
    found = parsed(text)
    if isinstance(found, RightId):
        assert RightId.parse(found.text) == found
        assert len(found.text) <= 64


@given(st.text(string.digits + "ABCDEGLMNPRSTUXZ.:/,-第号类 ", max_size=24))
def test_any_text_of_the_trades_characters_is_read_or_refused(text: str) -> None:
    found = parsed(text)
    if isinstance(found, RightId):
        assert RightId.parse(found.text) == found


@given(TEXTS, st.data())
def test_any_spelling_gives_the_same_key(text: str, data: st.DataObject) -> None:
    spelling = text.lower() if data.draw(st.booleans(), "lower") else text
    spelling = full_width(spelling) if data.draw(st.booleans(), "full width") else spelling
    for _ in range(data.draw(st.integers(0, 4), "blanks")):
        place = data.draw(st.integers(0, len(spelling)), "place")
        spelling = spelling[:place] + data.draw(st.sampled_from(" \u3000\u00a0"), "blank") + spelling[place:]
    assert RightId.parse(spelling).key == RightId.parse(text).key


@given(
    CHINESE_PATENTS,
    st.sampled_from(["", "CN", "ZL", "CNZL", "CN ZL ", "CN:PAT:"]),
    st.sampled_from(["", ".", "。", "．"]),
)
def test_a_patent_with_any_prefix_dot_and_check_digit_or_none_is_the_same(digits: str, prefix: str, dot: str) -> None:
    canonical = RightId.parse(f"CN:PAT:{digits}")
    assert RightId.parse(f"{prefix}{digits}{dot}{check_digit(digits)}") == canonical
    assert RightId.parse(f"{prefix}{digits}") == canonical


@given(CHINESE_PATENTS, st.sampled_from("0123456789Xx"))
def test_a_wrong_check_digit_is_always_refused_with_the_right_one(digits: str, wrong: str) -> None:
    right = check_digit(digits)
    assume(wrong.upper() != right)
    with pytest.raises(InvalidIdentifier) as refused:
        RightId.parse(f"ZL{digits}.{wrong}")
    assert refused.value.problem == "wrong-check-digit"
    assert f"{digits}.{right}" in refused.value.hint


@given(NEW_PATENTS, st.integers(0, 11), st.sampled_from(string.digits))
def test_one_mistyped_digit_never_gives_another_right(digits: str, place: int, typed: str) -> None:
    assume(digits[place] != typed)
    mistyped = f"{digits[:place]}{typed}{digits[place + 1 :]}.{check_digit(digits)}"
    assert not isinstance(parsed(mistyped), RightId)


@given(TEXTS, TEXTS)
def test_two_rights_have_two_keys(one: str, other: str) -> None:
    assert (RightId.parse(one).key == RightId.parse(other).key) == (one == other)


@given(st.one_of(st.integers(), st.none(), st.binary(), st.floats(), st.lists(st.text())))
def test_what_is_not_text_is_never_read(wrong: Any) -> None:
    with pytest.raises(TypeError):
        RightId.parse(wrong)
