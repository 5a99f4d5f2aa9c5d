"""A resident's page comes anew by itself when the clerk did something: what a browser alone shows."""

from playwright.sync_api import expect

from tests.browser import PHONE, OpenPage
from tests.journeys.service import Service
from tests.journeys.tour import Tour


def test_what_a_clerk_proposes_appears_and_is_taken_in(
    open_page: OpenPage, base_url: str, sqlite_service: Service, tour: Tour
) -> None:
    address, clerks = tour.looked_along("resident"), tour.looked_along("clerk")
    page = open_page(PHONE, base_url=base_url)
    cookies = tour.alice.client.cookies.jar
    page.context.add_cookies([{"name": one.name, "value": one.value or "", "url": base_url} for one in cookies])
    page.goto(address)
    expect(page.get_by_text("000-0000-0009")).to_be_visible()
    page.evaluate("window.stays = true")
    clerk = tour.visitor("madoguchi")
    clerk.go(f"{clerks}/phone")
    clerk.press("提案する", {"phone": "000-0000-0010"})
    expect(page.get_by_text("000-0000-0010")).to_be_visible(timeout=15_000)
    assert page.evaluate("window.stays"), "only what is inside the page was exchanged"
    page.get_by_role("button", name="入れる").click()
    expect(page.get_by_text("提案は、まだありません")).to_be_visible()
    clerk.go(clerks)
    assert "提案が入りました" in clerk.text
    clerk.press("終える")
    expect(page.get_by_text("いっしょに見るのは終わりました")).to_be_visible(timeout=15_000)
