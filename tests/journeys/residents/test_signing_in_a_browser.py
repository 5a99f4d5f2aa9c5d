"""Signing on a phone."""

import re
import time

import pytest
from playwright.sync_api import Page

from tests.browser import overflow
from tests.journeys import filing
from tests.journeys.paying import PROCEDURE, ask_for_a_copy
from tests.journeys.phone import follow, sign_in
from tests.journeys.service import Service
from tests.journeys.signing import PASSWORD, WRONG, sign_on_the_page
from tests.journeys.visitor import Visitor

HASTY, MOVED, SIGNER, CAREFUL = "reiji-ichiro", "sakimi-jiro", "yoshino-katsuko", "mimori-tsukasa"
REMEMBERED = "old_auth"  # the provider reports an authentication of yesterday


def at_the_check_page(service: Service, phone: Page, person: str) -> str:
    """Fills the draft over HTTP in the browser's session."""
    phone.goto(f"/sign-in?next=/apply/{PROCEDURE}")
    sign_in(phone, person)
    with service.visitor() as visitor:
        visitor.client.cookies.update(
            {cookie["name"]: cookie["value"] for cookie in phone.context.cookies(service.url)}
        )
        ask_for_a_copy(visitor)
        phone.goto(visitor.path)
    return phone.url.removesuffix("/check")


def go_out(phone: Page, person: str) -> None:
    phone.locator('main a[href*="/sign/go"]').click()
    phone.locator(f'button[value="{person}"]').click()


@pytest.mark.long("tests/journeys/residents/test_signing.py")
def test_a_password_is_mistyped_until_the_card_locks(sqlite_service: Service, phone: Page) -> None:
    draft = at_the_check_page(sqlite_service, phone, HASTY)
    assert phone.get_by_role("img", name="署名用のパスワード").is_visible()
    assert overflow(phone) <= 0
    go_out(phone, HASTY)
    for left in (4, 3, 2, 1):
        phone.get_by_label("パスワード").fill(WRONG)
        phone.get_by_role("button", name="署名する").click()
        phone.get_by_text(f"あと{left}回").wait_for()
    phone.get_by_label("パスワード").fill(WRONG)
    phone.get_by_role("button", name="署名する").click()
    phone.get_by_role("button", name="元の画面へもどる").click()
    phone.wait_for_url(re.compile(rf"^{re.escape(draft)}/sign"))
    assert overflow(phone) <= 0
    assert phone.get_by_role("status").get_by_text("署名用のパスワードが使えなくなっています").is_visible()
    assert "まだ申請は届いていません" in phone.locator("main").inner_text()


@pytest.mark.long("tests/journeys/residents/test_signing.py")
def test_a_card_that_ended_with_a_move_leads_to_the_window(sqlite_service: Service, phone: Page) -> None:
    draft = at_the_check_page(sqlite_service, phone, MOVED)
    go_out(phone, MOVED)
    phone.get_by_label("パスワード").fill(PASSWORD)
    phone.get_by_role("button", name="署名する").click()
    phone.wait_for_url(re.compile(rf"^{re.escape(draft)}/sign"))
    assert "市の窓口で新しく発行を受けてください" in phone.locator("main").inner_text()
    phone.reload()
    assert "市の窓口で新しく発行を受けてください" in phone.locator("main").inner_text()


def test_a_signature_that_a_person_did_not_take_is_mended_on_the_phone(sqlite_service: Service, phone: Page) -> None:
    at_the_check_page(sqlite_service, phone, SIGNER)
    sign_on_the_page(phone, SIGNER)
    assert "署名の確認を待っています" in phone.locator("main").inner_text()
    number = phone.locator("main .receipt-number").inner_text()
    arrived = phone.locator("main .row").filter(has_text="届いた").first.inner_text()
    with sqlite_service.member("yoyaku") as section:
        section.go(f"/desk/{number}")
        section.press("本人の署名と認めない", {"shown": "住民票の名前とちがう"})
    phone.goto(f"/applications/{number}")
    follow(phone.get_by_role("link", name="署名を直す"))
    assert overflow(phone) <= 0
    for way in ("もう一度署名する", "写しを送る", "窓口で見せる"):
        assert phone.get_by_role("heading", name=way).is_visible()
    sign_on_the_page(phone, SIGNER)
    assert "もう一度の署名を受け取りました" in phone.locator("body").inner_text()
    assert phone.locator("main .row").filter(has_text="届いた").first.inner_text() == arrived


@pytest.mark.long("tests/portal/routes/signing/test_signing_in_anew.py")
def test_where_the_card_is_wanted_now_an_earlier_sign_in_does_not_do(sqlite_service: Service, phone: Page) -> None:
    """Whoever finds her telephone still has the provider's session and could redirect notices."""
    contact = "/applications/contact"
    with sqlite_service.visitor() as visitor:
        filing.sign_in(visitor, CAREFUL)
        visitor.go(contact)
        visitor.press("確認の番号を送る", {"mail": "tsukasa@example.jp"})
        visitor.press("確かめる", {"code": code_for(visitor)})
        assert "tsukasa@example.jp" in visitor.text
    phone.goto("/sign-in?next=/applications")
    come(phone, REMEMBERED)
    phone.wait_for_url(re.compile(r"[0-9]/applications$"))
    phone.goto(contact)
    assert phone.get_by_text("本人確認をもう一度").is_visible()
    assert overflow(phone) <= 0
    come(phone, REMEMBERED)
    assert phone.get_by_role("heading", name="カードで、もう一度確かめることができませんでした").is_visible()
    assert overflow(phone) <= 0
    phone.locator('main a[href^="/sign-in?next="]').first.click()
    come(phone)
    phone.wait_for_url(re.compile(rf"[0-9]{contact}$"))
    assert phone.get_by_text("tsukasa@example.jp").first.is_visible()


def come(phone: Page, fault: str = "") -> None:
    phone.locator('a[href^="/sign-in/card"]').click()
    if fault:
        phone.locator("summary").click()
        phone.locator(f'input[value="{fault}"]').check()
    phone.locator(f'button[value="{CAREFUL}"]').click()


def code_for(visitor: Visitor) -> str:
    for _ in range(100):
        match = re.search(r"tsukasa@example\.jp.*?\b(\d{6})\b", visitor.client.get("/mock/mail").text, re.DOTALL)
        if match:
            return match[1]
        time.sleep(0.1)
    raise AssertionError("no mail")
