"""An auditor checks from the pages alone that nothing is missing: export, hashes, head."""

import json
import urllib.request

from playwright.sync_api import expect

from chain_gateway.ledger import rolling_hash
from tests.e2e.portal.conftest import Reader, Shoot, Town


def test_an_auditor_recomputes_the_head_from_the_export(reader: Reader, town: Town, shoot: Shoot) -> None:
    with reader.reading("/audit") as page:
        shown = page.locator(".verdict code.full").inner_text()
        address = page.get_by_role("link", name="Events as NDJSON").get_attribute("href")
        chain, log = town.house.deployment.chain_id, town.house.deployment.log
        head, number, link = rolling_hash.genesis(chain, log), 0, address
        while link:
            with urllib.request.urlopen(town.url + link) as answer:  # noqa: S310
                lines = [json.loads(line) for line in answer.read().splitlines()]
            for line in lines[:-1]:
                number += 1
                assert line["sequence"] == number
                if line.get("withheld"):
                    head = bytes.fromhex(line["head"][2:])
                    continue
                topics = [bytes.fromhex(topic[2:]) for topic in line["topics"]]
                head = rolling_hash.advance(
                    head, number, line["address"], topics[0], topics[2], topics[3], bytes.fromhex(line["data_hash"][2:])
                )
            following = lines[-1]["next_from_block"]
            link = None if following is None else f"/v1/events?from_block={following}"
        assert f"0x{head.hex()}" == shown
        page.get_by_role("spinbutton", name="Block").fill("20")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_text("Newest event")).to_be_visible()
        shoot(page, "journey-audit")


def test_many_numbers_are_pasted_and_downloaded(reader: Reader, shoot: Shoot) -> None:
    with reader.reading("/batch") as page:
        page.get_by_label("Paste numbers").fill("US7831837\n201710601862.4\nZL198519999902.0")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("tbody tr")).to_have_count(3)
        expect(page.locator("tbody tr").nth(1)).to_contain_text("Its check digit is wrong.")
        shoot(page, "journey-batch")
        with page.expect_download() as download:
            page.locator(".downloads").get_by_role("button", name="Download as CSV").click()
        content = download.value.path().read_text(encoding="utf-8-sig")
        assert [line.split(",")[2] for line in content.splitlines()[1:4]] == ["pledged", "invalid-number", "clear"]
