"""Bookable days as a calendar, on a phone without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from tests.browser import axe
from tests.databases import Makers
from tests.definitions.house import BASE, House, running_house
from tests.definitions.shelf import SMALLEST
from tests.journeys import looks
from tests.journeys.photograph_states import answer

ONE_A_DAY, SEVERAL = "bulky_pickup", "move_visit"


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("calendar")
    smallest = (SMALLEST / "field-slot.yaml").read_text().partition("scenarios:")[0]
    for resource in (ONE_A_DAY, SEVERAL):
        name = resource.replace("_", "-")
        text = smallest.replace("field-slot", name).replace("cancer_screening", resource)
        (folder / f"{name}.yaml").write_text(text)
    with running_house(folder, makers["sqlite"].migrated(), tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def page_of(house: House, phone: Page) -> Iterator[Page]:
    with house.visitor() as visitor:
        client = visitor.client
        assert isinstance(client, TestClient)
        phone.route("**/*", lambda route: answer(client, route))
        yield phone


def looked_at(page: Page) -> list[str]:
    return axe(page) + looks.of_layout(page) + looks.of_targets(page, looks.RESIDENT)


def test_the_days_of_a_month_are_a_sheet_of_weeks_and_no_list(house: House) -> None:
    with house.visitor() as visitor:
        page = visitor.go("/apply/bulky-pickup").text
    sheet = page.partition('<table class="month">')[2].partition("</table>")[0]
    assert sheet.startswith("<caption>2026年11月</caption>")
    assert re.findall(r'<th scope="col">(.)', sheet) == list("日月火水木金土")
    assert all(week.count("<td>") == 7 for week in sheet.split("</tr>")[1:-1])
    assert 'class="options"' not in page, "one way to choose"


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_a_day_is_chosen_by_one_press_where_it_has_one_time(page_of: Page, javascript: bool) -> None:
    page_of.goto(f"{BASE}/apply/bulky-pickup")
    expect(page_of.get_by_role("table")).not_to_have_count(0)
    problems = looked_at(page_of)
    day = page_of.get_by_role("radio", name="12月1日（火）")
    day.check()
    expect(day).to_be_checked()
    assert page_of.get_by_role("radio", checked=True).count() == 1
    assert problems == []


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_the_times_of_the_pressed_day_are_below_and_those_of_no_other(page_of: Page, javascript: bool) -> None:
    page_of.goto(f"{BASE}/apply/move-visit")
    first = page_of.locator(".slot-day:visible")
    expect(first).to_have_count(1)
    expect(first).to_contain_text("11月24日（火）")
    page_of.get_by_role("link", name="12月1日（火）").click()
    shown = page_of.locator(".slot-day:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("12月1日（火）")
    shown.get_by_role("radio").first.check()
    page_of.get_by_role("link", name="12月2日（水）").click()
    expect(page_of.locator(".slot-day:visible")).to_have_count(2)
    assert looked_at(page_of) == []
