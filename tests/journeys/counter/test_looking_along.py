"""The resident's page after a clerk's change."""

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, OpenPage
from tests.journeys.service import Service
from tests.journeys.tour import Tour


@pytest.mark.long("tests/portal/routes/filing/test_remote.py")
def test_what_a_clerk_proposes_appears_and_is_taken_in(
    open_page: OpenPage, base_url: str, sqlite_service: Service, tour: Tour
) -> None:
    address, clerks = tour.looked_along("resident"), tour.looked_along("clerk")
    page = open_page(PHONE, base_url=base_url)
    cookies = tour.alice.client.cookies.jar
    page.context.add_cookies(
        [{"name": cookie.name, "value": cookie.value or "", "url": base_url} for cookie in cookies]
    )
    page.goto(address)
    expect(page.get_by_text("000-0000-0009")).to_be_visible()
    page.evaluate("window.stays = true")
    clerk = tour.visitor("madoguchi")
    clerk.go(f"{clerks}/page/phone")
    clerk.press("提案する", {"phone": "000-0000-0010"})
    expect(page.get_by_text("000-0000-0010")).to_be_visible(timeout=15_000)
    assert page.evaluate("window.stays"), "only the content of the page was replaced"
    page.get_by_role("button", name="入れる").click()
    expect(page.get_by_text("返事を待っている提案は、ありません")).to_be_visible()
    clerk.go(clerks)
    assert "提案が入りました" in clerk.text
    clerk.press("終える")
    expect(page.get_by_text("いっしょに見るのは終わりました")).to_be_visible(timeout=15_000)
