"""A letter is recorded, scanned and read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys import looks, papers
from tests.journeys.filing import sign_in
from tests.journeys.phone import follow
from tests.journeys.service import Service
from tests.pictures import large_jpeg

Shoot = Callable[[Page, str], None]
SCAN: FilePayload = {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": large_jpeg(3)}


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_letter_is_noted_scanned_and_read_in_its_case(
    open_page: OpenPage, base_url: str, sqlite_service: Service, shoot: Shoot, javascript: bool
) -> None:
    with sqlite_service.visitor() as alice:
        sign_in(alice, "takamihon-hanako")
        number = papers.owed(alice)
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
