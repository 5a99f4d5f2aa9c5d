"""A case is found by keyboard during a telephone call."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, OpenPage
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.service import Service


def keys_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("name => (document.activeElement.name || document.activeElement.innerText) === name", name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_who_telephones_is_found_by_reading_and_birth(
    open_page: OpenPage, base_url: str, service: Service, javascript: bool
) -> None:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        number = file_application(katsuko, KATSUKO)
    page = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": base_url} for name, value in service.cookies("tanto").items()]
    )
    page.goto("/desk")
    page.keyboard.press("/") if javascript else keys_to(page, "find")
    page.keyboard.insert_text("よしのかつこ　S25.1.15")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="さがす理由").wait_for()
    if javascript:
        page.keyboard.press("1")
    else:
        page.get_by_role("button", name="電話での問い合わせ").press("Enter")
    page.wait_for_url("**/desk/found?find=*")
    assert "%E3" not in page.url, "the address contains no kana"
    keys_to(page, number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{number}")
    page.go_back()
    assert page.get_by_role("textbox", name="さがす").input_value() == "よしのかつこ　S25.1.15"
    page.reload()
    assert page.get_by_role("link", name=number).is_visible()


def test_a_call_is_logged_in_two_keys_beside_what_was_stated(
    open_page: OpenPage, base_url: str, service: Service
) -> None:
    with service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        number = file_application(katsuko, KATSUKO)
    page = open_page(DESKTOP, base_url=base_url)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": base_url} for name, value in service.cookies("tanto").items()]
    )
    page.goto(f"/desk/{number}")
    page.keyboard.press("t")
    page.wait_for_url(f"**/desk/call?number={number}")
    expect(page.get_by_role("textbox", name="話したこと")).to_be_focused()
    page.keyboard.insert_text("証はいつ届くか。来週と伝えた。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/desk/{number}?did=call*")
    assert page.get_by_text("証はいつ届くか。来週と伝えた。").is_visible()
