"""One house with the demonstration's data, one browser, for all tests of pages."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pledge.demonstration.run import Demonstration, demonstrate
from pledge.house import House, HouseSettings

PROJECT = Path(__file__).parents[3]
SHOTS = PROJECT / ".state" / "screenshots"
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
_CHROMIUM = shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = (1240, 860), (390, 844)


@dataclass(frozen=True)
class Town:
    """A running house, and what was played in it."""

    house: House
    played: Demonstration

    @property
    def url(self) -> str:
        """Its origin."""
        return self.house.url


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demonstration, on the committed records of the longest histories."""
    folder = tmp_path_factory.mktemp("portal-house")
    with ExitStack() as stack:
        records = stack.enter_context(as_file(files("chain_gateway.importing") / "data" / "us_security_chains.csv"))
        house = stack.enter_context(House.embedded(HouseSettings(folder, secrets.token_hex(16), scrypt_work=2**12)))
        yield Town(house, demonstrate(house, records, lambda *_: None))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. While it is open this thread has an event loop, which tests of other modules must not meet."""
    if _CHROMIUM is None:
        pytest.skip("chromium is missing: run scripts/system-packages")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield opened
        opened.close()


class Reader:
    """Opens pages as one sees them, and fails where the browser complains."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url

    @contextmanager
    def reading(
        self,
        path: str,
        language: str = "en",
        size: tuple[int, int] = DESK,
        scripts: bool = True,
        dark: bool = False,
        expected: int = 200,
        refused: bool = False,
    ) -> Iterator[Page]:
        """A page in a browser window of its own; with `refused` something on the way is meant to be refused."""
        complaints: list[str] = []
        context = self._context(language, size, scripts, dark)
        try:
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            answer = page.goto(self._url + path)
            assert answer is not None
            assert answer.status == expected, path
            yield page
            failing = refused or expected >= 400
            # A browser reports the status of a page that is meant to fail as an error of its own.
            assert [each for each in complaints if "Failed to load resource" not in each or not failing] == []
        finally:
            context.close()

    def _context(self, language: str, size: tuple[int, int], scripts: bool, dark: bool) -> BrowserContext:
        return self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )


@pytest.fixture(scope="module")
def reader(town: Town, browser: Browser) -> Reader:
    """Reads the pages of the house."""
    return Reader(browser, town.url)


Shoot = Callable[[Page, str], Path]


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Keeps a picture of a page under .state/screenshots."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> Path:
        file = SHOTS / f"{name}.png"
        page.screenshot(path=file)
        return file

    return take


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice, each with the first element that it is about."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: run npm ci")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
