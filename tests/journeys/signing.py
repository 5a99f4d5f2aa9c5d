"""A resident signs with a practice card: out to the card provider, the password typed, and back."""

import re
from html import unescape

from playwright.sync_api import Page

from tests.journeys.visitor import Visitor

PASSWORD = "TEST1234"
WRONG = "WRONG999"


def way_to_sign(visitor: Visitor) -> str:
    """Where the link on this page leads, on the check page and wherever signing is told of; "" where there is none."""
    found = re.search(r'href="([^"]*/(?:sign|signature)/go[^"]*)"', visitor.text)
    return unescape(found[1]) if found else ""


def go_to_sign(visitor: Visitor, person: str) -> None:
    """To the provider's page that asks for the password, with this person's card."""
    way = way_to_sign(visitor)
    assert way, visitor.text
    visitor.go(way)
    visitor.press(person)


def sign(visitor: Visitor, person: str, password: str = PASSWORD) -> None:
    """Stands wherever the portal led afterwards."""
    go_to_sign(visitor, person)
    visitor.press("署名する", {"pin": password})


def send(visitor: Visitor, person: str) -> str:
    """From the check page to the receipt, with a signature where one is asked for; its number."""
    if way_to_sign(visitor):
        sign(visitor, person)
    else:
        visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def sign_on_the_page(page: Page, person: str, password: str = PASSWORD) -> None:
    """The same in a browser, from the page that tells of it."""
    page.locator('main a[href*="/sign/go"], main a[href*="/signature/go"]').click()
    page.locator(f'button[value="{person}"]').click()
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="署名する").click()
    page.wait_for_url(re.compile(r"/applications/[0-9-]+"))


def way_here(clerk: Visitor, number: str) -> str:
    """The page on which the first who may sign beside the sender does so at the counter."""
    page = clerk.go(f"/counter/done/{number}").text
    found = re.search(r'href="(/counter/signers/[^"]+)"', page)
    assert found, page
    return found[1]
