"""The palette in a browser: Ctrl+K, a few letters, Enter."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys.service import Service


@pytest.fixture
def desk(open_page: OpenPage, services: object, sqlite_service: Service) -> Page:
    page = open_page(DESKTOP, base_url=sqlite_service.url)
    cookies = sqlite_service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": sqlite_service.url} for name, value in cookies])
    page.goto("/desk")
    return page


def test_a_few_letters_and_enter_lead_to_a_page(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    palette = desk.get_by_role("dialog")
    expect(palette.get_by_role("link", name="受付簿")).to_be_visible()
    assert axe(desk) == []
    desk.keyboard.type("うけつけぼ")
    expect(palette.get_by_role("link")).to_have_count(1)
    desk.keyboard.press("ArrowDown")
    expect(palette.get_by_role("link", name="受付簿")).to_be_focused()
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/book")


def test_acts_of_the_page_are_offered_and_escape_leaves_all_as_it_was(desk: Page) -> None:
    desk.get_by_role("link", name="さがす").click()
    desk.keyboard.type("でんわ")
    expect(desk.get_by_role("dialog").get_by_role("link", name="電話")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    assert desk.url.endswith("/desk")


@pytest.mark.long("tests/portal/routes/staff/test_palette.py")
def test_without_scripts_it_is_a_page(open_page: OpenPage, services: object, sqlite_service: Service) -> None:
    page = open_page(PHONE, base_url=sqlite_service.url, javascript=False)
    cookies = sqlite_service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": sqlite_service.url} for name, value in cookies])
    page.goto("/desk")
    page.get_by_role("link", name="さがす").click()
    page.get_by_role("searchbox", name="受付番号、番号札").fill("受付簿")
    page.get_by_role("button", name="さがす").click()
    page.get_by_role("link", name="受付簿").last.click()
    page.wait_for_url("**/desk/book")
    page.locator(".menu summary").last.click()
    page.get_by_role("link", name="お知らせ").click()
    page.wait_for_url("**/desk/deliveries")


def test_the_menu_is_one_line_and_each_of_its_places_is_two_acts_away_by_keys(desk: Page) -> None:
    menu = desk.get_by_role("navigation", name="主なメニュー")
    assert menu.evaluate("nav => nav.offsetHeight") < 64
    word = menu.locator("summary").last
    word.focus()
    desk.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="お知らせ")).to_be_visible()
    assert axe(desk) == [], "an open menu covers nothing"
    desk.keyboard.press("Escape")
    expect(word).to_be_focused()
    expect(menu.get_by_role("link", name="お知らせ")).to_be_hidden()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/deliveries")
    expect(menu.locator(".menu-current")).to_contain_text("いまはお知らせ")
