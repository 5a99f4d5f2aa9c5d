"""The PIN page for signatures."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.browser import axe, overflow
from tests.integrations.certificates.world import PIN
from tests.integrations.identity.signers import Signers
from tests.integrations.identity.world import START


@pytest.fixture
def pin_page(signing: Signers, page: Page) -> Page:
    request = signing.request()
    local_request = replace(request, attempt=replace(request.attempt, redirect_uri=signing.world.landing))
    page.goto(signing.world.das_signing().begin_signature(local_request, START).address)
    page.get_by_role("button", name="髙見本　太郎").click()
    return page


def sound(page: Page) -> None:
    assert axe(page) == []
    assert overflow(page) <= 0
    for control in page.get_by_role("button").all() + page.get_by_role("textbox").all():
        box = control.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44


def test_it_is_loud_says_whose_card_and_signs(
    pin_page: Page, signing: Signers, shoot: Callable[[Page, str], None]
) -> None:
    assert pin_page.get_by_text("これは練習用です。本物のカードは使いません").is_visible()
    assert pin_page.get_by_text("髙見本　太郎 さんのカードで署名します").is_visible()
    sound(pin_page)
    shoot(pin_page, "pin")
    pin_page.get_by_label("パスワード").fill(PIN)
    pin_page.get_by_role("button", name="署名する").click()
    pin_page.wait_for_url(f"{signing.world.landing}?code=*")


def test_wrong_passwords_count_down_to_a_lock_and_the_way_back(
    pin_page: Page, signing: Signers, shoot: Callable[[Page, str], None]
) -> None:
    for left in (4, 3, 2, 1):
        pin_page.get_by_label("パスワード").fill("WRONG1")
        pin_page.get_by_role("button", name="署名する").click()
        assert (
            pin_page.get_by_role("alert").inner_text()
            == f"パスワードがちがいます。あと{left}回まちがえると、ロックされます。"
        )
        sound(pin_page)
    shoot(pin_page, "pin-wrong")
    pin_page.get_by_label("パスワード").fill("WRONG1")
    pin_page.get_by_role("button", name="署名する").click()
    assert "ロックされています" in pin_page.get_by_role("alert").inner_text()
    sound(pin_page)
    shoot(pin_page, "pin-locked")
    pin_page.get_by_role("button", name="元の画面へもどる").click()
    pin_page.wait_for_url(f"{signing.world.landing}?error=pin_locked*")


def test_stopping_leads_back_without_a_signature(pin_page: Page, signing: Signers) -> None:
    pin_page.get_by_role("button", name="やめる").click()
    pin_page.wait_for_url(f"{signing.world.landing}?error=access_denied*")
    assert signing.jpki.cards.tries_left("taka") == 5
