"""What the pages of rights, pledges and parties say."""

import re

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.structs import Act
from tests.support.indexer_stories import (
    BANK,
    CHINESE,
    FIRM,
    OFFICE,
    PATENT,
    PERSON,
    SECOND_PATENT,
    Story,
    coverage,
    facts,
    filing,
    preservation,
    whole_story,
)
from tests.unit.indexer.conftest import Clock
from tests.unit.indexer.portal.conftest import Pages

ENGLISH = {"accept-language": "en"}
DAY = "2026-01-01"
"""The day of the story's blocks."""


def text_of(html: str) -> str:
    """What a reader sees of a page, its blanks made one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_right_is_told_in_one_sentence_with_block_and_completeness(pages: Pages) -> None:
    story, _, _ = whole_story()
    page = text_of(pages(story.chain).get("/rights/201710601862", headers=ENGLISH).text)
    assert "CN:PAT:201710601862.3 is pledged. One pledge is live." in page
    assert re.search(r"Block \d+ of 20\d\d-\d\d-\d\d", page)
    assert "complete: the rolling hash over all events matches" in page


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("clear", "bears no pledge: its office declares this ledger complete for the date"),
        ("unknown", "may be pledged or not: this ledger cannot prove either. The office has not declared"),
        ("preserved", "bears no pledge, and a court preserves it."),
        ("filed", "has a pledge that was filed and takes effect only when the office registers it."),
    ],
)
def test_each_status_has_a_sentence_of_its_own(pages: Pages, status: str, sentence: str) -> None:
    story = Story()
    story.tell(facts(CHINESE))
    if status == "clear":
        story.tell(coverage(CHINESE))
    if status == "preserved":
        story.tell(preservation(CHINESE))
    if status == "filed":
        story.open(ev.PledgeFiled(OFFICE, filing(CHINESE), False, (), Act(), 1), BANK)
    asked = {"as_of": DAY} if status == "clear" else {}
    answer = pages(story.chain).get(f"/rights/{CHINESE.text}", params=asked, headers=ENGLISH).text
    assert f'data-status="{status}"' in answer
    assert sentence in text_of(answer)


def test_a_stale_mirror_never_says_that_there_is_no_pledge(pages: Pages, clock: Clock) -> None:
    story = Story()
    story.tell(facts(CHINESE), coverage(CHINESE))
    portal = pages(story.chain)
    assert 'data-status="clear"' in portal.get(f"/rights/{CHINESE.text}?as_of={DAY}").text
    clock.now += 3_600
    later = portal.get(f"/rights/{CHINESE.text}?as_of={DAY}", headers=ENGLISH).text
    assert 'data-status="clear"' not in later
    assert "The node has not answered lately." in later


def test_a_right_is_told_as_of_another_day_and_as_known_at_a_block(pages: Pages) -> None:
    story, _, _ = whole_story()
    portal = pages(story.chain)
    then = portal.get(f"/rights/{PATENT.text}?as_of=2017-01-01", headers=ENGLISH).text
    assert "is pledged." in text_of(then)
    assert 'value="2017-01-01"' in then
    assert "was pledged; no pledge is live now." in text_of(portal.get(f"/rights/{PATENT.text}", headers=ENGLISH).text)
    assert "as known at block 3" in text_of(portal.get(f"/rights/{PATENT.text}?at_block=3", headers=ENGLISH).text)


def test_a_pledge_tells_parties_rights_and_acts_and_no_amount(pages: Pages) -> None:
    story, old, _ = whole_story()
    answer = pages(story.chain).get(f"/pledges/{old}", headers=ENGLISH)
    page = text_of(answer.text)
    assert "Second Bank (demo)" in page
    assert "US:PAT:7831837" in page
    for act in ("registered, carried over", "assigned", "rights released", "cancelled by the office"):
        assert act in page
    assert "987" not in page
    assert "654" not in page


def test_a_party_has_its_pledges_in_each_role(pages: Pages) -> None:
    story, old, native = whole_story()
    portal = pages(story.chain)
    assert f"#{native}" in text_of(portal.get(f"/parties/{BANK}").text)
    given = text_of(portal.get(f"/parties/{FIRM}", headers=ENGLISH).text)
    assert f"#{old}" in given
    assert "as pledgor" in given


def test_a_natural_person_is_a_number_without_a_list(pages: Pages) -> None:
    story, _, _ = whole_story()
    page = text_of(pages(story.chain).get(f"/parties/{PERSON}", headers=ENGLISH).text)
    assert f"natural person #{PERSON}" in page
    assert "Natural persons are numbers here" in page


def test_a_search_for_a_number_leads_to_its_right(pages: Pages) -> None:
    story, _, _ = whole_story()
    answer = pages(story.chain).get("/search", params={"q": "ZL 2017 1 0601862.3"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/rights/{CHINESE.text}")


def test_a_search_finds_registration_numbers_and_names(pages: Pages) -> None:
    story, old, _ = whole_story()
    portal = pages(story.chain)
    assert f'href="/pledges/{old}"' in portal.get("/search", params={"q": "040134/0001"}).text
    assert f'href="/parties/{BANK}"' in portal.get("/search", params={"q": "第一银行"}).text
    assert f'href="/parties/{BANK}"' in portal.get("/suggest", params={"q": "第一"}).text
    assert f'href="/rights/{SECOND_PATENT.text}"' in portal.get("/suggest", params={"q": "us8800931"}).text


def test_what_is_not_found_says_why_and_how_numbers_are_written(pages: Pages) -> None:
    answer = pages(Story().chain).get("/search", params={"q": "201710601862.4"}, headers=ENGLISH)
    assert answer.status_code == 404
    page = text_of(answer.text)
    assert "Its check digit is wrong." in page
    assert "ZL201710601862.3" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/pledges/99999", 404),
        ("/parties/99999", 404),
        ("/parties/99999999999999999999999", 404),
        ("/rights/nonsense", 422),
        ("/rights/US7831837?as_of=yesterday", 422),
        ("/rights/US7831837?as_of=2999-01-01", 422),
        ("/rights/US7831837?at_block=x", 422),
        ("/rights/US7831837?at_block=999999", 422),
        ("/rights/US7831837?cursor=x", 400),
        ("/search?q=a%00b", 422),
    ],
)
def test_a_question_that_cannot_be_answered_gets_a_page_that_says_why(pages: Pages, path: str, status: int) -> None:
    answer = pages(Story().chain).get(path)
    assert answer.status_code in (status, 422)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.text
    assert "页面出错" not in answer.text
