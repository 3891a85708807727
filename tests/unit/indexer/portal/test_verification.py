"""Certificates that a reader brings, checked by the server; and asked for by the public."""

import json
from pathlib import Path

import pytest

from tests.support.asgi import Caller
from tests.support.forgeries import RAW, TAMPERED, TRUST, changed
from tests.support.indexer_stories import Story
from tests.unit.indexer.portal.conftest import Pages
from tests.unit.indexer.portal.test_pages import text_of

ENGLISH = {"accept-language": "en"}
VALIDATORS = json.dumps(TRUST.as_json()).encode()


@pytest.fixture
def portal(pages: Pages, tmp_path: Path) -> Caller:
    """A portal that pins the forgeries' validators."""
    file = tmp_path / "validators.json"
    file.write_bytes(VALIDATORS)
    return pages(Story().chain, trust=file)


def test_a_genuine_certificate_is_valid_and_its_findings_are_shown(portal: Caller) -> None:
    page = text_of(portal.post("/verify", files={"certificate": ("c.json", RAW)}, headers=ENGLISH).text)
    assert "Valid: the validators sealed blocks" in page
    assert "CN:PAT:201710601862.3" in page
    assert "not covered, pledged" in page
    assert "Checked by this server, whom you trust with it." in page


@pytest.mark.parametrize("name", ["a finding left out", "another day", "another receipts root", "a field more"])
def test_a_forged_one_is_not(portal: Caller, name: str) -> None:
    forged = changed(TAMPERED[name])
    page = text_of(portal.post("/verify", files={"certificate": ("c.json", forged)}, headers=ENGLISH).text)
    assert "Valid:" not in page
    assert "failed" in page


def test_the_reader_may_bring_the_validators(pages: Pages) -> None:
    portal = pages(Story().chain)
    alone = portal.post("/verify", files={"certificate": ("c.json", RAW)})
    assert alone.status_code == 404
    both = {"certificate": ("c.json", RAW), "validators": ("v.json", VALIDATORS)}
    assert "Valid:" in portal.post("/verify", files=both, headers=ENGLISH).text
    broken = portal.post("/verify", files=both | {"validators": ("v.json", b"[" * 100_000)})
    assert broken.status_code == 422


def test_the_pinned_validators_are_told(portal: Caller) -> None:
    assert portal.get("/verify/validators.json").json() == TRUST.as_json()


def test_certificates_are_offered_only_with_a_token_for_searches(pages: Pages) -> None:
    token: list[str] = []
    portal = pages(
        Story().chain, search_token=lambda: token[0] if token else None, gateway_url=lambda: "http://127.0.0.1:9"
    )
    assert "/certificates?right" not in portal.get("/rights/US7831837").text
    assert portal.post("/certificates", data={"rights": "US7831837"}).status_code == 404
    token.append("t")
    assert "/certificates?right" in portal.get("/rights/US7831837").text
    assert portal.post("/certificates", data={"rights": "US7831837"}).status_code == 503


def test_one_client_may_ask_for_a_few_certificates_a_minute_and_no_other_site_for_it(pages: Pages) -> None:
    portal = pages(
        Story().chain, search_token=lambda: "t", gateway_url=lambda: "http://127.0.0.1:9", searches=2, search_seconds=60
    )
    asked = [portal.post("/certificates", data={"rights": "US7831837"}).status_code for _ in range(3)]
    assert asked == [503, 503, 429]
    foreign = portal.post("/certificates", data={"rights": "US7831837"}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert portal.post("/certificates", data={"rights": "x" * 10}).status_code == 422
    assert portal.post("/certificates", data={"rights": "US7831837\n" * 201}).status_code == 422
