"""A complete visit by keyboard."""

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
    expect(desktop.locator("#asked")).to_be_focused()  # autofocus follows the load event
    desktop.keyboard.insert_text("A-20")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/visits/*")
    visit, clerk = desktop.url, Clerk(desktop, {**UMEKO, "reception-door": "counter"})
    # "本人" is preselected and the focus is behind it.
    desktop.keyboard.insert_text("髙見本　梅子")
    clerk.press("Enter")
    clerk.press("Enter")
    clerk.press("3")  # a driving licence
    expect(desktop.get_by_text("本人確認：足りています")).to_be_visible()  # updated without a button
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
    with desktop.expect_download() as papers:
        desktop.keyboard.press("Control+Enter")
    assert papers.value.suggested_filename.startswith("visit-")
    desktop.reload()
    desktop.keyboard.press("Control+Enter")
    desktop.wait_for_url("**/summary")
    expect(desktop.get_by_text(number)).to_be_visible()
    assert desktop.evaluate("document.activeElement.innerText") == "印刷する"


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_an_interview_without_a_mouse_where_a_conversion_ends_with_enter(service: Service, desktop: Page) -> None:
    service.seat(desktop, "madoguchi")
    desktop.goto("/counter")
    expect(desktop.locator("#asked")).to_be_focused()  # autofocus follows the load event
    desktop.keyboard.insert_text("A-21")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/visits/*")
    visit, clerk = (
        desktop.url,
        Clerk(desktop, {**UMEKO, "name.family": "", **{f"p0.{name}": value for name, value in UMEKO.items()}}),
    )
    clerk.press("Alt+2")
    clerk.press("3")
    desktop.goto(f"{visit}/guide")
    care = desktop.locator('a[href$="/guide/care"]').get_attribute("data-key")
    assert care == "a", "the tenth guide is chosen by the letter after the nine digits"
    desktop.keyboard.press(care)
    desktop.wait_for_url("**/guide/care")
    clerk.press("1")
    clerk.press("Enter")
    clerk.press("1")
    clerk.press("Enter")
    clerk.press("2")
    box = desktop.locator(f'[name="visit-begin"][value="{PROCEDURE}"]')
    expect(box).to_be_visible()
    box.focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Control+Enter")
    desktop.wait_for_url("**/interview")
    desktop.keyboard.press("Control+Enter")
    lead = desktop.locator("[data-lead]")
    expect(lead).to_be_visible()
    assert "#" + desktop.evaluate("document.activeElement.id") == lead.get_attribute("href"), "where it was refused"
    name = desktop.locator('[name="p0.name.family"]')
    name.focus()
    keys = desktop.context.new_cdp_session(desktop)
    keys.send("Input.imeSetComposition", {"text": "たかみほん", "selectionStart": 5, "selectionEnd": 5})
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("document.activeElement.name") == "p0.name.family", (
        "the Enter of a conversion moves nothing"
    )
    keys.send("Input.insertText", {"text": "髙見本"})
    clerk.typed.add("p0.name.family")
    clerk.press("Enter")
    assert desktop.evaluate("document.activeElement.name") == "p0.name.given"
    clerk.fill_in("登録する")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(visit)
    expect(desktop.get_by_text("登録しました")).to_be_visible()
