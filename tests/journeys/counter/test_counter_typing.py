"""Typing at the counter on a slow server."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, overflow
from tests.journeys.people import PROCEDURE
from tests.journeys.service import Service

SLOW = 400  # milliseconds of delay per response


@pytest.fixture
def screen(sqlite_service: Service, desktop: Page) -> Page:
    return opened(sqlite_service, desktop)


def opened(service: Service, page: Page) -> Page:
    service.seat(page, "madoguchi")
    page.goto("/counter")
    page.locator(f'details:has(form[action="/counter/{PROCEDURE}/start"]) > summary').click()
    page.locator(f'form[action="/counter/{PROCEDURE}/start"] button').click()
    page.wait_for_url("**/drafts/*")
    return page


def slow(page: Page) -> None:
    conditions = {"offline": False, "latency": SLOW, "downloadThroughput": -1, "uploadThroughput": -1}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", conditions)


def focused_id(page: Page) -> Any:
    return page.evaluate("document.activeElement.id")


def settled(page: Page, do: Callable[[], None]) -> None:
    """Waits until the page has applied the response of the save that `do` starts."""
    with page.expect_response(
        lambda response: response.request.method in ("POST", "GET") and "/drafts/" in response.url
    ):
        do()
    page.wait_for_load_state("networkidle")


def test_who_types_faster_than_the_server_answers_loses_nothing(screen: Page) -> None:
    slow(screen)
    keys = screen.keyboard
    screen.locator("#cards-insured").focus()
    keys.press("1")
    keys.press("2")
    keys.press("Enter")
    keys.press("3")
    keys.press("Enter")
    screen.locator("#name-family").focus()
    for word in ("髙見本", "太郎", "タカミホン", "タロウ", "S240403"):
        keys.insert_text(word)
        keys.press("Enter")
    expect(screen.locator('[data-field="birth"] .field-echo')).to_contain_text("昭和24年")
    assert screen.locator("#cards-insured").is_checked()
    assert screen.locator("#cards-copay").is_checked()
    assert screen.locator("#reason-other").is_checked()
    assert [screen.locator(box).input_value() for box in ("#name-family", "#name-given", "#kana-family")] == [
        "髙見本", "太郎", "タカミホン",
    ]  # fmt: skip
    assert focused_id(screen) == "sex-male"


def test_keys_wait_for_the_question_that_an_answer_brings(screen: Page) -> None:
    slow(screen)
    screen.locator("#filer_kind-self").focus()
    for key in ("2", "Enter", "1", "Enter", "a", "b"):
        screen.keyboard.press(key)
    assert focused_id(screen) == "filer_kind-household"
    expect(screen.locator("#relation-spouse")).to_be_checked()
    expect(screen.locator("#filer_name-family")).to_have_value("ab")
    assert focused_id(screen) == "filer_name-family"


def test_a_newly_asked_question_leaves_a_touched_box_alone(screen: Page) -> None:
    slow(screen)
    screen.locator("#reason-lost").focus()
    screen.keyboard.press("2")
    screen.locator("#phone").focus()
    screen.keyboard.insert_text("000")
    expect(screen.locator("#return_by-counter")).to_be_visible()
    assert focused_id(screen) == "phone"
    assert screen.locator("#phone").input_value() == "000"


def test_another_door_asks_and_offers_otherwise(screen: Page) -> None:
    screen.locator("#phone").fill("000-000-0001")
    screen.locator("#reception-shown-passport").check()
    screen.locator("#reception-door-post").check()
    expect(screen.get_by_label("写しの同封なし")).to_be_visible()
    expect(screen.get_by_role("group", name="本人確認（同封の写し・見たもの）")).to_be_visible()
    expect(screen.get_by_label("資格者証")).to_have_count(0)
    assert screen.locator("#reception-shown-passport").is_checked()
    assert screen.locator("#phone").input_value() == "000-000-0001"


def test_sending_waits_for_the_saving_under_way(screen: Page) -> None:
    slow(screen)
    screen.locator("#phone").fill("000-000-0001")
    screen.locator("#email").focus()
    screen.keyboard.press("Control+Enter")
    expect(screen.get_by_role("heading", name="まだ登録していません")).to_be_visible()
    screen.get_by_role("button", name="画面を更新").click()
    screen.wait_for_load_state("networkidle")
    expect(screen.get_by_text("別の画面で先に保存されました")).to_have_count(0)
    assert screen.locator("#phone").input_value() == "000-000-0001"


def test_the_enter_that_ends_a_conversion_moves_nothing(screen: Page) -> None:
    screen.locator("#name-family").focus()
    session = screen.context.new_cdp_session(screen)
    session.send("Input.imeSetComposition", {"text": "やまだ", "selectionStart": 3, "selectionEnd": 3})
    screen.keyboard.press("Enter")
    assert focused_id(screen) == "name-family"
    session.send("Input.insertText", {"text": "山田"})
    screen.keyboard.press("Enter")
    assert focused_id(screen) == "name-given"
    assert screen.locator("#name-family").input_value() == "山田"


def test_a_whole_day_typed_over_another_takes_its_place(screen: Page) -> None:
    screen.locator("#birth-year").fill("S240403")
    settled(screen, lambda: screen.locator("#phone").focus())
    screen.locator("#birth-year").fill("S25/5/6")
    screen.locator("#phone").focus()
    expect(screen.locator('[data-field="birth"] .field-echo')).to_contain_text("昭和25年（1950年）5月6日")
    expect(screen.locator("#birth-month")).to_have_value("5")


def test_who_goes_back_into_a_day_while_it_is_saved_stays_in_its_box(screen: Page) -> None:
    slow(screen)
    screen.locator("#birth-year").fill("S240403")
    screen.evaluate("document.addEventListener('saved', () => console.log('saved'))")
    with screen.expect_event("console", lambda message: message.text == "saved"):
        screen.locator("#phone").focus()
        screen.locator("#birth-year").press("Control+a")
    assert focused_id(screen) == "birth-year"
    screen.keyboard.insert_text("S25/5/6")
    screen.locator("#phone").focus()
    expect(screen.locator('[data-field="birth"] .field-echo')).to_contain_text("昭和25年（1950年）5月6日")


def test_the_screen_holds_on_a_phone_and_a_desk_in_every_state(
    sqlite_service: Service, page: Page, shoot: Callable[[Page, str], None]
) -> None:
    opened(sqlite_service, page)
    assert (axe(page), overflow(page)) == ([], 0)
    shoot(page, "empty")
    page.locator("#reception-door-post").check()
    page.locator("#reception-stamp-year").fill("2026/11/30")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("「収受印の日」がまだ来ていません。").first).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    assert page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "reception-stamp"
    shoot(page, "mistakes")
