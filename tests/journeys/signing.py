"""A resident signs with a practice card: out to the card provider, the password typed, and back."""

import re

from playwright.sync_api import Page

from tests.journeys.visitor import Visitor

PASSWORD = "TEST1234"
WRONG = "WRONG999"


def go_to_sign(visitor: Visitor, person: str) -> None:
    """From the page that tells of it to the provider's page that asks for the password, with this person's card."""
    assert visitor.path.endswith("/sign"), visitor.text
    visitor.go(f"{visitor.path}/go")
    visitor.press(person)


def sign(visitor: Visitor, person: str, password: str = PASSWORD) -> None:
    """Stands wherever the portal led afterwards."""
    go_to_sign(visitor, person)
    visitor.press("署名する", {"pin": password})


def send(visitor: Visitor, person: str) -> str:
    """From the check page to the receipt, with a signature where one is asked for; its number."""
    visitor.press("申請する")
    if visitor.path.endswith("/sign"):
        sign(visitor, person)
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def sign_on_the_page(page: Page, person: str, password: str = PASSWORD) -> None:
    """The same in a browser, from the page that tells of it."""
    page.locator('main a[href$="/sign/go"], main a[href$="/signature/go"]').click()
    page.locator(f'button[value="{person}"]').click()
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="署名する").click()
    page.wait_for_url(re.compile(r"/applications/[0-9-]+"))
