"""An unfinished visit is discarded and restored."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys import looks
from tests.journeys.phone import follow
from tests.journeys.service import Service

Shoot = Callable[[Page, str], None]
TITLE = "介護保険 被保険者証などの再交付申請"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.long("tests/portal/routes/counter/test_counter.py")
def test_a_visit_is_thrown_away_and_had_back(
    open_page: OpenPage, base_url: str, sqlite_service: Service, shoot: Shoot, javascript: bool
) -> None:
    page = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    cookies = sqlite_service.cookies("madoguchi")
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies.items()])
    page.goto("/counter")
    page.locator("summary", has_text=re.compile("^介護保険（")).click()
    follow(page.get_by_role("button", name=TITLE))
    visit = page.url
    page.locator('[name="phone"]').fill("000-000-0077")
    follow(page.get_by_role("button", name="中断して窓口入力へ"))
    item = page.locator("li").filter(has=page.locator(f'a[href="{visit.removeprefix(base_url)}"]'))
    item.get_by_text("捨てる").first.click()
    expect(item.get_by_text("この受付をやめますか")).to_be_visible()
    follow(item.get_by_role("button", name="受付を捨てる"))
    expect(page.get_by_text("受付を捨てました。")).to_be_visible()
    expect(page.locator(f'a[href="{visit.removeprefix(base_url)}"]')).to_have_count(0)
    problems = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        shoot(page, f"counter-discarded{'' if javascript else '-plain'}")
        problems += axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.STAFF)
    assert problems == []
    restore = page.locator(f'form.flash-undo[action="{visit.removeprefix(base_url)}/restore"]')
    follow(restore.get_by_role("button", name="元に戻す"))
    assert page.url == visit
    expect(page.locator('[name="phone"]')).to_have_value("000-000-0077")
