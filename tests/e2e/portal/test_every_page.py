"""Every page in both languages, on a desk and on a phone, with and without JavaScript, by axe and by size."""

import re

import pytest
from playwright.sync_api import Page

from pledge.demonstration import cast
from tests.e2e.portal.conftest import DESK, PHONE, Reader, Shoot, Town, violations

PAGES = {
    "home": "/",
    "search": "/search?q=demo",
    "nothing": "/search?q=201710601862.4",
    "right": "/rights/US7831837",
    "right-released": f"/rights/{cast.PLEDGED_PATENT}",
    "right-clear": f"/rights/{cast.FREE_PATENT}",
    "right-unknown": f"/rights/{cast.REAL_CHINESE_PATENT}",
    "right-then": "/rights/US7831837?as_of=2019-01-01",
    "pledge": "/pledges/{pledge}",
    "party": "/parties/{bank}",
    "batch": "/batch",
    "statistics": "/statistics",
    "expiring": "/lists/expiring",
    "overdue": "/lists/overdue",
    "audit": "/audit?block=20",
    "operations": "/operations",
    "certificates": "/certificates?right=US7831837",
    "verify": "/verify",
    "missing": "/nowhere",
}
MISSING = {"nothing", "missing"}
_FIRST_LOAD_BYTES = 300 * 1024


@pytest.fixture(scope="session")
def addresses(town: Town) -> dict[str, str]:
    """Each page's address in this house."""
    pledge = town.played.pledging["pledge"]
    bank = town.house.lookup.pledge(pledge)["pledgee"]["id"]
    return {name: path.format(pledge=pledge, bank=bank) for name, path in PAGES.items()}


def _expected(name: str) -> int:
    return 404 if name in MISSING else 200


def _fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_chinese_on_a_desk_with_and_without_javascript(
    reader: Reader, addresses: dict[str, str], shoot: Shoot, name: str
) -> None:
    def said(page: Page) -> str:
        """What the page says, less what changes with the second, and the picture that stands beside its table."""
        text = page.locator("main").evaluate(
            "main => { for (const each of main.querySelectorAll('.legend, noscript')) each.remove(); "
            "return main.innerText }"
        )
        return re.sub(r"0x\w+…\w+|[\d,]+|\s+", "", str(text))

    with reader.reading(addresses[name], "zh", expected=_expected(name)) as page:
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert page.locator("h1").count() == 1
        assert violations(page) == []
        assert _fits(page)
        shoot(page, f"{name}-zh")
        whole = said(page)
    with reader.reading(addresses[name], "zh", scripts=False, expected=_expected(name)) as page:
        assert said(page) == whole


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_english_on_a_phone(
    reader: Reader, addresses: dict[str, str], shoot: Shoot, name: str
) -> None:
    with reader.reading(addresses[name], "en", PHONE, expected=_expected(name)) as page:
        assert page.locator("html").get_attribute("lang") == "en"
        assert _fits(page)
        assert violations(page) == []
        shoot(page, f"{name}-phone")
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        shoot(page, f"{name}-en")


@pytest.mark.parametrize("name", ["home", "right", "statistics"])
def test_a_page_can_be_read_in_the_dark(reader: Reader, addresses: dict[str, str], shoot: Shoot, name: str) -> None:
    with reader.reading(addresses[name], dark=True) as page:
        assert violations(page) == []
        shoot(page, f"{name}-dark")


@pytest.mark.parametrize("name", ["home", "right"])
def test_a_first_load_is_small(reader: Reader, addresses: dict[str, str], name: str) -> None:
    with reader.reading(addresses[name]) as page:
        page.wait_for_load_state("networkidle")
        loaded = page.evaluate(
            "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
            ".reduce((sum, each) => sum + each.encodedBodySize, 0)"
        )
    assert 0 < loaded < _FIRST_LOAD_BYTES
