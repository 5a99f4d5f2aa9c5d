"""A whole visit by the keyboard alone: ticket, who, papers, a procedure, its screen, the end."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.keyboard import Clerk
from tests.journeys.people import PROCEDURE
from tests.journeys.service import Service
from tests.journeys.visiting import UMEKO


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_a_visit_from_its_ticket_to_its_end_without_a_mouse(service: Service, desktop: Page) -> None:
    service.seat(desktop, "madoguchi")
    desktop.goto("/counter")
    desktop.keyboard.insert_text("A-20")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/visits/*")
    visit, clerk = desktop.url, Clerk(desktop, {**UMEKO, "reception-door": "counter"})
    clerk.press("1")  # themselves
    clerk.press("Enter")
    desktop.keyboard.insert_text("髙見本　梅子")
    clerk.press("Enter")
    clerk.press("Enter")
    clerk.press("3")  # a licence with a photograph
    expect(desktop.get_by_text("本人確認：足りています")).to_be_visible()  # at once, and nothing was pressed
    clerk.press("Enter")
    clerk.press("Enter")
    clerk.pick(PROCEDURE)
    desktop.keyboard.press("Control+Enter")
    desktop.wait_for_url("**/counter/drafts/*")
    clerk.fill_in("登録する")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/done/*")
    number = desktop.locator(".receipt-number").inner_text()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(visit)
    expect(desktop.locator('[name="visit-name"]')).to_have_value("髙見本　梅子")
    desktop.keyboard.press("Control+Enter")
    desktop.wait_for_url("**/summary")
    expect(desktop.get_by_text(number)).to_be_visible()
    assert desktop.evaluate("document.activeElement.innerText") == "印刷する"
