"""The browser verifies a certificate itself: genuine ones and forged ones, as the gateway's own verifier does."""

import json

from playwright.sync_api import Page, expect

from chain_gateway.proofs import verify
from tests.e2e.portal.conftest import Reader, Shoot, violations
from tests.support.forgeries import CHAIN, FOUND, RAW, RIGHTS, TAMPERED, TRUST, changed

VALIDATORS = {"name": "validators.json", "mimeType": "application/json", "buffer": json.dumps(TRUST.as_json()).encode()}


def _bring(page: Page, content: bytes) -> None:
    page.set_input_files("#validators", VALIDATORS)  # type: ignore[arg-type]
    page.set_input_files(
        "#certificate",
        {"name": "search.pledge-cert.json", "mimeType": "application/json", "buffer": content},
    )


def test_a_genuine_file_is_valid_check_by_check_and_nothing_is_sent(reader: Reader, shoot: Shoot) -> None:
    with reader.reading("/verify") as page:
        page.wait_for_load_state("networkidle")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        _bring(page, RAW)
        expect(page.locator("#outcome")).to_contain_text("Valid: the validators sealed blocks")
        assert page.locator("#checks tr").count() == len(verify(RAW, TRUST).checks)
        expect(page.locator("#rights tr")).to_have_count(len(RIGHTS))
        expect(page.locator("#rights")).to_contain_text("not covered, pledged")
        assert sent == []
        assert violations(page) == []
        shoot(page, "verified-en")


def test_a_forged_file_shows_which_check_failed(reader: Reader, shoot: Shoot) -> None:
    with reader.reading("/verify", "zh") as page:
        _bring(page, changed(TAMPERED["a finding left out"]))
        expect(page.locator("#outcome")).to_contain_text("已被篡改")
        expect(page.locator("#checks tr.failed")).to_have_count(1)
        expect(page.locator("#found")).to_be_hidden()
        shoot(page, "forged-zh")


def test_the_browser_and_the_gateway_agree_on_every_forgery(reader: Reader) -> None:
    files = {name: changed(change) for name, change in TAMPERED.items()}
    files["too few seals"] = CHAIN.certificate(RIGHTS, FOUND, sealed_by=CHAIN.validators[:2]).to_bytes()
    files["three seals"] = CHAIN.certificate(RIGHTS, FOUND, sealed_by=CHAIN.validators[:3]).to_bytes()
    files["genuine"] = RAW
    files["no JSON"] = b"\xff"
    texts = {name: list(raw) for name, raw in files.items()}
    with reader.reading("/verify") as page:
        found = page.evaluate(
            """async ([files, trust]) => {
                const { verify } = await import("/static/verify/verifier.mjs");
                return Object.fromEntries(Object.entries(files).map(([name, raw]) =>
                    [name, verify(new Uint8Array(raw), trust).verdict]));
            }""",
            [texts, TRUST.as_json()],
        )
    valid = {name for name, verdict in found.items() if verdict == "valid"}
    assert valid == {"genuine", "three seals"}
    expected = {name: verify(raw, TRUST).verdict.value for name, raw in files.items()}
    differing = {name: (found[name], expected[name]) for name in files if found[name] != expected[name]}
    assert differing.keys() <= {"another format"}


def test_without_javascript_the_server_checks_and_says_so(reader: Reader) -> None:
    with reader.reading("/verify", scripts=False) as page:
        expect(page.locator("noscript")).to_be_attached()
        _bring(page, RAW)
        page.get_by_role("button", name="Check").click()
        expect(page.locator("#outcome")).to_contain_text("Valid:")
        expect(page.locator("#report")).to_contain_text("Checked by this server, whom you trust with it.")
