"""A session that ends during input loses nothing typed."""

import re
from typing import Any

import pytest

from portal.jobs.sweep_ended import sweep_ended
from portal.routes.filing import apply
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.throttle import Limit
from portal.store.statements import every, sql
from portal.web.filing import keep_typed
from tests.draft_paths import draft_in
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import BIRTH, code_in, with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version
from tests.portal.world import DUTY

MORE = "      - {id: word, type: text, label: ひとこと, max: 20}\n"
TYPED = "途中まで書いた言葉"


@pytest.fixture
def word(installation: Installation) -> Page:
    offer(installation, small(MORE, version="1", duty=DUTY, identity="{sign_in: card}"))
    return with_card(installation, "alice").open("/apply/small").press("次へ進む", {"reason": "lost"})


def afterwards(installation: Installation, page: Page, **time: float) -> GuestBrowser:
    browser = guest(later(installation, **time))
    for cookie in page.browser.client.cookies.jar:
        browser.client.cookies.set(cookie.name, cookie.value or "")
    return browser


def late(installation: Installation, page: Page, typed: str = TYPED, **time: float) -> Page:
    return Page(afterwards(installation, page, **time), page.response).press("次へ進む", {"word": typed})


def sign_in(installation: Installation, browser: GuestBrowser, subject: str, **time: float) -> None:
    token = with_card(later(installation, **time), subject).client.cookies["kakanai_resident"]
    browser.client.cookies.delete("kakanai_resident")
    browser.client.cookies.set("kakanai_resident", token)


@pytest.mark.parametrize("time", [{"minutes": 61}, {"hours": 13}], ids=["idle", "old"])
def test_what_was_typed_too_late_is_there_after_signing_in_again(
    time: dict[str, float], installation: Installation, word: Page
) -> None:
    page = late(installation, word, TYPED, **time)
    assert page.path == "/sign-in"
    assert "なくなっていません" in page.text
    assert page.response.url.params["next"] == word.path
    assert TYPED not in page.text
    sign_in(installation, page.browser, "alice", **time)
    back = page.browser.open(word.path)
    assert ("word", TYPED) in back.form("次へ進む").values
    assert "書きかけていた内容です" in back.text
    assert back.press("次へ進む").path.endswith("/check")
    again = page.browser.open(word.path)
    assert "書きかけていた内容です" not in again.text
    assert ("word", TYPED) in again.form("次へ進む").values


def test_what_was_typed_elsewhere_and_is_lost_is_named_as_lost(installation: Installation, word: Page) -> None:
    contact = with_card(installation, "alice").open("/applications/contact")
    lost = "書いたことと、押したボタンは、市に届いていません"
    ended = Page(afterwards(installation, contact, minutes=61), contact.response).press("確認の番号を送る")
    assert (ended.path, lost in ended.text, "なくなっていません" in ended.text) == ("/sign-in", True, False)
    assert lost not in late(installation, word, minutes=61).text
    assert lost not in ended.browser.open("/applications/contact").text  # a link was followed: nothing was lost


def test_a_mistake_in_it_is_reported_when_it_is_sent(installation: Installation, word: Page) -> None:
    page = late(installation, word, "あ" * 21, minutes=61)
    sign_in(installation, page.browser, "alice", minutes=61)
    wrong = page.browser.open(word.path).press("次へ進む")
    assert (wrong.status, "あ" * 21 in wrong.text) == (422, True)


def test_nobody_else_sees_it_neither_here_nor_there(installation: Installation, word: Page) -> None:
    page = late(installation, word, minutes=61)
    sign_in(installation, page.browser, "bob", minutes=61)
    assert page.browser.open(word.path).status == 404
    elsewhere = guest(later(installation, minutes=61))
    sign_in(installation, elsewhere, "alice", minutes=61)
    assert TYPED not in elsewhere.open(word.path).text  # her account, but another browser


def test_it_is_sealed_and_gone_after_a_day(installation: Installation, word: Page) -> None:
    page = late(installation, word, minutes=61)
    with installation.database.read() as unit:
        (row,) = every(unit, sql("SELECT * FROM kept_post"))
    assert TYPED.encode() not in b"".join(part for part in row if isinstance(part, bytes))
    sign_in(installation, page.browser, "alice", hours=26)
    assert TYPED not in afterwards(installation, page, hours=26).open(word.path).text
    sweep_ended(later(installation, hours=26))
    with installation.database.read() as unit:
        assert every(unit, sql("SELECT page FROM kept_post")) == []


def test_what_another_window_saved_meanwhile_is_not_overwritten(installation: Installation, word: Page) -> None:
    page = late(installation, word, minutes=61)
    sign_in(installation, page.browser, "alice", minutes=61)
    other = guest(later(installation, minutes=61))
    sign_in(installation, other, "alice", minutes=61)
    other.open(word.path).press("次へ進む", {"word": "別の答え"})
    conflict = page.browser.open(word.path).press("次へ進む")
    assert (conflict.status, TYPED in conflict.text, "別の答え" in conflict.text) == (409, True, True)


def test_strangers_cannot_fill_the_table(
    installation: Installation, word: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "KEPT_PLACE", Limit("kept post by address", 3, 900))
    stranger = afterwards(installation, word, minutes=61)
    page = Page(stranger, word.response)
    for number in range(6):
        assert page.press("次へ進む", {"word": f"{number}"}).status == 200
    form = word.form("次へ進む")
    huge = {**dict(form.values), "word": "あ" * 60_000}
    assert stranger.client.post(word.path, data=huge).status_code == 200
    assert stranger.client.post("/apply/small/no-such-draft/page/word", data=huge).status_code in (200, 404)
    with installation.database.read() as unit:
        assert len(every(unit, sql("SELECT page FROM kept_post"))) == 1


def test_a_guest_with_a_code_finds_it_again_too(installation: Installation) -> None:
    offer(installation, version(1, MORE))
    word = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    code = code_in(word.browser.open(draft_in(word.path) + "/other-device").press("コードを作る", BIRTH))
    ended = late(installation, word, minutes=61)
    assert (ended.status, "コードで続きから書く" in ended.text) == (410, True)
    back = ended.browser.open("/resume").press("続きを開く", {"code": code, **BIRTH})
    assert ("word", TYPED) in back.form("次へ進む").values


def session_end(text: str) -> int:
    match = re.search(r'data-session-ends="(\d+)"', text)
    assert match, text
    return int(match[1])


def test_the_page_says_how_long_the_session_lasts_and_a_press_makes_it_last(
    installation: Installation, word: Page
) -> None:
    assert 3500 < session_end(word.text) <= 3600
    browser = afterwards(installation, word, minutes=59)
    token = dict(word.form("次へ進む").values)["csrf_token"]
    assert session_end(browser.open(word.path).text) <= 60
    assert int(browser.client.post("/session/extend", data={"csrf_token": token}).text) == 3600
    assert afterwards(installation, word, minutes=100).open(word.path).path == word.path
    ended = afterwards(installation, word, hours=13).client.post("/session/extend", data={"csrf_token": token})
    assert ended.url.path == "/sign-in"


def test_what_happens_to_the_page_when_the_time_is_over_is_reported_truly(
    installation: Installation, word: Page
) -> None:
    kept, lost, draft_lost = (
        "書いた内容はなくなりません",
        "この画面に書いた内容は消えます",
        "ここまでに書いた内容は消えます",
    )
    offer(installation, version(2, MORE))
    guests = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    for page, expected in ((word, kept), (word.browser.open("/applications"), lost), (guests, draft_lost)):
        assert [sentence for sentence in (kept, lost, draft_lost) if sentence in page.text] == [expected]


def test_another_language_takes_along_what_is_typed(installation: Installation, word: Page) -> None:
    switch = f"/language/easy?next={word.path}"
    page = word.press("次へ進む", {"word": TYPED, "go-to": switch})
    assert (page.path, 'lang="ja"' in page.text, "次へ" in page.text) == (word.path, True, True)
    assert ("word", TYPED) in page.form("次へ").values
    stranger = with_card(installation, "bob")
    assert Page(stranger, word.response).press("次へ進む", {"word": "x", "go-to": switch}).status in (403, 404)


@pytest.mark.parametrize("address", ["https://elsewhere.example", "//elsewhere.example", "/sign-out", ""])
def test_a_form_goes_nowhere_else(address: str, word: Page) -> None:
    assert word.press("次へ進む", {"word": "はい", "go-to": address}).path.endswith("/check")


def keep_typing(page: Page, typed: str, **more: str) -> tuple[int, str]:
    """As resident.js does after a pause."""
    values = {**dict(page.form("次へ進む").values), "word": typed, "go-to": "here", **more}
    answer = page.browser.client.post(page.path, data=values, follow_redirects=False)
    return answer.status_code, answer.text


def test_what_is_being_typed_comes_back_in_any_browser_of_the_owner(installation: Installation, word: Page) -> None:
    status, sentence = keep_typing(word, TYPED)
    assert (status, sentence.startswith("書きかけの内容も、")) == (200, True)
    for time in ({"minutes": 5}, {"hours": 60}):  # cookies deleted: another browser, and the same person
        back = guest(later(installation, **time))
        sign_in(installation, back, "alice", **time)
        sweep_ended(later(installation, **time))
        assert ("word", TYPED) in back.open(word.path).form("次へ進む").values
    sent = back.open(word.path).press("次へ進む")
    assert sent.path.endswith("/check")
    assert "書きかけていた内容です" not in back.open(word.path).text


def test_nothing_is_kept_for_a_stranger_nor_of_a_page_that_was_saved_since(
    installation: Installation, word: Page
) -> None:
    stranger = Page(with_card(installation, "bob"), word.response)
    assert keep_typing(stranger, "x")[0] in (403, 404)
    other = guest(later(installation))
    sign_in(installation, other, "alice")
    other.open(word.path).press("次へ進む", {"word": "別の答え"})
    assert keep_typing(word, TYPED) == (204, "")
    assert ("word", "別の答え") in other.open(word.path).form("次へ進む").values


def test_typing_under_way_while_the_page_is_saved_is_not_kept_over_it(
    installation: Installation, word: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved_first(*typed: Any) -> str:
        word.press("次へ進む", {"word": "答え"})
        return keep_typed.keep_typing(*typed)

    monkeypatch.setattr(apply, "keep_typing", saved_first)
    assert keep_typing(word, "答")[0] == 204
    back = word.browser.open(word.path)
    assert ("word", "答え") in back.form("次へ進む").values
    assert "書きかけていた内容です" not in back.text


def test_a_session_that_ends_meanwhile_keeps_it_for_this_browser(installation: Installation, word: Page) -> None:
    ended = Page(afterwards(installation, word, minutes=61), word.response)
    assert keep_typing(ended, TYPED)[0] == 303
    sign_in(installation, ended.browser, "alice", minutes=61)
    assert ("word", TYPED) in ended.browser.open(word.path).form("次へ進む").values


def test_what_a_script_posts_after_the_session_takes_no_place_of_the_owners_press(
    installation: Installation, word: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KEPT_PLACE", "KEPT_TYPING_PLACE"):
        monkeypatch.setattr(throttle, name, Limit(name, 3, 900))
    ended = Page(afterwards(installation, word, minutes=61), word.response)
    for pause in range(4):
        assert keep_typing(ended, f"{pause}")[0] == 303
    pressed = ended.press("次へ進む", {"word": TYPED})
    assert "なくなっていません" in pressed.text
    sign_in(installation, ended.browser, "alice", minutes=61)
    assert ("word", TYPED) in ended.browser.open(word.path).form("次へ進む").values


def test_a_guest_who_lost_the_cookies_finds_by_the_code_what_was_being_typed(installation: Installation) -> None:
    offer(installation, version(1, MORE))
    word = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    code = code_in(word.browser.open(draft_in(word.path) + "/other-device").press("コードを作る", BIRTH))
    assert keep_typing(word, TYPED)[0] == 200
    back = guest(installation).open("/resume").press("続きを開く", {"code": code, **BIRTH})
    assert ("word", TYPED) in back.form("次へ進む").values
