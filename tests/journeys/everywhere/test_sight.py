"""Eyes and hands that are not those of who made it: colours of the reader's own, less motion, letters twice as large, and a
Japanese keyboard that converts."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import PHONE, OpenPage
from tests.journeys import looks
from tests.journeys.filing import answer_until, sign_in
from tests.journeys.people import PROCEDURE, TARO
from tests.journeys.phone import follow, go_on, question, write
from tests.journeys.service import Service

BARE = """all => all.filter(one => one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) < 1
    && getComputedStyle(one).appearance === "none").map(one => one.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")].filter(one => {
    const style = getComputedStyle(one), longest = text => Math.max(...text.split(",").map(parseFloat));
    return longest(style.animationDuration) > .01
        || (longest(style.transitionDuration) > .01 && style.transitionProperty !== "opacity");
}).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def draft(sqlite_service: Service, phone: Page) -> Iterator[str]:
    """Every question of it is answered, and whoever holds the phone owns it. Earlier stories threw theirs away."""
    with sqlite_service.visitor() as filer:
        sign_in(filer, "takamihon-taro")
        address = f"/apply/{PROCEDURE}/{answer_until(filer, TARO)}"
        cookies: list[Any] = [
            {"name": name, "value": value, "url": sqlite_service.url} for name, value in filer.client.cookies.items()
        ]
        phone.context.add_cookies(cookies)
        yield address


def test_questions_and_check_hold_in_colours_of_the_readers_own_and_without_motion(phone: Page, draft: str) -> None:
    page = phone
    page.emulate_media(forced_colors="active", reduced_motion="reduce", contrast="more")
    complaints = []
    for name in ("page/filer_kind", "check"):
        page.goto(f"{draft}/{name}")
        bare = page.locator(
            "main :is(.button, .box, .option, input:not([type=hidden]), select, textarea)"
        ).evaluate_all(BARE)
        complaints += [f"{name}: no border: {control}" for control in bare]
        complaints += [f"{name}: moves: {part}" for part in page.evaluate(MOVING)]
        complaints += [f"{name}: {complaint}" for complaint in looks.of_focus(page)]
    assert complaints == []
    page.goto(f"{draft}/page/filer_kind")
    page.locator("#filer_kind-self").check()
    page.evaluate("document.activeElement.blur()")
    rows = page.locator("main .option").evaluate_all("all => all.map(one => getComputedStyle(one).outlineStyle)")
    assert rows.count("solid") == 1, "the chosen row is told by more than a colour"


def test_the_enter_that_ends_a_conversion_sends_nothing(phone: Page, draft: str) -> None:
    page = phone
    page.goto(f"{draft}/page/phone")
    box = page.locator('main [name="phone"]')
    here = page.url
    box.fill("")
    box.focus()
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "えき", "selectionStart": 2, "selectionEnd": 2})
    # While an input method converts, a browser gets this in the place of Enter.
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229})
    keys.send("Input.insertText", {"text": "駅"})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": "Enter", "windowsVirtualKeyCode": 13})
    assert page.url == here
    assert box.input_value() == "駅"
    with page.expect_navigation():
        page.keyboard.press("Enter")  # the next one is meant
    expect(page.locator("#error-summary")).to_be_focused()


def test_a_letter_is_answered_with_letters_twice_as_large(sqlite_service: Service, open_page: OpenPage) -> None:
    """Eighty years old, no card and no account: a code on paper, a birthday, one question."""
    with sqlite_service.visitor() as filer, sqlite_service.member("tanto") as section:
        sign_in(filer, "takamihon-taro")
        answer_until(filer, TARO)
        filer.press("申請する")
        number = filer.path.rpartition("/")[2]
        section.go(f"/desk/{number}/return")
        section.press(
            "補正を求める", {"field": "lost_how", "words.lost_how": "どこでなくしましたか。", "due": "2026-12-04"}
        )
        section.go(f"/desk/{number}/letter")
        section.press("手紙")
        paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(section.seen.content)).pages)
        code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b", paper)
        assert code is not None, paper
    page = open_page(PHONE, base_url=sqlite_service.url)
    page.add_init_script("addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '200%')")
    complaints: list[str] = []

    def look(name: str) -> None:
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        nonlocal complaints
        complaints += [f"{name}: {complaint}" for complaint in [*page.evaluate(looks.CLIPPED), *looks.of_layout(page)]]

    page.goto(f"/correct/{code[0]}")
    look("code")
    page.locator('[name="birth.year"]').fill("昭和24年4月3日")
    follow(page.locator("main form .buttons button").first)
    assert question(page) == "lost_how"
    look("question")
    write(page, {"lost_how": "outside"})
    go_on(page)
    look("check")
    follow(page.get_by_role("button", name="直した内容を送る"))
    look("sent")
    expect(page.locator("main")).to_contain_text(number)
    assert complaints == []
