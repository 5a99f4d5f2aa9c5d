"""Applications without sign-in are found by number and code."""

import re
from dataclasses import replace

import pytest

from portal.services.shared import throttle
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import check_digit
from portal.services.shared.throttle import Limit
from portal.store.statements import every, sql
from tests.portal.later import later
from tests.portal.routes.guest_browser import GuestBrowser, Page, guest, offer, version
from tests.portal.routes.late_papers import filed
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

WRONG = "受付番号か様子を見るためのコードが違います"
MORE = "      - {id: word, type: text, label: ひとこと, max: 20}\n"


@pytest.fixture
def receipt(installation: Installation) -> Page:
    offer(installation, version(1, MORE))
    return send(guest(installation))


def send(browser: GuestBrowser) -> Page:
    page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"}).press("次へ進む", {"word": "はい"})
    return page.press("申請する")


def number_and_code(receipt: Page) -> tuple[str, str]:
    number, code = re.findall(r'<strong class="receipt-number number">([^<]+)</strong>', receipt.text)
    return number, code


def look(installation: Installation, number: str, code: str) -> Page:
    return guest(installation).open("/track").press("様子を見る", {"number": number, "code": code})


def test_number_and_code_open_the_state_from_anywhere(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    page = look(installation, number.replace("-", ""), code.lower())
    assert page.path == f"/applications/{number}"
    assert "市に届きました" in page.text
    assert number_and_code(receipt.browser.open(receipt.path)) == (number, code)  # a reload shows the same


def test_a_returned_one_leads_to_its_correction(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    assert f"/applications/{number}/again" in look(installation, number, code).text
    ask_again(installation, add_member(installation, "tanto", ("reviewer", DUTY)), number, "word")
    tracked = look(installation, number, code)
    assert f"/applications/{number}/correct" in tracked.text
    assert f"/applications/{number}/again" not in tracked.text  # a second one is no correction
    page = tracked.browser.open(f"/applications/{number}/correct/word")
    assert page.press("次へ進む", {"word": "直した"}).status == 200


def test_wrong_unknown_and_without_a_code_get_one_answer(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    others = file_application(installation, alice(installation))  # filed by card: it has no code
    answers = [
        look(installation, number, "22222-22222"),
        look(installation, f"26-000-000-00{check_digit('2600000000')}", code),
        look(installation, others, code),
    ]
    plain = {re.sub(r'nonce="[^"]+"|value="[^"]*"|\d{8}</span>', "", answer.text) for answer in answers}
    assert [answer.status for answer in answers] == [422] * 3
    assert len(plain) == 1
    assert WRONG in plain.pop()


def test_slips_are_reported_and_odd_input_is_no_bug(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    assert "もう一度見ながら" in look(installation, number[:-1] + str((int(number[-1]) + 1) % 10), code).text
    for odd in ("", "\0", "'; DROP TABLE", "あ" * 300, "1" * 5000):
        assert look(installation, odd, odd).status == 422


def test_tries_are_counted_by_number_and_by_place(
    installation: Installation, receipt: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, code = number_and_code(receipt)
    assert [look(installation, number, "22222-22222").status for _ in range(6)] == [422] * 5 + [429]
    assert look(installation, number, code).status == 429  # correct, but blocked for a while
    assert look(later(installation, minutes=20), number, code).status == 200
    monkeypatch.setattr(throttle, "TRACK_PLACE", Limit("track by address", 0, 900))
    assert look(installation, number, code).status == 429


def test_a_code_opens_what_it_was_given_for_and_nothing_else(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    other, _ = number_and_code(send(receipt.browser))
    page = look(installation, number, code)
    assert page.status == 200
    assert page.browser.open(f"/applications/{other}").status == 404
    assert other not in page.browser.open("/applications").text


def test_what_is_begun_afterwards_on_either_side_stays_there(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    tracked = look(installation, number, code)
    for browser, other in ((receipt.browser, tracked.browser), (tracked.browser, receipt.browser)):
        page = browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
        assert page.path.endswith("/word")
        assert other.open(page.path).status == 404
    same = Page(receipt.browser, receipt.browser.open("/track").response)
    before = receipt.browser.client.cookies["kakanai_resident"]
    assert same.press("様子を見る", {"number": number, "code": code}).path == f"/applications/{number}"
    assert receipt.browser.client.cookies["kakanai_resident"] == before  # the owner's session continues


def test_code_and_number_are_recorded_and_the_code_is_not_stored(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    look(installation, number, code)
    look(installation, number, "22222-22222")
    with installation.database.read() as unit:
        rows = repr([tuple(row) for row in every(unit, sql("SELECT * FROM track_code"))])
        actions = [row[0] for row in every(unit, sql("SELECT action FROM audit_record"))]
    assert code.replace("-", "") not in rows
    assert {"track application", "come to application", "fail to track application"} <= set(actions)


def test_where_the_city_says_so_number_and_code_only_show(installation: Installation, receipt: Page) -> None:
    number, code = number_and_code(receipt)
    ask_again(installation, add_member(installation, "tanto", ("reviewer", DUTY)), number, "word")
    city = installation.city.model_copy(update={"track_shows_only": True})
    tracked = look(replace(installation, city=city), number, code)
    assert "見るだけです" in tracked.text
    assert f"/applications/{number}/correct" not in tracked.text
    refused = tracked.browser.open(f"/applications/{number}/correct/word").press("次へ進む", {"word": "直した"})
    assert (refused.status, "まだ何も変わっていません" in refused.text) == (403, True)


def test_where_it_is_only_shown_the_state_names_the_paper_that_is_owed(installation: Installation) -> None:
    number, code = number_and_code(filed(installation))
    city = installation.city.model_copy(update={"track_shows_only": True})
    owed = "あとから出す書類があります"
    assert owed in look(replace(installation, city=city), number, code).text
    assert owed not in look(installation, number, code).text, "there the request names it"
