"""A card of the board is moved by the mouse, and by the keyboard where there are no scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, OpenPage
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service


@pytest.fixture
def number(service: Service) -> str:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        return file_application(katsuko, KATSUKO)


def at_board(open_page: OpenPage, base_url: str, service: Service, javascript: bool) -> Page:
    page = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies])
    # Whole: a board that scrolls under the mouse gives it another card.
    page.set_viewport_size({"width": 1280, "height": 9000})
    page.goto("/desk/board")
    return page


def test_a_card_is_dragged_to_where_its_button_would_bring_it_and_nowhere_else(
    open_page: OpenPage, base_url: str, service: Service, number: str
) -> None:
    page = at_board(open_page, base_url, service, javascript=True)
    card, column = page.locator(f"#card-{number}"), page.locator("[data-state]")
    card.drag_to(page.locator('[data-state="screening"]'))
    assert page.url.endswith("/desk/board"), "no button leads there"
    card.drag_to(page.locator('[data-state="examining"] h2'))
    page.wait_for_url("**/desk/board?*did=pass*")
    expect(column.filter(has=card)).to_have_attribute("data-state", "examining")


def test_the_keyboard_moves_a_card_without_scripts(
    open_page: OpenPage, base_url: str, service: Service, number: str
) -> None:
    page = at_board(open_page, base_url, service, javascript=False)
    button = page.locator(f"#card-{number} button")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/board?*did=pass*")
    assert page.locator('[data-state="examining"]').get_by_role("link", name=number, exact=True).is_visible()
