"""Signing with a practice card at the card provider."""

import re
from html import unescape

from playwright.sync_api import Page

from tests.journeys.visitor import Visitor

PASSWORD = "TEST1234"
WRONG = "WRONG999"


def way_to_sign(visitor: Visitor) -> str:
    """The address of the page's link to sign; "" without one."""
    match = re.search(r'href="([^"]*/(?:sign|signature)/go[^"]*)"', visitor.text)
    return unescape(match[1]) if match else ""


def go_to_sign(visitor: Visitor, person: str) -> None:
    way = way_to_sign(visitor)
    assert way, visitor.text
    visitor.go(way)
    visitor.press(person)


def sign(visitor: Visitor, person: str, password: str = PASSWORD) -> None:
    go_to_sign(visitor, person)
    visitor.press("署名する", {"pin": password})


def send(visitor: Visitor, person: str) -> str:
    """Signs if required."""
    if way_to_sign(visitor):
        sign(visitor, person)
    else:
        visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def sign_on_the_page(page: Page, person: str, password: str = PASSWORD) -> None:
    page.locator('main a[href*="/sign/go"], main a[href*="/signature/go"]').click()
    page.locator(f'button[value="{person}"]').click()
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="署名する").click()
    page.wait_for_url(re.compile(r"/applications/[0-9-]+"))


def way_here(clerk: Visitor, number: str) -> str:
    page = clerk.go(f"/counter/done/{number}").text
    match = re.search(r'href="(/counter/signers/[^"]+)"', page)
    assert match, page
    return match[1]
