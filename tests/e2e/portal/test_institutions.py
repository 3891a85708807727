"""A bank files and an office registers, from the pages alone; the pledgor signs offline in between."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from chain_gateway.ledger.dates import today
from chain_gateway.signing import Signer
from pledge.demonstration import cast
from pledge.demonstration.run import indexed
from tests.e2e.portal.conftest import Reader, Shoot, Town, violations

PAPER: FilePayload = {
    "name": "paper.txt",
    "mimeType": "text/plain",
    "buffer": "演示文件 demonstration document\n".encode(),
}


def _json(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/json", "buffer": content}


@pytest.fixture(scope="session")
def parties(town: Town) -> dict[str, int]:
    """Ids of the demonstration's bank, office and firm."""
    pledge = town.house.lookup.pledge(town.played.pledging["pledge"])
    return {
        "bank": pledge["pledgee"]["id"],
        "office": pledge["office"]["id"],
        "firm": pledge["pledgors"][0]["id"],
    }


def _sign_in(page: Page, town: Town, party: int, scope: str) -> None:
    page.get_by_label("Token").fill(town.house.token("clerk", party, (scope,)))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _new_key(town: Town, parties: dict[str, int]) -> Signer:
    """A further key of the firm, bound by the office: the first one is gone with the story."""
    key = Signer.random()
    office = town.house.client("binder", parties["office"], ("registry:write",))
    document = office.put_document(b"demonstration")
    bound = office.submit(f"/v1/parties/{parties['firm']}/keys", {"key": key.address, "act": {"document": document}})
    assert bound.succeeded, bound
    return key


def test_a_bank_files_with_an_uploaded_signature_and_the_office_registers(
    reader: Reader, town: Town, parties: dict[str, int], shoot: Shoot
) -> None:
    key = _new_key(town, parties)
    with reader.reading("/console") as page:
        _sign_in(page, town, parties["bank"], "pledges:write")
        assert violations(page) == []
        page.get_by_role("link", name="File a pledge").click()
        page.get_by_label("Pledgors, by their party numbers").fill(str(parties["firm"]))
        page.get_by_label("Rights, one a line").fill(cast.FREE_PATENT)
        page.get_by_label("Amount", exact=True).fill("1200万元")
        page.get_by_label("Debtor").fill(str(parties["firm"]))
        page.get_by_label("to", exact=True).fill((today() + timedelta(days=365)).isoformat())
        page.set_input_files("#contract", PAPER)
        assert violations(page) == []
        shoot(page, "console-file")
        with page.expect_download() as download:
            page.get_by_role("button", name="Go on").click()
        draft = download.value.path().read_bytes()
        prepared = json.loads(draft)["prepared"]
        assert prepared["obligation"]["amount_minor"] == "1200000000"
        (typed,), (told,) = prepared["typed_data"], prepared["consents"]
        consent = {**told, "key": key.address, "signature": "0x" + key.sign_typed_data(typed).hex()}
        page.set_input_files("#draft", _json("draft.json", draft))
        page.set_input_files("#consents", [_json("consent.json", json.dumps(consent).encode())])
        page.get_by_role("button", name="File the pledge").click()
        expect(page.locator(".outcome")).to_contain_text("final", timeout=20_000)
        pledge = page.locator("dd a").first.inner_text().removeprefix("#")
    indexed(town.house)
    with reader.reading("/console", "zh") as page:
        page.get_by_label("令牌").fill(town.house.token("officer", parties["office"], ("registry:write",)))
        page.get_by_role("button", name="登录").click()
        row = page.locator("tbody tr", has_text=f"#{pledge}")
        expect(row).to_contain_text("已申请")
        assert violations(page) == []
        shoot(page, "console-office")
        row.get_by_role("link", name=f"#{pledge}").click()
        page.get_by_label("质押登记号").fill("演示Y2026980000077")
        page.set_input_files("#notice", PAPER)
        assert violations(page) == []
        shoot(page, "console-register")
        page.get_by_role("button", name="准予登记").click()
        expect(page.locator(".outcome")).to_contain_text("已确定", timeout=20_000)
    indexed(town.house)
    assert town.house.lookup.status(cast.FREE_PATENT)["status"] == "pledged"


def test_a_foreign_form_a_stale_one_and_a_stranger_do_nothing(
    reader: Reader, town: Town, parties: dict[str, int]
) -> None:
    with reader.reading("/console", refused=True) as page:
        page.get_by_label("Token").fill("a.b.c")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("no token")
    with reader.reading("/console", refused=True) as page:
        _sign_in(page, town, parties["bank"], "pledges:write")
        (cookie,) = [each for each in page.context.cookies() if each["name"] == "pledgebook"]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
        send = "body => fetch('/console/acceptances', {method: 'POST', body}).then(answer => answer.status)"
        assert page.evaluate(f"({send})(new URLSearchParams({{csrf: 'x', commitment: '1'}}))") == 403
        foreign = page.request.post(
            f"{town.url}/console/acceptances", form={"csrf": "x"}, headers={"origin": "https://evil.example"}
        )
        assert foreign.status == 403
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{town.url}/")
        page.goto(f"{town.url}/console")
        expect(page.get_by_label("Token")).to_be_visible()
