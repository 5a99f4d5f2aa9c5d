"""Two windows on one draft: whoever comes second chooses, and nothing that was typed is lost."""

import pytest

from portal.errors import Conflict
from portal.routes import apply
from portal.services.installation import Installation
from portal.services.save_page import save_page
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version

MORE = """\
      - {id: word, type: text, label: ひとこと, max: 20}
      - {id: how, type: text, label: どこで, max: 20, when: reason == lost}
"""


@pytest.fixture
def browser(installation: Installation) -> GuestBrowser:
    offer(installation, version(1, MORE))
    return guest(installation)


def begun(browser: GuestBrowser) -> Page:
    page = browser.open("/apply/small")
    assert page.path.endswith("/reason"), page.text
    return page


def answer(page: Page, box: str, value: str) -> Page:
    return page.press("次へ進む", {box: value})


def test_the_second_writer_sees_both_answers_and_nothing_is_overwritten(browser: GuestBrowser) -> None:
    early = begun(browser)
    answer(begun(browser), "reason", "torn")
    both = answer(early, "reason", "lost")
    assert both.status == 409
    assert "どちらの答えを使うか、選んでください。" in both.text
    typed, stored = both.text.index("なくした"), both.text.index("破れた")
    assert both.text.index("今ここに書いた答え") < typed < both.text.index("保存されている答え") < stored
    assert ("reason", "torn") in browser.open(early.path).form("次へ進む").values


def test_the_second_writer_can_take_what_they_typed(browser: GuestBrowser) -> None:
    early = begun(browser)
    answer(begun(browser), "reason", "torn")
    after = answer(early, "reason", "lost").press("今ここに書いた答えを使う")
    assert after.status == 200
    assert after.path.endswith("/word")
    word = answer(after, "word", "はい")
    assert word.path.endswith("/how")  # asked only of those who lost it


def test_the_second_writer_can_leave_what_is_stored(browser: GuestBrowser) -> None:
    early = begun(browser)
    answer(begun(browser), "reason", "torn")
    both = answer(early, "reason", "lost")
    onward = both.text.partition('class="button button-second" href="')[2].partition('"')[0]
    after = browser.open(onward)
    assert after.path.endswith("/word")
    assert answer(after, "word", "はい").path.endswith("/check")


def test_a_third_writer_in_between_is_not_overwritten_either(browser: GuestBrowser) -> None:
    word = answer(begun(browser), "reason", "torn")
    answer(browser.open(word.path), "word", "一")
    both = answer(word, "word", "二")
    answer(browser.open(word.path), "word", "三")
    again = both.press("今ここに書いた答えを使う")
    assert (again.status, "二" in again.text, "三" in again.text) == (409, True, True)


def test_the_same_answer_twice_and_other_questions_are_no_clash(browser: GuestBrowser) -> None:
    early = begun(browser)
    word = answer(begun(browser), "reason", "torn")
    assert answer(early, "reason", "torn").path.endswith("/word")
    answer(browser.open(early.path), "reason", "lost")
    assert answer(word, "word", "はい").status == 200


def test_what_is_to_be_mended_is_mended_first_and_then_chosen(browser: GuestBrowser) -> None:
    word = answer(begun(browser), "reason", "torn")
    answer(browser.open(word.path), "word", "あちら")
    wrong = answer(word, "word", "あ" * 21)
    assert wrong.status == 422
    assert answer(wrong, "word", "こちら").status == 409


def test_what_was_typed_for_a_question_that_is_gone_is_shown_once_more(browser: GuestBrowser) -> None:
    word = answer(begun(browser), "reason", "lost")
    how = answer(word, "word", "はい")
    answer(browser.open(how.path.replace("/how", "/reason")), "reason", "torn")
    gone = answer(how, "how", "公園の池")
    assert gone.status == 409
    assert "公園の池" in gone.text
    assert "今ここに書いた答えを使う" not in gone.text
    empty = answer(how, "how", "")
    assert (empty.status, empty.path.rpartition("/")[2]) == (200, "check")


def test_what_was_changed_elsewhere_after_it_was_read_is_not_sent_unread(browser: GuestBrowser) -> None:
    check = answer(answer(begun(browser), "reason", "torn"), "word", "はい")
    answer(browser.open(check.path.replace("/check", "/word")), "word", "いいえ")
    again = check.press("申請する")
    assert (again.status, "もう一度確かめてください" in again.text, "いいえ" in again.text) == (409, True, True)
    assert again.press("申請する").path.startswith("/applications/")


def test_a_post_that_was_overtaken_while_it_was_read_looks_again(
    browser: GuestBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two posts may read the draft at the same moment; the slower finds its revision gone."""
    page, rest = begun(browser), [Conflict("draft")]

    def overtaken(*given: object) -> object:
        if rest:
            raise rest.pop()
        return save_page(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(apply, "save_page", overtaken)
    assert answer(page, "reason", "torn").path.endswith("/word")
    assert rest == []
