"""A card on the reader finds the household."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import OpenPage, axe, overflow
from tests.journeys.counter.test_counter_card import TARO, laid_down
from tests.journeys.counter.test_who_came import begin
from tests.journeys.service import Service
from tests.servers import running


@pytest.fixture(scope="module")
def sqlite_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running("demo", folder=tmp_path_factory.mktemp("by-card"), KAKANAI_RESIDENT_REGISTER="people") as server:
        yield Service(server)


@pytest.mark.long("tests/portal/routes/desk/queue/test_find_by_card.py")
def test_whose_card_was_read_is_looked_up_by_one_press(
    sqlite_service: Service, page: Page, open_page: OpenPage, shoot: Callable[[Page, str], None]
) -> None:
    assert page.viewport_size
    visit = begin(sqlite_service, page, f"F-{page.viewport_size['width']}")
    page.goto(f"{visit}/people")
    laid_down(page, open_page, TARO, "1234")
    press = page.get_by_role("button", name="住民票でたしかめる （髙見本 太郎）")
    expect(press).to_be_visible()
    assert (axe(page), overflow(page) <= 0) == ([], True)
    shoot(page, "people-by-card")
    expect(press).to_be_focused()  # first in the order of focus
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="髙見本 梅子")).to_be_visible()
    expect(page.get_by_role("button", name="住民票でたしかめる")).to_have_count(0)
    assert (axe(page), overflow(page) <= 0) == ([], True)
    shoot(page, "people-found-by-card")


def asked(page: Page, visit: str) -> None:
    page.goto(f"{visit}/people")
    page.locator('[name="find-birth.year"]').focus()
    page.keyboard.type("S29.6.15")
    page.keyboard.press("Enter")
    page.keyboard.type("うめこ")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # no address
    page.keyboard.press("1")


def test_a_look_up_by_the_keyboard_ends_at_its_own_button(sqlite_service: Service, page: Page) -> None:
    assert page.viewport_size
    asked(page, begin(sqlite_service, page, f"K-{page.viewport_size['width']}"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="探して、世帯の人を入れる")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="髙見本 梅子")).to_be_visible()


def test_a_button_that_is_pressed_while_the_page_is_saved_is_not_lost(sqlite_service: Service, page: Page) -> None:
    assert page.viewport_size
    visit = begin(sqlite_service, page, f"L-{page.viewport_size['width']}")
    held: list[Route] = []
    page.goto(f"{visit}/people")
    page.route(
        "**/people", lambda route: held.append(route) if route.request.resource_type == "fetch" else route.continue_()
    )
    asked(page, visit)
    while not held:
        page.wait_for_timeout(20)
    page.get_by_role("button", name="探して、世帯の人を入れる").click()
    for request in held:
        request.continue_()
    page.unroute_all(behavior="ignoreErrors")
    expect(page.get_by_role("row", name="髙見本 梅子")).to_be_visible()
