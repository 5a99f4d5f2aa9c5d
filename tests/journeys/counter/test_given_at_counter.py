"""A certificate from the one field to the hand, without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, overflow
from tests.journeys.keyboard import Clerk
from tests.journeys.service import Service

TARO = {
    "reception-place": "general", "reception-shown": "my_number_card", "filer": "self", "certificate": "copy", "extent": "whole",
    "claimant.name.family": "見本", "claimant.name.given": "太郎", "claimant.kana.family": "みほん", "claimant.kana.given": "たろう",
    "claimant.birth.year": "H6.4.12", "claimant.address.postal": "0000011", "claimant.address.town": "見本県見本市中央",
    "claimant.address.street": "1丁目2番3号", "claimant.phone": "090-0000-0001", "copies": "2", "receive": "counter",
    "exempt": "nothing", "consent_true": "yes",
}  # fmt: skip


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
@pytest.mark.long("tests/portal/routes/counter/test_receipts.py")
def test_a_certificate_is_given_out_in_one_load_after_registering(service: Service, desktop: Page) -> None:
    service.seat(desktop, "madoguchi")
    desktop.goto("/counter")
    expect(desktop.locator("#asked")).to_be_focused()
    desktop.keyboard.insert_text("じゅうみんひょうのうつし")
    desktop.keyboard.press("Enter")
    choice = desktop.locator("main .target", has_text="来庁で始める").first
    expect(choice).to_contain_text("住民票の写しの交付請求")
    choice.press("Enter")
    desktop.wait_for_url("**/counter/drafts/*")
    Clerk(desktop, TARO).fill_in("登録する")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/counter/done/*")
    expect(desktop.locator("#check-1")).to_be_focused()
    assert axe(desktop) == []
    assert overflow(desktop) <= 0
    loads: list[str] = []
    desktop.on("framenavigated", lambda frame: loads.append(frame.url))
    desktop.get_by_role("button", name="全部に印").press("Enter")
    desktop.get_by_label("お預かり（円）").fill("１０００")
    expect(desktop.get_by_text("おつり 400円")).to_be_visible()
    desktop.get_by_role("button", name="現金600円を受け取り、渡して終える").press("Enter")
    expect(desktop.get_by_role("heading", name="渡して、終わりました")).to_be_visible()
    expect(desktop.get_by_text("この申請と来庁は終わりました。お預かり 1,000円、おつり 400円。")).to_be_visible()
    expect(desktop.get_by_role("link", name="次の人へ")).to_be_focused()
    assert loads == [desktop.url]
