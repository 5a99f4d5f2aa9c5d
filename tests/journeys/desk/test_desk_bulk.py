"""Select all and none."""

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, OpenPage
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service


@pytest.fixture
def page(open_page: OpenPage, base_url: str, service: Service) -> Page:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        file_application(katsuko, KATSUKO)
    page = open_page(DESKTOP, base_url=base_url)
    cookies = service.cookies("tanto").items()
    page.context.add_cookies([{"name": name, "value": value, "url": base_url} for name, value in cookies])
    page.goto("/desk/bulk")
    return page


def test_one_press_chooses_all_and_one_more_none(page: Page) -> None:
    boxes = page.locator("input[name=case]").all()
    page.get_by_role("button", name="すべて選ぶ").click()
    assert boxes
    assert all(box.is_checked() for box in boxes)
    boxes[0].uncheck()
    page.get_by_role("button", name="すべて選ぶ").click()
    page.get_by_role("button", name="選ぶのをやめる").click()
    assert not any(box.is_checked() for box in boxes)
