"""A half-keyed 転出証明書 survives a reload."""

from playwright.sync_api import Page, expect

from tests.journeys.counter.test_who_came import begin
from tests.journeys.service import Service


def test_what_is_typed_of_a_paper_survives_a_reload(sqlite_service: Service, page: Page) -> None:
    assert page.viewport_size
    visit = begin(sqlite_service, page, f"T-{page.viewport_size['width']}")
    page.goto(f"{visit}/people/transfer")
    name = page.locator('[name="p1-name.family"]')
    name.fill("例示")
    name.press("Enter")
    expect(page.locator('[name="p1-name.given"]')).to_be_focused()
    page.keyboard.type("健")
    with page.expect_response(lambda answer: answer.request.resource_type == "fetch"):
        page.keyboard.press("Enter")
    expect(page.locator('[name="p1-kana.family"]')).to_be_focused()
    page.reload()
    expect(name).to_have_value("例示")
    expect(page.locator('[name="p1-name.given"]')).to_have_value("健")
