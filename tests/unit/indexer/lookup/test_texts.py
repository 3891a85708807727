"""Texts, dates and documents as answers show them."""

import pytest

from chain_gateway.documents import cid_of, to_binary
from indexer.lookup.texts import document_text, iso_date, iso_time, shown


@pytest.mark.parametrize("harmless", ["", "First Bank (demo)", "演示第一银行　有限公司", "Ünïcode – ½", "😀"])
def test_ordinary_texts_are_shown_as_they_are(harmless: str) -> None:
    assert shown(harmless) == harmless


@pytest.mark.parametrize(
    "harmful", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200f", "\u2028", "\ud800", "\ufeff"]
)
def test_characters_that_move_or_hide_text_are_replaced(harmful: str) -> None:
    assert shown(f"a{harmful}b") == "a\ufffdb"


def test_long_texts_are_cut() -> None:
    assert shown("x" * 30, 10) == "x" * 10 + "…"


def test_dates_and_times_are_iso() -> None:
    assert (iso_date(20160921), iso_date(0), iso_date(None)) == ("2016-09-21", None, None)
    assert iso_time(1_767_225_600) == "2026-01-01T00:00:00Z"


def test_a_document_is_shown_as_its_identifier_and_what_is_none_as_it_is() -> None:
    cid = cid_of(b"x")
    assert document_text("0x" + to_binary(cid).hex()) == cid
    assert document_text("0x") is None
    assert document_text("") is None
    assert document_text("0xdead") == "0xdead"
