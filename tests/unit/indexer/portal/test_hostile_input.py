"""What others wrote, and addresses that mean harm."""

import pytest

from chain_gateway.ledger import events as ev
from chain_gateway.ledger.enums import PartyKind
from chain_gateway.ledger.structs import Act
from tests.support.indexer_chain import said
from tests.support.indexer_stories import OFFICE, PATENT, Story, facts
from tests.unit.indexer.portal.conftest import Pages

HOSTILE = "<script>alert(1)</script>\"'\u202eknab\u2066{{7*7}}"


@pytest.fixture
def hostile() -> Story:
    """A title, a source and a party's name that mean harm."""
    story = Story()
    number = story.chain.sequence + 1
    story.tell(said(ev.PartyAdmitted(PartyKind.Enterprise, HOSTILE, bytes(32), HOSTILE, Act(), 1), number, OFFICE))
    story.tell(facts(PATENT, owners=(number,), title=HOSTILE, source=HOSTILE, main_class=HOSTILE))
    return story


def test_script_markup_and_directions_in_what_others_wrote_are_shown_as_text(pages: Pages, hostile: Story) -> None:
    portal = pages(hostile.chain)
    party = hostile.chain.sequence - 1
    for path in (f"/rights/{PATENT.text}", f"/parties/{party}", "/search?q=alert", "/suggest?q=alert"):
        page = portal.get(path).text
        assert "alert(1)" in page, path
        assert "<script>alert" not in page, path
        assert "\u202e" not in page, path
        assert "\u2066" not in page, path
        assert "{{7*7}}" in page, path


@pytest.mark.parametrize("asked", ['"><script>alert(1)</script>', "javascript:alert(1)", "' onfocus='alert(1)"])
def test_what_is_asked_comes_back_as_text(pages: Pages, asked: str) -> None:
    page = pages(Story().chain).get("/search", params={"q": asked}).text
    assert "<script>alert" not in page
    assert "' onfocus='" not in page


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_search_leads_nowhere_else(pages: Pages, to: str) -> None:
    answer = pages(Story().chain).get("/search", params={"q": to})
    assert "location" not in answer.headers
    page = pages(Story().chain).get("http://lookup//evil.example/?lang=en")
    assert "location" not in page.headers
    assert 'href="//' not in page.text


def test_every_answer_forbids_framing_and_foreign_or_inline_code(pages: Pages) -> None:
    portal = pages(Story().chain)
    for path in ("/", "/nowhere", "/static/portal.css", "/search?q=x", "/suggest?q=xx"):
        headers = portal.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"


def test_no_page_has_a_script_or_style_of_its_own(pages: Pages, hostile: Story) -> None:
    portal = pages(hostile.chain)
    for path in ("/", f"/rights/{PATENT.text}", "/nowhere"):
        page = portal.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick" not in page
        assert page.count("<script") == page.count('<script src="/static/')


def test_files_outside_the_static_folder_are_not_served(pages: Pages) -> None:
    portal = pages(Story().chain)
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert portal.get(path).status_code == 404
