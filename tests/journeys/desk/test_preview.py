"""The case of the row in focus, beside the list, by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys.desk.test_desk_queue import FIT, WIDE, examined, seated
from tests.journeys.service import Service

__all__ = ["examined"]
Shoot = Callable[[Page, str], None]
# In one task of the browser, however busy the machine is.
TWICE = """() => {
    for (let at = 0; at < 2; at++)
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
}"""
PANE = "#beside-list"


@pytest.fixture
def desk(open_page: OpenPage, sqlite_service: Service, examined: list[str]) -> Page:
    return seated(open_page, sqlite_service, DESKTOP)


def asked(page: Page) -> list[str]:
    """The cases that previews are asked for, from now on."""
    numbers = list[str]()
    page.on("request", lambda request: numbers.extend(re.findall(r"/desk/([0-9-]+)/preview", request.url)))
    return numbers


def shows(page: Page, number: str) -> None:
    expect(page.locator(f"{PANE} .number")).to_have_text(number)


def in_focus(page: Page, number: str) -> None:
    expect(page.locator("a.number", has_text=number)).to_be_focused()


def test_p_opens_j_and_k_follow_and_escape_closes(desk: Page, examined: list[str], shoot: Shoot) -> None:
    first, second = examined[-1], examined[-2]
    numbers = asked(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    assert numbers == []
    desk.keyboard.press("p")
    shows(desk, first)
    in_focus(desk, first)
    assert desk.evaluate(WIDE) <= 0
    assert axe(desk) == []
    shoot(desk, "desk-preview")
    desk.keyboard.press("j")
    shows(desk, second)
    in_focus(desk, second)
    desk.keyboard.press("k")
    shows(desk, first)
    assert numbers == [first, second, first]
    desk.keyboard.press("Escape")
    expect(desk.locator(PANE)).to_be_hidden()
    in_focus(desk, first)
    desk.keyboard.press("j")
    in_focus(desk, second)
    desk.keyboard.press("p")
    shows(desk, second)
    desk.keyboard.press("p")
    expect(desk.locator(PANE)).to_be_hidden()
    assert numbers == [first, second, first, second]
    assert desk.evaluate(FIT) >= 22


def test_rows_passed_over_are_not_asked_for_and_a_slow_answer_comes_too_late(desk: Page, examined: list[str]) -> None:
    first, second, third = reversed(examined)
    late = list[Callable[[], None]]()

    def slow(route: Route) -> None:
        late.append(route.continue_)

    desk.route(f"**/desk/{first}/preview*", slow)
    numbers = asked(desk)
    with desk.expect_request(f"**/desk/{first}/preview*"):
        desk.keyboard.press("p")
    expect(desk.locator(PANE)).to_contain_text("読んでいます")
    desk.evaluate(TWICE)
    in_focus(desk, third)
    shows(desk, third)
    for answer in late:
        answer()
    desk.wait_for_load_state("networkidle")
    shows(desk, third)
    assert numbers == [first, third]
    assert second not in numbers


def test_a_preview_that_does_not_come_says_so(desk: Page, examined: list[str]) -> None:
    desk.route("**/preview*", lambda route: route.fulfill(status=200, body="<main></main>"))
    desk.keyboard.press("p")
    expect(desk.locator(PANE)).to_contain_text("概要を読めませんでした")
    expect(desk.locator(f"{PANE} a")).to_have_attribute("href", re.compile(f"/desk/{examined[-1]}"))


def test_on_a_phone_it_is_a_sheet_that_its_button_closes(
    open_page: OpenPage, sqlite_service: Service, examined: list[str], shoot: Shoot
) -> None:
    page = seated(open_page, sqlite_service, PHONE)
    page.locator("[data-look]").first.click()
    shows(page, examined[-1])
    box = page.locator(PANE).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= page.evaluate("innerHeight") + 1
    assert page.evaluate(WIDE) <= 0
    assert axe(page) == []
    shoot(page, "desk-preview-phone")
    page.get_by_role("button", name="閉じる").click()
    expect(page.locator(PANE)).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_it_is_a_page_of_its_own(
    open_page: OpenPage, sqlite_service: Service, examined: list[str], javascript: bool
) -> None:
    page = seated(open_page, sqlite_service, PHONE, javascript=javascript)
    page.goto(f"/desk/{examined[-1]}/preview")
    expect(page.locator("main .number")).to_have_text(examined[-1])
    assert page.evaluate(WIDE) <= 0
    assert axe(page) == []
    page.get_by_role("link", name="開く").click()
    page.wait_for_url(f"**/desk/{examined[-1]}")
