"""Payment at the provider's page."""

import pytest
from playwright.sync_api import Page

from tests.browser import axe, overflow
from tests.journeys.filing import sign_in
from tests.journeys.paying import COPY, FEE, PROCEDURE, choose, file_for_a_copy, pay_page
from tests.journeys.phone import follow, go_on, start_afresh, write
from tests.journeys.phone import sign_in as sign_in_on_the_phone
from tests.journeys.service import Service
from tests.journeys.signing import sign_on_the_page
from tests.journeys.tour import ALICE


@pytest.mark.parametrize("javascript", [False], ids=["no scripts"])
def test_a_copy_is_asked_for_and_paid_on_the_phone(
    sqlite_service: Service, phone: Page, javascript: bool, base_url: str
) -> None:
    phone.goto(f"/procedures/{PROCEDURE}")
    follow(phone.locator(f'a[href="/apply/{PROCEDURE}"]'))
    sign_in_on_the_phone(phone, ALICE)
    start_afresh(phone)
    for _ in range(20):
        if phone.url.endswith("/check"):
            break
        # The card or an earlier answer fills the others.
        names = {name for name in COPY if phone.locator(f'main [name="{name}"]').count()}
        known = {name for name in names if phone.locator(f'main .box[name="{name}"]:not([value=""])').count()}
        write(phone, {name: given for name, given in COPY.items() if name in names - known})
        go_on(phone)
    assert FEE in phone.locator("main").inner_text()
    sign_on_the_page(phone, ALICE)
    assert f"手数料{FEE}の支払いをお願いします（12月4日" in phone.locator("main").inner_text()
    follow(phone.get_by_role("link", name="支払いへ進む"))
    assert axe(phone) == []
    assert overflow(phone) <= 0
    follow(phone.get_by_role("link", name="支払いのページを開く"))
    assert phone.url.startswith(sqlite_service.server.mock_url)
    follow(phone.get_by_role("button", name="支払う", exact=True))
    assert phone.url.startswith(sqlite_service.url)
    assert f"{FEE}の支払いが済みました" in phone.locator("main").inner_text()
    follow(phone.get_by_role("link", name="申請の画面に戻る"))
    assert "支払いへ進む" not in phone.locator("main").inner_text()


@pytest.fixture(scope="module")
def filed(sqlite_service: Service) -> str:
    with sqlite_service.visitor() as visitor:
        sign_in(visitor, ALICE)
        return file_for_a_copy(visitor, ALICE)


def test_who_stops_or_leaves_sees_the_truth_and_the_section_sees_it(sqlite_service: Service, filed: str) -> None:
    with sqlite_service.visitor() as visitor, sqlite_service.member("yoyaku") as section:
        sign_in(visitor, ALICE)
        page = pay_page(visitor, filed)
        assert pay_page(visitor, filed) == page
        visitor.go(choose(page, "abandon"))
        assert "支払いの知らせを待っています" in visitor.text
        assert visitor.seen.headers["refresh"].startswith("5;url=/applications/")
        visitor.go(f"/applications/{filed}/payment?back=5")
        assert ("支払いの知らせを待っています" in visitor.text, "ひとりでに" in visitor.text) == (True, False)
        assert "refresh" not in visitor.seen.headers
        visitor.go(choose(page, "cancel"))
        assert "支払いをやめました" in visitor.text
        assert "支払いをやめた" in section.go(f"/desk/{filed}").text
        second = pay_page(visitor, filed)
        assert second != page
        visitor.go(choose(second, "silent"))
        assert "支払いがまだでも" not in visitor.text
        assert "支払いが済みました" in visitor.text  # without a notice the portal asks the provider
        visitor.go(f"/applications/{filed}/payment/go")
        assert visitor.seen.status_code == 409
        section.go(f"/desk/{filed}")
        assert "納付済み" in section.text
        section.press("全部を返す案を出す", {"reason": ""})
        assert "返す理由を書いてください" in section.text
        section.press("全部を返す案を出す", {"reason": "二重に請求していた"})
        assert ("返している途中" in section.text, "2人めとして" in section.text) == (False, False)
        with sqlite_service.member("kessai") as approver:
            approver.go(f"/desk/{filed}")
            approver.press("2人めとして、返すことを承認する")
            assert "返している途中" in approver.text
