"""The board by mouse and keyboard."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, OpenPage
from tests.databases import Makers
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service, Services


@pytest.fixture(scope="module")
def sqlite_service(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A separate service: a column shows the twenty nearest cards, and other stories file more."""
    with ExitStack() as stack:
        yield Services(makers, tmp_path_factory.mktemp("board"), stack)["sqlite"]


@pytest.fixture
def number(sqlite_service: Service) -> str:
    return filed(sqlite_service)


def filed(service: Service) -> str:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        return file_application(katsuko, KATSUKO)


def at_board(
    open_page: OpenPage, base_url: str, service: Service, javascript: bool, *, only: str = "", height: int = 9000
) -> Page:
    page = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies])
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(f"/desk/board{only}")
    return page


def test_a_card_is_dragged_to_where_its_button_would_bring_it_and_nowhere_else(
    open_page: OpenPage, base_url: str, sqlite_service: Service, number: str
) -> None:
    page = at_board(open_page, base_url, sqlite_service, javascript=True)
    card, column = page.locator(f"#card-{number}"), page.locator("[data-state]")
    card.drag_to(page.locator('[data-state="screening"]'))
    assert page.url.endswith("/desk/board"), "no button leads there"
    card.drag_to(page.locator('[data-state="examining"] h2'))
    page.wait_for_url("**/desk/board?*did=pass*")
    expect(column.filter(has=card)).to_have_attribute("data-state", "examining")


UNDER = "([x, y]) => document.elementFromPoint(x, y).closest('[data-card]').id"


def test_a_long_board_that_scrolls_under_the_mouse_moves_the_card_that_was_pressed(
    open_page: OpenPage, base_url: str, sqlite_service: Service
) -> None:
    both = [filed(sqlite_service), filed(sqlite_service)]
    with sqlite_service.member("tanto") as section:
        for number in both:
            section.go(f"/desk/{number}")
            section.press("自分の担当にする")
    page = at_board(open_page, base_url, sqlite_service, javascript=True, only="?who=mine", height=700)
    page.evaluate("document.body.style.minHeight = '6000px'")
    top = "card => card.getBoundingClientRect().top"
    pressed, other = sorted(
        (page.locator(f"#card-{number}") for number in both), key=lambda card: float(card.evaluate(top))
    )
    pressed.scroll_into_view_if_needed()
    expect(other).to_be_visible()
    box, below = pressed.bounding_box(), other.bounding_box()
    assert box is not None
    assert below is not None
    x, y = box["x"] + box["width"] - 12, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("by => scrollBy(0, by)", below["y"] - box["y"])
    assert page.evaluate(UNDER, [x, y]) == other.get_attribute("id"), "another card is under the pointer"
    column = page.locator('[data-state="examining"]')
    heading = column.locator("h2").bounding_box()
    assert heading is not None
    for step in (1, 2, 3, 4):
        page.mouse.move(x + (heading["x"] + 12 - x) * step / 4, y + (heading["y"] + 6 - y) * step / 4)
    page.mouse.up()
    page.wait_for_url("**/desk/board?*did=pass*")
    assert column.locator(f"#{pressed.get_attribute('id')}").count() == 1
    assert column.locator(f"#{other.get_attribute('id')}").count() == 0


@pytest.mark.long("tests/portal/routes/desk/queue/test_board.py")
def test_the_keyboard_moves_a_card_without_scripts(
    open_page: OpenPage, base_url: str, sqlite_service: Service, number: str
) -> None:
    page = at_board(open_page, base_url, sqlite_service, javascript=False)
    button = page.locator(f"#card-{number} button")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/board?*did=pass*")
    assert page.locator('[data-state="examining"]').get_by_role("link", name=number, exact=True).is_visible()
