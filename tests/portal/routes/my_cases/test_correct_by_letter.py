"""A letter's code in a browser without sign-in answers the requested questions once."""

import re

import pytest

from portal.services.shared.installation import Installation
from portal.services.shared.invitation_code import draw_code
from portal.services.shared.rights import Member
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_correction_code import code_of, letter
from tests.portal.world import alice, file_application, row_of

BIRTH = {"birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3"}
GO, NEXT, SEND = "答えるところへ進む", "次へ", "直した内容を送る"
WRONG = "番号か生年月日が違うか、番号がもう使えません。"


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "phone", "lost_how")
    return number


def test_an_answer_that_is_the_same_is_shown_with_what_the_section_wrote(
    installation: Installation, reviewer: Member, number: str
) -> None:
    page = enter(guest(installation), code_of(letter(installation, reviewer, number)))
    check = page.press(NEXT).press(NEXT, {"phone": "000-0000-0009"}).text
    same = check.partition("前の答えと同じです")[0].rpartition('<dd class="row-reason')[2]
    assert "lost_howを直してください" in same
    assert "phoneを直してください" not in check, "it was changed"


def enter(browser: GuestBrowser, code: str, birth: dict[str, str] | None = None) -> Page:
    return browser.open(f"/correct/{code}").press(GO, birth or BIRTH)


def test_two_questions_and_a_check_then_it_is_sent_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code, browser = code_of(letter(installation, reviewer, number)), guest(installation)
    pages = [enter(browser, code)]
    assert "lost_howを直してください" in pages[0].text
    assert 'href=""' not in pages[0].text  # the first question has no back link
    pages.append(pages[0].press(NEXT, {"lost_how": "outside"}))
    assert "phoneを直してください" in pages[1].text
    assert "届いた日は" in pages[1].text
    check = pages[1].press(NEXT, {"phone": "000-0000-0009"})
    assert [page.path for page in (*pages, check)] == [
        "/correct/open/lost_how", "/correct/open/phone", "/correct/open",
    ]  # fmt: skip
    assert "前の答え：そのほか（先週、病院の帰りに）" in check.text
    assert "髙見本" not in pages[0].text + pages[1].text + check.text  # other answers are not shown
    done = check.press(SEND)
    assert (done.path, number in done.text) == ("/correct/sent", True)
    assert check.press(SEND).path == "/correct/sent"
    row = row_of(installation, number)
    assert (row.state, row.answers_revision) == ("screening", 2)
    assert WRONG in enter(guest(installation), code).text
    desk = at_desk(installation, reviewer).get(f"/desk/{number}")
    assert "手紙の番号で、本人の側が入れた" in desk


def test_all_that_is_not_right_has_one_answer(installation: Installation, reviewer: Member, number: str) -> None:
    code = code_of(letter(installation, reviewer, number))
    pages = set()
    for typed, birth in ((code, {**BIRTH, "birth.day": "4"}), (draw_code(), BIRTH)):
        page = enter(guest(installation), typed, birth)
        assert page.status == 422
        pages.add(re.sub(r'(value|nonce|content)="[^"]*"|\d{8}| (selected|checked)', "", page.text))
    assert len(pages) == 1
    slip = enter(guest(installation), code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert "読み違え" in slip.text
    browser = guest(installation)
    answers = [enter(browser, code, {**BIRTH, "birth.day": "5"}).status for _ in range(5)]
    assert answers[-1] == 429
    assert enter(guest(installation), code).status == 429  # correct, and blocked for every place


def test_without_the_pass_of_this_browser_nothing_is_open(
    installation: Installation, reviewer: Member, number: str
) -> None:
    browser, other = guest(installation), guest(installation)
    page = enter(browser, code_of(letter(installation, reviewer, number)))
    assert page.path == "/correct/open/lost_how"
    for name, value in browser.client.cookies.items():
        if name.endswith("correction"):
            other.client.cookies.set(name, value)
    for address in ("/correct/open", "/correct/open/lost_how", "/correct/open/name", "/correct/sent"):
        assert other.open(address).path == "/correct"
    assert browser.open("/correct/open/name").path == "/correct/open/lost_how"  # not asked
    assert browser.open(f"/applications/{number}").path != f"/applications/{number}"
    assert browser.open("/correct/sent").path == "/correct/open/lost_how"
    letter(installation, reviewer, number)
    assert page.press(NEXT, {"lost_how": "outside"}).path == "/correct"
    assert row_of(installation, number).state == "returned"


def test_the_desk_prints_a_letter_and_says_how_often(installation: Installation, reviewer: Member, number: str) -> None:
    desk, page = at_desk(installation, reviewer), f"/desk/{number}/letter"
    assert 'value="髙見本 太郎"' in desk.get(page)
    assert desk.post(page, page, {"name": "", "postal": "1", "address": ""}).status_code == 422
    response = desk.post(page, page, {"name": "髙見本 太郎", "postal": "0000001", "address": "見本市見本町1"})
    assert (response.headers["content-type"], response.headers["cache-control"]) == ("application/pdf", "no-store")
    assert "手紙はもう1回作りました" in desk.get(page)


def test_on_a_page_of_several_questions_each_reason_says_which_it_means(
    installation: Installation, reviewer: Member
) -> None:
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "kana")
    page = enter(guest(installation), code_of(letter(installation, reviewer, number)))
    assert page.text.count("<fieldset") > 1
    notice = page.text.partition("kanaを直してください")[2].partition("</section>")[0]
    assert '<a href="#kana-family">ふりがな</a>' in notice


def test_what_was_answered_otherwise_after_the_check_was_read_is_not_sent(
    installation: Installation, reviewer: Member, number: str
) -> None:
    check = enter(guest(installation), code_of(letter(installation, reviewer, number)))
    check = check.press(NEXT, {"lost_how": "outside"}).press(NEXT, {"phone": "000-0000-0009"})
    # Another window of the family, or another member of a company.
    check.browser.open("/correct/open/phone").press(NEXT, {"phone": "000-0000-0007"})
    overtaken = check.press(SEND)
    assert (overtaken.status, "別の画面で内容が変わりました" in overtaken.text) == (409, True)
    assert row_of(installation, number).state == "returned"
    assert overtaken.press(SEND).path == "/correct/sent"
