"""Which language a page is in, and that no word of it is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from chain_gateway.ledger.events import event_types
from indexer.lookup.acts import PARTIES_ONLY, WITHHELD
from indexer.portal import words
from tests.support.indexer_stories import Story
from tests.unit.indexer.portal.conftest import Pages

PROJECT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5", "en"),
        ("en;q=0.4,zh;q=0.9", "zh-CN"),
        ("zh;q=0,en", "en"),
        ("fr", "en"),
        ("", "zh-CN"),
        (";;;q=x,,*", "zh-CN"),
    ],
)
def test_the_browsers_wish_decides(pages: Pages, wishes: str, language: str) -> None:
    page = pages(Story().chain).get("/", headers={"accept-language": wishes})
    assert f'<html lang="{language}">' in page.text
    assert "Accept-Language" in page.headers["vary"]


def test_the_switch_is_kept_and_leads_to_the_same_question(pages: Pages) -> None:
    portal = pages(Story().chain)
    page = portal.get("/search?q=demo&lang=en", headers={"accept-language": "zh"})
    assert '<html lang="en">' in page.text
    assert "lang=en" in page.headers["set-cookie"]
    assert "HttpOnly" in page.headers["set-cookie"]
    assert 'href="/search?q=demo&amp;lang=zh"' in page.text
    kept = portal.get("/", headers={"accept-language": "zh", "cookie": "lang=en"})
    assert '<html lang="en">' in kept.text
    assert "set-cookie" not in portal.get("/?lang=xx").headers


def test_every_text_has_a_translation() -> None:
    run = subprocess.run(
        [sys.executable, "scripts/translations.py", "--check"],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_every_act_that_the_public_is_told_has_a_word() -> None:
    told = {each.__name__ for each in event_types() if each.book not in PARTIES_ONLY} - WITHHELD
    assert told - words.ACTS.keys() == set()
