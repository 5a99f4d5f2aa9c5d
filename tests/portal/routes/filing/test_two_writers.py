"""Two windows on one draft."""

import pytest

from portal.errors import Conflict
from portal.routes.filing import apply
from portal.services.filing.save_page import save_page
from portal.services.shared.installation import Installation
from tests.journeys.lamps import JPEG
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version

MORE = """\
      - {id: word, type: text, label: ひとこと, max: 20}
      - {id: how, type: text, label: どこで, max: 20, when: reason == lost}
"""

PHOTOS = "      - {id: photos, type: file, label: 写真, most: 5, required: false}\n"
# A second step, so that the list of rows is a separate page.
ROWS = """\
  - step: 家族
    id: family
    repeat: people
    label: 家族
    max: 5
    ask:
      - {id: word, type: text, label: ひとこと, max: 20}
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
    conflict = answer(early, "reason", "lost")
    assert conflict.status == 409
    assert "どちらの答えを使うか、選んでください。" in conflict.text
    typed, stored = conflict.text.index("なくした"), conflict.text.index("破れた")
    assert conflict.text.index("今ここに書いた答え") < typed < conflict.text.index("保存されている答え") < stored
    assert ("reason", "torn") in browser.open(early.path).form("次へ進む").values


def test_the_second_writer_can_take_what_they_typed(browser: GuestBrowser) -> None:
    early = begun(browser)
    answer(begun(browser), "reason", "torn")
    after = answer(early, "reason", "lost").press("今ここに書いた答えを使う")
    assert after.status == 200
    assert after.path.endswith("/word")
    word = answer(after, "word", "はい")
    assert word.path.endswith("/how")  # asked only for the reason `lost`


def test_the_second_writer_can_leave_what_is_stored(browser: GuestBrowser) -> None:
    early = begun(browser)
    answer(begun(browser), "reason", "torn")
    conflict = answer(early, "reason", "lost")
    onward = conflict.text.partition('class="button button-second" href="')[2].partition('"')[0]
    after = browser.open(onward)
    assert after.path.endswith("/word")
    assert answer(after, "word", "はい").path.endswith("/check")


def test_a_third_writer_in_between_is_not_overwritten_either(browser: GuestBrowser) -> None:
    word = answer(begun(browser), "reason", "torn")
    answer(browser.open(word.path), "word", "一")
    conflict = answer(word, "word", "二")
    answer(browser.open(word.path), "word", "三")
    again = conflict.press("今ここに書いた答えを使う")
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
    refused = answer(how, "how", "公園の池")
    assert refused.status == 409
    assert "公園の池" in refused.text
    assert "今ここに書いた答えを使う" not in refused.text
    empty = answer(how, "how", "")
    assert (empty.status, empty.path.rpartition("/")[2]) == (200, "check")


def test_what_was_changed_elsewhere_after_it_was_read_is_not_sent_unread(browser: GuestBrowser) -> None:
    check = answer(answer(begun(browser), "reason", "torn"), "word", "はい")
    answer(browser.open(check.path.replace("/check", "/page/word")), "word", "いいえ")
    again = check.press("申請する")
    assert (again.status, "もう一度確かめてください" in again.text, "いいえ" in again.text) == (409, True, True)
    assert again.press("申請する").path.startswith("/applications/")


def test_a_post_that_was_overtaken_while_it_was_read_looks_again(
    browser: GuestBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two requests may read the draft at the same time; the second then finds an outdated revision."""
    page, rest = begun(browser), [Conflict("draft")]

    def overtaken(*arguments: object) -> object:
        if rest:
            raise rest.pop()
        return save_page(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(apply, "save_page", overtaken)
    assert answer(page, "reason", "torn").path.endswith("/word")
    assert rest == []


def photos(installation: Installation) -> tuple[Page, Page]:
    offer(installation, version(1, PHOTOS))
    browser = guest(installation)
    first = answer(browser.open("/apply/small"), "reason", "torn")
    return first, browser.open(first.path)


def add(page: Page, name: str) -> Page:
    return page.press("選んだものを加える", files={"photos.upload": (name, JPEG + name.encode())})


def names(page: Page) -> list[str]:
    return [name for name in ("one.jpg", "two.jpg", "three.jpg") if name in page.text]


def test_files_of_two_windows_are_both_kept(installation: Installation) -> None:
    first, second = photos(installation)
    add(first, "one.jpg")
    page = add(second, "two.jpg")
    assert names(page) == ["one.jpg", "two.jpg"]
    assert add(first, "three.jpg").status == 200
    assert names(second.press("次へ進む")) == ["one.jpg", "two.jpg", "three.jpg"]
    assert names(first.browser.open(first.path)) == ["one.jpg", "two.jpg", "three.jpg"]


def test_a_file_that_another_window_removed_does_not_come_back_and_takes_no_other_along(
    installation: Installation,
) -> None:
    first, _ = photos(installation)
    early = add(first, "one.jpg")
    page = add(early, "two.jpg").press("消す")  # removes the first file
    assert names(page) == ["two.jpg"]
    assert names(early.press("次へ進む")) == ["two.jpg"]
    assert names(early.press("消す")) == ["two.jpg"]


def rows(installation: Installation) -> tuple[Page, Page]:
    offer(installation, version(1, ROWS))
    listed = answer(guest(installation).open("/apply/small"), "reason", "torn")
    listed = answer(listed.press("追加する"), "people.1.word", "一")
    second = listed.press("追加する")
    assert second.path.endswith("/people.2.word"), second.path
    return answer(second, "people.2.word", "二"), second.browser.open(second.path)


def going(listed: Page, number: str) -> Page:
    return listed.browser.open(f"{listed.path}?remove={number}")


def test_a_stale_window_never_writes_into_a_row_that_came_after(installation: Installation) -> None:
    listed, stale = rows(installation)
    after = going(listed, "2").press("消す")
    third = after.press("追加する")
    assert third.path.endswith("/people.3.word")
    refused = answer(stale, "people.2.word", "遅れて書いた")
    assert (refused.status, "遅れて書いた" in refused.text) == (409, True)
    assert "遅れて書いた" not in third.browser.open(third.path).text


def test_a_row_that_was_written_in_meanwhile_is_asked_about_again_before_it_goes(installation: Installation) -> None:
    listed, row = rows(installation)
    confirmation = going(listed, "2")
    answer(row, "people.2.word", "新しい")
    again = confirmation.press("消す")
    assert (again.status, "まだ消していません" in again.text) == (409, True)
    assert "people.2.word" in listed.browser.open(listed.path).text
    assert "people.2.word" not in again.press("消す").text


def test_a_row_that_is_gone_already_is_removed_once(installation: Installation) -> None:
    listed, _ = rows(installation)
    confirmation = going(listed, "2")
    for page in (going(listed, "2"), confirmation):
        after = page.press("消す")
        assert ("people.1.word" in after.text, "people.2.word" in after.text) == (True, False)
