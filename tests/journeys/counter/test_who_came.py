"""The preselected 本人 and its change."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, overflow
from tests.journeys.service import Service


def begin(service: Service, page: Page, ticket: str) -> str:
    service.seat(page, "madoguchi")
    page.goto("/counter")
    page.locator('[name="asked"]').fill(ticket)
    page.get_by_role("button", name="開く・さがす").click()
    page.wait_for_url("**/counter/visits/*")
    return page.url


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_the_page_of_a_visit_says_from_the_start_that_they_came_themselves(
    service: Service, page: Page, shoot: Callable[[Page, str], None]
) -> None:
    begin(service, page, "W-1")
    expect(page.get_by_label("本人", exact=True)).to_be_checked()
    assert (axe(page), overflow(page) <= 0) == ([], True)
    shoot(page, "counter-visit-begun")


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_one_key_says_that_somebody_else_came(service: Service, desktop: Page) -> None:
    visit = begin(service, desktop, "W-2")
    known = desktop.locator('[name="visit-came-known"]')
    expect(known).to_have_value("self")
    desktop.get_by_label("本人", exact=True).focus()
    desktop.keyboard.press("3")
    expect(desktop.get_by_label("代理人", exact=True)).to_be_checked()
    desktop.keyboard.press("Control+Enter")
    desktop.wait_for_url("**/people")
    desktop.goto(visit)
    expect(desktop.get_by_label("代理人", exact=True)).to_be_checked()
    expect(desktop.locator('[name="visit-came-known"]')).to_have_value("")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_for_whom_they_came_takes_the_usual_answer_back(service: Service, desktop: Page, javascript: bool) -> None:
    begin(service, desktop, f"W-3{javascript:d}")
    desktop.locator('[name="visit-about"]').fill("母のこと")
    desktop.get_by_role("button", name="保存する", exact=True).last.click()
    expect(desktop.locator('[name="visit-came-known"]')).to_have_value("")
    expect(desktop.get_by_label("本人", exact=True)).not_to_be_checked()
    desktop.locator('[name="visit-note"]').fill("見た")
    desktop.get_by_role("button", name="保存する", exact=True).last.click()
    expect(desktop.locator('[name="visit-note"]')).to_have_value("見た")
    expect(desktop.get_by_label("本人", exact=True)).not_to_be_checked()
