"""A card is lost: from the phone to the section and back, on both databases, with scripts and without.

Nothing is prepared and nothing is looked up behind the pages: numbers, states and codes are read where people read them.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, OpenPage
from tests.journeys import desk_screen
from tests.journeys.people import PROCEDURE, TARO, TARO_NAME, TITLE
from tests.journeys.phone import (
    answer,
    answer_until,
    change,
    follow,
    go_on,
    open_known,
    question,
    receipt_number,
    rows,
    sign_in,
    start_afresh,
    write,
)
from tests.journeys.service import Service

# Scripts know no database: one way with each says what four would.
pytestmark = pytest.mark.parametrize(
    ("service", "javascript"),
    [("sqlite", False), ("postgresql", True)],
    indirect=["service"],
    ids=["no scripts", "scripts"],
)

WORDS = "いつごろのことか、もう少しくわしく教えてください。"
OUTCOME_WORDS = "新しい証を11月27日に送ります。"
HOW = "どのようになくしましたか"


def test_from_the_phone_to_the_outcome(
    service: Service, phone: Page, open_page: OpenPage, javascript: bool, base_url: str, tmp_path: Path
) -> None:
    arrive(phone)
    mend_a_mistake(phone, scripts=javascript)
    find_a_town(phone)
    go_back_and_reload(phone)
    ask_only_what_a_change_adds(phone)
    number = send_twice(phone)
    assert line_of(phone, number).startswith("市に届きました（まだ決まっていません）。")

    desk = open_page(DESKTOP, javascript=javascript, base_url=base_url)
    service.seat(desk, "tanto")
    desk_screen.open_case(desk, number)
    assert rows(desk)["氏名"] == TARO_NAME
    desk_screen.ask_again(desk, HOW, WORDS)

    correct(phone, number)
    desk_screen.open_case(desk, number)
    assert "病院の帰りのバスの中" in only(desk, ".difference tbody tr")
    desk_screen.pass_on(desk)
    assert "くわしく確認しています" in line_of(phone, number)
    handed_over_once(service, desk, number, tmp_path)
    desk_screen.open_case(desk, number)
    desk_screen.decide(desk, "approved", OUTCOME_WORDS)

    assert line_of(phone, number).startswith("認められました。")
    phone.goto(f"/applications/{number}")
    assert OUTCOME_WORDS in phone.locator("main").inner_text()
    desk.goto("/desk")
    assert number not in desk.locator("main").inner_text()
    desk.goto("/desk/book")
    assert desk.get_by_role("row").filter(has_text=number).count() == 1


def handed_over_once(service: Service, desk: Page, number: str, folder: Path) -> None:
    """By the desk in one layout, by the command in another; neither finds it a second time."""
    by_desk = desk_screen.hand_over(desk, "一括取込")
    assert [line["氏名"] for line in by_desk if line["受付番号"] == number] == [TARO_NAME]
    first = service.command("export", "generic.application", "--out", str(folder / "first"))
    assert first.returncode == 0, first.stderr
    files = (folder / "first").glob("*_applications.csv")  # one for each section; other stories file, too
    by_command = [line for file in files for line in desk_screen.lines(file, "utf-8-sig")]
    assert [line["ステータス名"] for line in by_command if line["受付番号"] == number] == ["実質審査"]
    for layout in ("generic.application", "kaigo.hihokenshasho.saikofu"):
        again = service.command("export", layout, "--out", str(folder / "again"))
        # Another story's case may be held for a letter; what counts is that no batch was made.
        assert re.fullmatch(r"(\d+)件は、保留.+\n +\1 held\.\n", again.stdout), again.stderr


def only(page: Page, selector: str) -> str:
    expect(page.locator(selector)).to_have_count(1)
    return page.locator(selector).inner_text()


def arrive(page: Page) -> None:
    """From the front page by the life event to the first question."""
    page.goto("/")
    follow(page.get_by_role("link", name="介護が必要になったとき", exact=True))
    follow(page.get_by_role("link", name="手続の一覧：介護が必要になったとき"))
    page.locator(".family > summary").filter(has_text="介護保険").click()
    follow(page.get_by_role("link", name=TITLE).first)
    assert page.url.endswith(f"/procedures/{PROCEDURE}")
    follow(page.get_by_role("link", name="この手続をはじめる"))
    expect(page.get_by_role("heading", level=1)).to_have_text("マイナンバーカードでログイン")
    sign_in(page, "takamihon-taro")
    start_afresh(page)


def mend_a_mistake(page: Page, *, scripts: bool) -> None:
    """Forgets to choose, is told where, is led there, chooses."""
    go_on(page)
    assert page.title().startswith("エラー：")
    summary = page.locator("#error-summary a")
    assert summary.inner_text() in page.locator('[data-field="filer_kind"] .field-trouble').inner_text()
    summary.click()
    expect(page.locator("#filer_kind-self")).to_have_attribute("aria-invalid", "true")
    if scripts:
        come_back_in_another_language(page)
    answer(page, TARO["filer_kind"])


def come_back_in_another_language(page: Page) -> None:
    """Back to a page with mistakes asks for nothing to be sent again; what is chosen there goes along into やさしい日本語."""
    page.goto("/help")
    page.go_back()
    assert question(page) == "filer_kind"
    for language in ("やさしい日本語", "日本語"):
        page.locator("#filer_kind-self").check()
        page.locator(".top-languages summary").click()
        follow(page.locator(".top-languages").get_by_role("link", name=language, exact=True))
        expect(page.locator("#filer_kind-self")).to_be_checked()


def find_a_town(page: Page) -> None:
    """A postal code of two towns; the form of the digits does not matter."""
    answer_until(page, TARO, "cards")
    open_known(page, "address")
    write(page, {"address.postal": "〒０００－０００５"})
    page.get_by_role("button", name="住所を検索").click()
    expect(page.locator("main").get_by_role("radio")).to_have_count(2)
    page.get_by_label("見本県見本市河原新田").check()
    answer(page, {"address.street": "５番地"})


def go_back_and_reload(page: Page) -> None:
    answer(page, TARO["cards"])
    page.go_back()
    assert question(page) == "cards"
    expect(page.locator("#cards-insured")).to_be_checked()
    page.reload()
    expect(page.locator("#cards-copay")).to_be_checked()
    answer(page, {})
    follow(page.get_by_role("link", name="戻る"))
    expect(page.locator("#cards-insured")).to_be_checked()
    answer(page, {})


def ask_only_what_a_change_adds(page: Page) -> None:
    asked = answer_until(page, {**TARO, "reason": {"reason": "damaged"}, "return_by": {"return_by": "post"}})
    assert "lost_how" not in asked
    change(page, "どうして再交付が必要ですか")
    assert answer_until(page, TARO) == ["reason", "lost_how"]
    shown = rows(page)
    assert "破れた・よごれた証は、どうやって返しますか" not in shown
    change(page, "昼間につながる電話番号")
    assert answer_until(page, {}) == ["phone"]
    assert (shown["昼間につながる電話番号"], shown["氏名"]) == ("000-0000-0001", TARO_NAME)
    assert shown["住民票の住所"] == "〒000-0005 見本県見本市河原新田５番地"
    assert shown["生年月日"] == "昭和24年（1949年）4月3日"


def send_twice(page: Page) -> str:
    """Presses 申請する twice, goes back, reloads: one application more. Its receipt number."""
    check = page.url
    before = sent_so_far(page)
    page.goto(check)
    page.get_by_role("button", name="申請する").dblclick()
    page.wait_for_url("**/applications/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("申請が届きました")
    number = receipt_number(page)
    page.go_back()
    page.reload()
    assert number in page.url
    assert sent_so_far(page) == before + 1
    return number


def sent_so_far(page: Page) -> int:
    """Other stories may have filed for the same person."""
    page.goto("/applications")
    return page.locator(".card").filter(has_text="受付番号").count()


def line_of(page: Page, number: str) -> str:
    """The state of an application in one sentence, as my page tells it."""
    page.goto("/applications")
    return page.locator(".card").filter(has_text=number).locator(".state-sentence").inner_text()


def correct(page: Page, number: str) -> None:
    """The resident finds on my page what is asked, answers only that, and sends."""
    page.goto("/applications")
    follow(page.locator(f'a[href="/applications/{number}/correct"]'))
    assert WORDS in page.locator("main").inner_text()
    answer(page, {"lost_how": "other", "lost_how.tell": "先週の木曜、病院の帰りのバスの中"})
    assert list(rows(page)) == [HOW]
    follow(page.get_by_role("button", name="直した内容を送る"))
    assert f"/applications/{number}" in page.url
