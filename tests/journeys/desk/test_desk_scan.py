"""A letter is recorded, scanned and read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys import looks, papers
from tests.journeys.filing import sign_in
from tests.journeys.phone import follow
from tests.journeys.service import Service
from tests.pictures import large_jpeg, pdf

Shoot = Callable[[Page, str], None]
SCAN: FilePayload = {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": large_jpeg(3)}


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.long("tests/portal/routes/desk/case/test_scans.py")
def test_a_letter_is_noted_scanned_and_read_in_its_case(
    open_page: OpenPage, base_url: str, sqlite_service: Service, shoot: Shoot, javascript: bool
) -> None:
    with sqlite_service.visitor() as alice:
        sign_in(alice, "takamihon-hanako")
        number = papers.owed(alice, ("a.pdf", pdf(2)))
    page = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": base_url} for name, value in sqlite_service.cookies("tanto").items()]
    )
    page.goto(f"/desk/{number}/papers/tax_paper")
    page.get_by_label("郵送").check()
    follow(page.get_by_role("button", name="届いたことを記録する"))
    follow(page.get_by_role("link", name="スキャンをつける"))
    page.locator('[type="file"]').last.set_input_files([SCAN])
    page.get_by_role("button", name="選んだものを加える").click()
    expect(page.get_by_role("link", name="scan.jpg")).to_be_visible()
    problems = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        shoot(page, f"desk-scan{'' if javascript else '-plain'}")
        problems += axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.STAFF)
    assert problems == []
    page.goto(f"/desk/{number}")
    expect(page.get_by_text("スキャン：")).to_be_visible()
    shoot(page, f"desk-scanned{'' if javascript else '-plain'}")
    read_beside(page, javascript, shoot)


def read_beside(page: Page, javascript: bool, shoot: Shoot) -> None:
    """The document of two pages and the scan, beside the answers; by key where there are scripts."""
    ways = {"v": "a.pdf", ".": "次のページ", ",": "前のページ", "b": "前の添付"}

    def go(key: str, picture: str, words: str = "") -> None:
        if javascript:
            page.keyboard.press(key)
        else:
            follow(page.get_by_role("link", name=words or ways[key]).first)
        shown = page.locator("#attachment img")
        expect(shown).to_have_attribute("src", re.compile(picture))
        shown.evaluate("picture => picture.decode()")

    if javascript:
        page.locator("main textarea:visible").first.fill("書きかけ")
        page.locator("h1").click()
    go("v", "/pages/1/picture$")
    go(".", "/pages/2/picture$")
    go(",", "/pages/1/picture$")
    go("v", "[^0-9]/picture$", "次の添付")
    problems: list[str] = []
    for size in (DESKTOP, ViewportSize(width=1100, height=800), PHONE):
        page.set_viewport_size(size)
        shoot(page, f"desk-beside{'' if javascript else '-plain'}")
        expect(page.locator("#attachment")).to_be_visible()
        answers, pane = (page.locator(part).bounding_box() for part in ("#answers", "#attachment"))
        assert answers
        assert pane
        assert (pane["x"] >= answers["x"] + answers["width"]) is (size != PHONE)
        assert (pane["width"] > 300) is (size["width"] > 300)
        problems += axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.STAFF)
    assert problems == []
    if javascript:
        assert page.locator("main textarea:visible").first.input_value() == "書きかけ"
        page.get_by_role("link", name="閉じる").click()
        expect(page.locator("#attachment")).to_have_count(0)
        expect(page.get_by_role("link", name="scan.jpg").first).to_be_focused()
