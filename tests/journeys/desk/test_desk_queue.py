"""The queue on a screen: rows in sight, keys, a clean case."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, OpenPage, axe
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service
from tests.journeys.tour import Tour

# Rows that fit: the first row again and again, for thirty cases would take half a minute to file.
FIT = """() => {
    const row = document.querySelector("[data-row]");
    const height = row.getBoundingClientRect().height;
    return Math.floor((innerHeight - row.parentElement.getBoundingClientRect().top) / height);
}"""
# What lies over the list, or is cut off at its side.
COVERED = """() => {
    const list = document.querySelector(".scroller");
    const fixed = [...document.querySelectorAll("body *")].filter(
        element => getComputedStyle(element).position === "fixed" && element.checkVisibility());
    return [...fixed.map(element => element.id), ...(list.scrollWidth > list.clientWidth ? ["wide"] : [])];
}"""
SIDEWAYS = "lists => lists.filter(list => list.scrollWidth > list.clientWidth).length"
WIDE = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def examined(services: object, sqlite_service: Service) -> list[str]:
    return cases(sqlite_service)


def cases(sqlite_service: Service) -> list[str]:
    """Three, the last of them on top of the queue."""
    with sqlite_service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        numbers = [file_application(katsuko, KATSUKO) for _ in range(3)]
    with sqlite_service.member("tanto") as section:
        for number in numbers:
            section.go(f"/desk/{number}")
            section.press("実質審査に進める")
    return numbers


@pytest.fixture
def desk(open_page: OpenPage, sqlite_service: Service, examined: list[str]) -> Page:
    return seated(open_page, sqlite_service, DESKTOP)


def seated(open_page: OpenPage, service: Service, size: object, *, javascript: bool = True) -> Page:
    page = open_page(size, javascript=javascript, base_url=service.url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": service.url} for name, value in cookies])
    page.goto("/desk?state=examining&sort=newest")
    return page


def test_twenty_two_rows_are_in_sight_with_saved_views_and_tasks(desk: Page, tour: Tour) -> None:
    assert tour.view
    assert tour.decided
    desk.reload()
    expect(desk.locator(".saved-views")).to_be_visible()
    assert desk.evaluate(FIT) >= 22
    assert desk.evaluate(COVERED) == []
    assert axe(desk) == []


def test_on_paper_the_list_has_nothing_to_press_and_each_deadline_in_its_column(desk: Page) -> None:
    desk.set_viewport_size({"width": 690, "height": 900})  # A4 without its margins
    opened = desk.locator(".paper-only")
    assert not opened.is_visible()
    desk.emulate_media(media="print")
    assert "に出した一覧" in opened.inner_text()
    pressed = desk.locator(".row-look, .row-mark, .table th:has-text('選ぶ')")
    assert pressed.count() > 2
    assert pressed.evaluate_all("all => all.filter(each => each.checkVisibility()).length") == 0
    outside = """all => all.filter(each =>
        each.getBoundingClientRect().right > each.closest("td").getBoundingClientRect().right).length"""
    assert desk.locator(".table .deadline").count() > 0
    assert desk.locator(".table .deadline").evaluate_all(outside) == 0
    heights = desk.locator(".table a.number").evaluate_all("all => all.map(each => each.getClientRects().length)")
    assert set(heights) == {1}


def test_a_case_on_paper_has_no_box_to_type_in_and_no_panel_without_its_buttons(desk: Page) -> None:
    desk.goto(desk.locator(".table a.number").first.evaluate("each => each.href"))
    boxes = desk.locator(
        "main :is(textarea, input:not([type=hidden], [type=checkbox]), #acts > .missing[data-section])"
    )
    visible = "all => all.filter(each => each.checkVisibility()).length"
    assert boxes.evaluate_all(visible) > 0
    desk.emulate_media(media="print")
    assert boxes.evaluate_all(visible) == 0


def test_the_queue_fits_a_phone(open_page: OpenPage, sqlite_service: Service, examined: list[str]) -> None:
    page = seated(open_page, sqlite_service, PHONE)
    assert page.evaluate(WIDE) <= 0
    assert page.locator(".tab-list").evaluate_all(SIDEWAYS) == 0  # a tab out of sight hides its count
    assert axe(page) == []


def test_keys_go_from_row_to_row_and_mark(desk: Page) -> None:
    first = desk.locator("[data-row] a.number").first.inner_text()  # another test decides some of them
    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        desk.keyboard.press(key)
        expect(desk.locator("[data-row] a.number").nth(row)).to_be_focused()
    desk.keyboard.press("x")
    marked = desk.locator("[data-row] input:checked")
    expect(marked).to_have_count(1)
    expect(marked).to_have_value(re.compile(f"^{first}:"))
    desk.keyboard.press("x")
    expect(marked).to_have_count(0)


@pytest.mark.long("tests/journeys/desk/test_day_by_keyboard.py")
def test_clean_cases_in_a_row_take_three_keys_and_one_load_each(
    open_page: OpenPage, sqlite_service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    examined = cases(sqlite_service)  # of its own: it decides them
    desk = seated(open_page, sqlite_service, DESKTOP)
    loads = list[str]()
    desk.on("framenavigated", lambda frame: loads.append(frame.url))
    keys = ["n", "a", "d"]
    desk.keyboard.press("n")
    desk.wait_for_url(f"**/desk/{examined[-1]}?list=*")
    assert axe(desk) == []
    desk.keyboard.press("a")
    desk.keyboard.press("d")
    desk.wait_for_url(f"**/desk/{examined[-2]}?did=decide*")
    expect(desk.get_by_role("status").first).to_contain_text(f"（{examined[-1]}）：「")
    with capsys.disabled():
        print(f"\nclean case from the list: {len(keys)} keys, {len(loads)} loads (the second is the next case)")
    assert len(keys) <= 4
    assert len(loads) == 2
    desk.keyboard.press("a")
    desk.keyboard.press("d")
    desk.wait_for_url(f"**/desk/{examined[-3]}?did=decide*")
    assert len(loads) == 3
