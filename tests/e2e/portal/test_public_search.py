"""A stranger looks a right up, from the first page alone."""

from playwright.sync_api import expect

from tests.e2e.portal.conftest import PROJECT, Reader, Shoot, Town


def test_a_stranger_finds_a_right_its_story_and_its_bank(reader: Reader, town: Town, shoot: Shoot) -> None:
    with reader.reading("/") as page:
        page.get_by_label("Number of a right").fill("us 7,831,837")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".verdict")).to_contain_text("US:PAT:7831837 is pledged.")
        expect(page.locator(".verdict")).to_contain_text("complete: the rolling hash over all events matches")
        told = town.house.lookup.history("US7831837")["acts"]
        assert page.locator(".act").count() == len(told)
        shoot(page, "journey-right")
        page.locator("table a[href^='/pledges/']").first.click()
        expect(page.get_by_role("heading", name="Acts in order")).to_be_visible()
        page.locator(".side a[href^='/parties/']").first.click()
        expect(page.get_by_role("heading", name="Pledges")).to_be_visible()


def test_the_box_suggests_and_the_keyboard_chooses(reader: Reader) -> None:
    with reader.reading("/") as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        box = page.get_by_label("Number of a right")
        box.focus()
        page.keyboard.type("Demo First", delay=20)
        expect(page.locator("#suggestions a")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Demo First Bank")


def test_another_day_gives_another_answer(reader: Reader) -> None:
    with reader.reading("/rights/US7831837") as page:
        page.get_by_label("Legal date").fill("2015-01-01")
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".verdict")).to_contain_text("As of January 1, 2015")
        expect(page.locator(".verdict .stamp")).to_contain_text("Cannot be told")
        page.get_by_role("link", name="Back to today").click()
        expect(page.locator(".verdict .stamp")).to_contain_text("Pledged")


def test_the_language_is_switched_in_place(reader: Reader) -> None:
    with reader.reading("/rights/US7831837", "zh") as page:
        expect(page.locator(".verdict .stamp")).to_contain_text("已质押")
        page.get_by_role("link", name="English").click()
        expect(page.locator(".verdict .stamp")).to_contain_text("Pledged")
        page.goto(page.url.split("?")[0])
        expect(page.locator(".verdict .stamp")).to_contain_text("Pledged")


def test_the_pictures_of_the_readme_are_of_these_pages() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for picture in (PROJECT / "docs" / "images").glob("*.png"):
        assert f"docs/images/{picture.name}" in readme
        assert picture.stat().st_size < 250_000
