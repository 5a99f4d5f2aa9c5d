"""The line is cut, the session ends, or the browser is closed while a reviewer writes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from portal.config.settings import BLANK
from tests.browser import axe
from tests.journeys.everywhere.unsaved import count_written, kept, wait_for_kept, wait_for_written
from tests.journeys.filing import file_application, sign_in
from tests.journeys.people import KATSUKO
from tests.journeys.phone import follow
from tests.journeys.service import Service
from tests.servers import running

WORDS = "申請書の記載と住民票の記載がちがうため、認められません。"
Shoot = Callable[[Page, str], None]
# The first page that comes after an act is left before its store has opened.
_LEFT_AT_ONCE = """
    if (sessionStorage["kakanai.typed-sent"] && !sessionStorage.left) {
        sessionStorage.left = "yes";
        IDBFactory.prototype.open = () => ({});
    }
"""
BACK = "入力の途中のものを戻しました"
MESSAGE, REASON = "申請した人に送ることば", "申請した人へのことば"


@pytest.fixture(scope="module")
def number(sqlite_service: Service) -> str:
    with sqlite_service.visitor() as katsuko:
        sign_in(katsuko, "yoshino-katsuko")
        number = file_application(katsuko, KATSUKO)
    with sqlite_service.member("tanto") as section:
        section.go(f"/desk/{number}")
        section.press("実質審査に進める")
    return number


@pytest.fixture
def desk(sqlite_service: Service, desktop: Page) -> Page:
    sqlite_service.seat(desktop, "tanto")
    return desktop


def write(page: Page, address: str, label: str, words: str = WORDS) -> None:
    page.goto(address)
    page.get_by_label(label).fill(words)
    wait_for_kept(page)
    expect(page.locator("#lamp")).to_contain_text("まだ送っていません。書いた内容は、この端末に控えました")


def test_a_reason_not_saved_when_the_browser_is_killed_is_given_back_and_may_be_thrown_away(
    desk: Page, number: str, shoot: Shoot
) -> None:
    write(desk, f"/desk/{number}", REASON)
    assert WORDS not in str(kept(desk))
    desk.close()
    again = desk.context.new_page()
    again.goto(f"/desk/{number}")
    expect(again.get_by_text(BACK)).to_be_visible()
    assert again.get_by_label(REASON).input_value() == WORDS
    assert axe(again) == []
    shoot(again, "desk-typed-back")
    again.get_by_role("button", name="戻したものを捨てる").click()
    expect(again.get_by_label(REASON)).to_have_value("")
    expect(again.get_by_label(REASON)).to_be_focused()
    wait_for_kept(again, 0)


def test_a_message_not_saved_on_a_cut_line_stays_and_is_erased_once_it_is_sent(desk: Page, number: str) -> None:
    address = f"/desk/{number}/messages"
    write(desk, address, MESSAGE)
    desk.context.set_offline(True)
    desk.get_by_role("button", name="送る", exact=True).click()
    expect(desk.locator("#lamp")).to_contain_text("線が切れています。まだ送っていません")
    assert desk.get_by_label(MESSAGE).input_value() == WORDS
    desk.context.set_offline(False)
    follow(desk.get_by_role("button", name="送る", exact=True))
    expect(desk.locator(".staff main")).to_contain_text(WORDS)
    wait_for_kept(desk, 0)
    desk.goto(address)
    assert desk.get_by_label(MESSAGE).input_value() == ""


def test_a_laptop_without_a_network_sends_to_the_service_that_it_has_itself(desk: Page, number: str) -> None:
    write(desk, f"/desk/{number}/messages", MESSAGE)
    desk.evaluate("Object.defineProperty(navigator, 'onLine', {value: false})")
    follow(desk.get_by_role("button", name="送る", exact=True))
    expect(desk.locator(".staff main")).to_contain_text(WORDS)
    wait_for_kept(desk, 0)


def test_a_note_not_saved_before_the_session_ended_comes_back_and_other_acts_leave_it(
    sqlite_service: Service, desk: Page, number: str
) -> None:
    write(desk, f"/desk/{number}", "メモを書く")
    desk.context.clear_cookies(name="kakanai_staff")
    desk.goto(f"/desk/{number}")
    expect(desk.get_by_role("heading", name="職員サインイン")).to_be_visible()
    sqlite_service.seat(desk, "tanto")
    desk.goto(f"/desk/{number}")
    expect(desk.get_by_label("メモを書く")).to_have_value(WORDS)


def test_a_note_that_was_sent_does_not_come_back_with_the_text_of_another_form_that_was_not(
    desk: Page, number: str
) -> None:
    count_written(desk.context)
    write(desk, f"/desk/{number}", REASON)
    desk.get_by_label("メモを書く").fill("電話で聞いた。")
    wait_for_written(desk, 2)
    desk.add_init_script(_LEFT_AT_ONCE)
    follow(desk.get_by_role("button", name="メモを残す"))
    desk.goto(f"/desk/{number}")
    expect(desk.get_by_text(BACK)).to_be_visible()
    assert desk.evaluate("sessionStorage.left") == "yes"
    expect(desk.get_by_label(REASON)).to_have_value(WORDS)
    expect(desk.get_by_label("メモを書く")).to_have_value("")
    desk.get_by_role("button", name="戻したものを捨てる").click()
    wait_for_kept(desk, 0)


def test_ticks_and_a_choice_without_any_text_are_kept_too_and_erased_once_they_are_recorded(
    desk: Page, number: str
) -> None:
    ticks = desk.locator("#checks [name=checked]")
    desk.goto(f"/desk/{number}")
    desk.keyboard.press("a")
    wait_for_kept(desk)
    expect(desk.locator("#lamp")).to_contain_text("まだ送っていません。書いた内容は、この端末に控えました")
    desk.goto(f"/desk/{number}/assign")
    expect(desk.locator("#lamp")).to_contain_text("書きかけはありません")
    desk.locator("select#to").select_option(index=1)
    wait_for_kept(desk, 2)
    chosen = desk.locator("select#to").input_value()
    desk.reload()
    expect(desk.get_by_text(BACK)).to_be_visible()
    expect(desk.locator("select#to")).to_have_value(chosen)
    desk.get_by_role("button", name="戻したものを捨てる").click()
    desk.goto(f"/desk/{number}")
    expect(desk.get_by_text(BACK)).to_be_visible()
    expect(ticks.first).to_be_checked()
    follow(desk.get_by_role("button", name="確かめたことを記録する"))
    expect(ticks.first).to_be_checked()
    wait_for_kept(desk, 0)


def test_what_was_not_saved_in_a_fold_within_a_fold_is_in_sight_again(desk: Page) -> None:
    desk.goto("/desk")
    desk.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    box = desk.locator("main details details input[name=name]")
    box.fill("急ぐもの")
    wait_for_kept(desk)
    desk.goto("/desk")
    expect(desk.get_by_text(BACK)).to_be_visible()
    expect(box).to_have_value("急ぐもの")
    desk.get_by_role("button", name="戻したものを捨てる").click()


def test_a_reason_stays_until_the_decision_itself_is_stored(desk: Page, number: str) -> None:
    write(desk, f"/desk/{number}", REASON)
    desk.locator("#outcome-refused").check()
    follow(desk.get_by_role("button", name="内容を確かめる"))
    wait_for_kept(desk)
    desk.goto(f"/desk/{number}")
    expect(desk.get_by_label(REASON)).to_have_value(WORDS)
    expect(desk.locator("#outcome-refused")).to_be_checked()


def test_what_was_mended_on_the_page_of_mistakes_and_not_saved_is_given_back_on_the_page_itself(
    desk: Page, number: str
) -> None:
    count_written(desk.context)
    write(desk, f"/desk/{number}", REASON, "だめ")
    desk.locator("#outcome-refused").check()
    follow(desk.get_by_role("button", name="内容を確かめる"))
    assert desk.title().startswith("エラー：")
    expect(desk.locator("#lamp")).to_contain_text("まだ送っていません")
    wait_for_written(desk, 1)
    desk.evaluate("written = 0")
    desk.get_by_label(REASON).fill(WORDS)
    wait_for_written(desk, 1)
    desk.close()
    again = desk.context.new_page()
    again.goto(f"/desk/{number}")
    expect(again.get_by_text(BACK)).to_be_visible()
    assert again.get_by_label(REASON).input_value() == WORDS
    expect(again.locator("#outcome-refused")).to_be_checked()


def test_what_is_sent_before_anybody_is_signed_in_is_not_asked_about(desktop: Page, tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desktop.on("dialog", answer)
    (none := tmp_path / "procedures").mkdir()
    with running("serve", folder=tmp_path, KAKANAI_CITY=str(BLANK), KAKANAI_PROCEDURES=str(none)) as server:
        desktop.goto(f"{server.url}/admin/setup")
        for label, words in (("番号", "1234-5678"), ("ログイン名", "kanri"), ("名前", "管理 花子")):
            desktop.get_by_label(label).first.fill(words)
        follow(desktop.get_by_role("button", name="登録する"))
        expect(desktop.locator("main")).to_contain_text("この番号は使えません")
        assert asked == []


def test_leaving_is_asked_about_with_unsaved_text_only(desk: Page, number: str) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", answer)
    desk.goto(f"/desk/{number}/messages")
    desk.goto("/desk")
    assert asked == []
    write(desk, f"/desk/{number}/messages", MESSAGE)
    desk.goto("/desk")
    assert asked == ["beforeunload"]


def test_what_may_be_a_number_of_a_person_is_not_kept_and_the_lamp_says_so(desk: Page, number: str) -> None:
    desk.goto(f"/desk/{number}/messages")
    desk.get_by_label(MESSAGE).fill("1234-5678 ９０１２")
    expect(desk.locator("#lamp")).to_contain_text("まだ送っていません。この端末には控えられません")
    wait_for_kept(desk, 0)


def test_signing_out_erases_what_was_not_saved(desk: Page, number: str) -> None:
    """Answered on its way, so that the session of other stories goes on."""
    write(desk, f"/desk/{number}/messages", MESSAGE)
    desk.route("**/staff/sign-out", lambda route: route.fulfill(status=204))
    desk.once("dialog", lambda dialog: dialog.accept())
    desk.get_by_role("button", name="サインアウト").click(no_wait_after=True)
    wait_for_kept(desk, 0)
