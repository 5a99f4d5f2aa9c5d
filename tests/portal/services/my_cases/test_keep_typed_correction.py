"""What is typed on a page of a correction outlives the session, the letter's pass and the browser."""

from dataclasses import replace
from typing import Any

import pytest

from portal.errors import NotFound, required
from portal.jobs.sweep_ended import sweep_ended
from portal.services.cases import mandate_acts
from portal.services.filing.drafts import MARK
from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.throttle import Limit
from portal.store.cases import applications
from portal.store.signing import delegations
from portal.store.signing.delegations import REVOKED, DelegationRow
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer
from tests.portal.routes.residents.test_session_ended import afterwards, sign_in
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_correction_code import code_of, letter
from tests.portal.world import DUTY

ASKED = (
    "      - {id: name, type: person_name, label: 氏名}\n"
    "      - {id: birth, type: date, label: 生年月日}\n"
    "      - {id: word, type: text, label: ひとこと, max: 20}\n"
    "      - {id: proof, type: file, label: 証明書, required: false}\n"
)
NAME = {"name.family": "髙見本", "name.given": "太郎"}
BIRTH = {"birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3"}
TYPED = "途中まで書いた言葉"
BACK = "書きかけていた内容です"
NEXT = "次へ進む"


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    offer(
        installation,
        small(ASKED, version="1", duty=DUTY, identity="{sign_in: card}\nprincipal: {name: name, birth: birth}"),
    )
    page = with_card(installation, "alice").open("/apply/small")
    for answers in ({"reason": "lost"}, NAME, BIRTH, {"word": "はい"}, {}):
        page = page.press(NEXT, answers)
    number = page.press("申請する").path.rpartition("/")[2]
    ask_again(installation, reviewer, number, "word", "proof")
    return number


@pytest.fixture
def word(installation: Installation, number: str) -> Page:
    return with_card(installation, "alice").open(f"/applications/{number}/correct/word")


def kept(installation: Installation) -> list[Any]:
    with installation.database.read() as unit:
        return every(unit, sql("SELECT page, sealed_boxes FROM typed_correction"))


def later_press(installation: Installation, page: Page, **time: float) -> Page:
    return Page(afterwards(installation, page, **time), page.response).press(NEXT, {"word": TYPED})


def keep_typing(page: Page, typed: str) -> tuple[int, str]:
    """As resident.js does after a pause."""
    values = {**dict(page.form(NEXT).values), "word": typed, "go-to": "here"}
    answer = page.browser.client.post(page.path, data=values, follow_redirects=False)
    return answer.status_code, answer.text


@pytest.mark.parametrize("time", [{"minutes": 61}, {"hours": 13}], ids=["idle", "old"])
def test_what_was_typed_too_late_is_there_after_signing_in_again(
    time: dict[str, float], installation: Installation, word: Page
) -> None:
    sweep_ended(later(installation, **time))  # the session is gone, not only over
    page = later_press(installation, word, **time)
    assert (page.path, "なくなっていません" in page.text) == ("/sign-in", True)
    assert page.response.url.params["next"] == word.path
    ((name, sealed),) = kept(installation)
    assert (name, TYPED.encode() in sealed) == ("word", False)
    sign_in(installation, page.browser, "alice", **time)
    back = page.browser.open(word.path)
    assert (("word", TYPED) in back.form(NEXT).values, BACK in back.text) == (True, True)
    assert back.press(NEXT).path.endswith("/correct/proof")
    assert (BACK in page.browser.open(word.path).text, kept(installation)) == (False, [])


def test_what_is_being_typed_comes_back_in_any_browser_and_goes_when_it_is_sent(
    installation: Installation, number: str, word: Page
) -> None:
    status, sentence = keep_typing(word, TYPED)
    assert (status, sentence.startswith("書きかけの内容も、")) == (200, True)
    back = guest(later(installation, hours=60))
    sign_in(installation, back, "alice", hours=60)
    sweep_ended(later(installation, hours=60))
    assert ("word", TYPED) in back.open(word.path).form(NEXT).values
    proof = back.open(word.path).press(NEXT, {"word": "直した"})
    assert keep_typing(back.open(word.path), TYPED)[0] == 200
    proof.press(NEXT).press("直した内容を送る")
    assert kept(installation) == []


def test_of_a_page_that_was_saved_since_nothing_is_kept(installation: Installation, word: Page) -> None:
    other = with_card(installation, "alice")
    other.open(word.path).press(NEXT, {"word": "別の答え"})
    assert keep_typing(word, TYPED) == (204, "")
    assert later_press(installation, word, minutes=61).response.url.params.get("kept") is None
    assert ("word", "別の答え") in other.open(word.path).form(NEXT).values


def test_a_stranger_keeps_nothing_and_does_not_learn_that_a_correction_waits(
    installation: Installation, number: str, word: Page
) -> None:
    assert Page(with_card(installation, "bob"), word.response).press(NEXT, {"word": TYPED}).status in (403, 404)
    stranger = guest(installation)
    token = dict(stranger.open("/correct").form("答えるところへ進む").values)["csrf_token"]
    form = dict(word.form(NEXT).values) | {"csrf_token": token, "word": TYPED}
    answers = [
        stranger.client.post(f"/applications/{wanted}/correct/word", data=form).url.params
        for wanted in (number, "9999-9999-9999")
    ]
    assert [dict(answer).keys() for answer in answers] == [{"next"}, {"next"}]
    assert kept(installation) == []


def test_one_address_cannot_fill_the_table(
    installation: Installation, word: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "KEPT_PLACE", Limit("kept post by address", 0, 900))
    page = later_press(installation, word, minutes=61)
    assert (page.path, "なくなっていません" in page.text, kept(installation)) == ("/sign-in", False, [])
    monkeypatch.undo()
    form = dict(word.form(NEXT).values) | {"word": "あ" * 60_000}
    afterwards(installation, word, minutes=61).client.post(word.path, data=form)
    assert kept(installation) == []


def test_another_language_takes_along_what_is_typed(word: Page) -> None:
    page = word.press(NEXT, {"word": TYPED, "go-to": f"/language/easy?next={word.path}"})
    assert (page.path, "次へ" in page.text) == (word.path, True)
    assert ("word", TYPED) in page.form("次へ").values


def test_the_page_says_what_happens_when_the_time_is_over(number: str, word: Page) -> None:
    stays, lost = "書いた内容はなくなりません", "この画面に書いた内容は消えます"
    assert (stays in word.text, lost in word.text) == (True, False)
    proof = word.press(NEXT, {"word": "直した"})
    assert (proof.path.endswith("/proof"), stays in proof.text, lost in proof.text) == (True, False, True)
    assert MARK not in dict(proof.form(NEXT).values)


def test_a_letters_pass_that_ended_loses_nothing_either(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code = code_of(letter(installation, reviewer, number))

    def enter(browser: GuestBrowser) -> Page:
        return browser.open(f"/correct/{code}").press("答えるところへ進む", BIRTH)

    ended = later_press(installation, enter(guest(installation)), minutes=61)
    assert (ended.path, "今書いた内容は、なくなっていません" in ended.text) == ("/correct", True)
    back = enter(ended.browser)
    assert (("word", TYPED) in back.form(NEXT).values, BACK in back.text) == (True, True)
    stranger = guest(installation)
    token = dict(stranger.open("/correct").form("答えるところへ進む").values)["csrf_token"]
    elsewhere = Page(stranger, back.response).press(NEXT, {"word": "x", "csrf_token": token})
    assert (elsewhere.path, "なくなっていません" in elsewhere.text) == ("/correct", False)


@pytest.mark.parametrize("mandate", [{"state": REVOKED}, {"scope": "small receive"}], ids=["ended", "limited"])
def test_without_a_mandate_to_correct_only_the_letter_keeps_what_is_typed(
    mandate: dict[str, Any], installation: Installation, reviewer: Member, number: str, word: Page,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    code = code_of(letter(installation, reviewer, number))
    by_letter = guest(installation).open(f"/correct/{code}").press("答えるところへ進む", BIRTH)
    monkeypatch.setattr(mandate_acts, "named_acts", lambda _: ("file", "mend", "receive"))
    with installation.database.write() as unit:
        row = required(applications.by_number(unit, number), NotFound())
        delegations.add(unit, replace(DelegationRow(row.id, "agent", "small mend", "2026-11-01", b""), **mandate))
        unit.commit()
    assert keep_typing(word, TYPED)[0] == 403, "while the session holds"
    ended = later_press(installation, word, minutes=61)
    assert (ended.path, "なくなっていません" in ended.text, kept(installation)) == ("/sign-in", False, [])
    assert "なくなっていません" in later_press(installation, by_letter, minutes=61).text
    assert [page for page, _ in kept(installation)] == ["word"]


def test_who_enters_the_code_again_is_led_to_the_page_that_was_not_saved(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code = code_of(letter(installation, reviewer, number))
    word = guest(installation).open(f"/correct/{code}").press("答えるところへ進む", BIRTH)
    assert word.press(NEXT, {"word": "直した"}).press(NEXT).path == "/correct/open"  # every page was answered
    ended = later_press(installation, word.browser.open(word.path), minutes=61)
    back = ended.browser.open(f"/correct/{code}").press("答えるところへ進む", BIRTH)
    assert (back.path, ("word", TYPED) in back.form(NEXT).values) == (word.path, True)
    assert back.press(NEXT).path == "/correct/open"
    assert back.browser.open(f"/correct/{code}").press("答えるところへ進む", BIRTH).path == "/correct/open"
