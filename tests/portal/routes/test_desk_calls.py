"""電話: who calls is found, what was said stands beside the case once, and both are recorded."""

import re

import pytest
from httpx2 import Response

from portal.services.installation import Installation
from portal.store import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

SAID = "証はいつ届くか。来週と伝えた。"


@pytest.fixture
def number(installation: Installation) -> str:
    return file_application(installation, alice(installation))


@pytest.fixture
def reviewer(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))


@pytest.fixture
def charlie(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))


def look_for(browser: StaffBrowser, typed: str) -> str:
    """Where it leads."""
    answer = browser.post("/desk/call", "/desk/call/find", {"find": typed})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def log(browser: StaffBrowser, page: str, **boxes: str) -> Response:
    once = re.search(r'name="once" value="([^"]+)"', browser.client.get(page).text)
    given = {"caller": "family", "said": SAID, "once": once[1] if once else "x" * 20}
    return browser.post(page, "/desk/call", given | boxes)


def test_who_calls_is_found_by_the_beginning_of_the_reading_and_the_birthday(
    installation: Installation, reviewer: StaffBrowser, charlie: StaffBrowser, number: str
) -> None:
    address = look_for(reviewer, "たかみ S24.4.3")
    assert "%E3" not in address
    page = reviewer.get(address)
    assert f'value="{number}" checked' in page, "the only one there is"
    assert "見つかりません" in charlie.get(look_for(charlie, "たかみ S24.4.3"))
    with installation.database.read() as unit:
        found = [one for one in audit_records.after(unit, 0) if one.action == "find people"]
    assert [one.detail for one in found] == ["name+birth 1 applications call", "name+birth 0 applications call"]


def test_what_was_said_stands_beside_the_case_once_and_is_recorded(
    installation: Installation, reviewer: StaffBrowser, number: str
) -> None:
    page = look_for(reviewer, number)
    assert page == f"/desk/call?number={number}"
    for _ in range(2):
        answer = log(reviewer, page, receipt=number, once="the-same-form-twice")
        assert answer.headers["location"] == f"/desk/{number}?did=call#notes"
    shown = reviewer.get(f"/desk/{number}?did=call")
    assert (shown.count(SAID), "電話（家族）" in shown, "電話を記録しました。" in shown) == (1, True, True)
    with installation.database.read() as unit:
        records = list(audit_records.after(unit, 0))
    assert "log call" in [one.action for one in records]
    assert SAID not in "".join(one.detail for one in records)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(reviewer: StaffBrowser, number: str) -> None:
    page = look_for(reviewer, "たかみほん")
    sealed = page.partition("find=")[2]
    answer = log(reviewer, page, find=sealed, caller="nobody")
    assert answer.status_code == 422
    for words in ("どの申請のことかを選んでください。", "だれからの電話かを選んでください。", SAID, number):
        assert words in answer.text
    assert "話したことを書いてください。" in log(reviewer, page, find=sealed, receipt=number, said=" ").text
    assert "500字までにしてください。" in log(reviewer, page, find=sealed, receipt=number, said="あ" * 501).text


def test_nobody_notes_a_call_about_a_case_that_is_not_theirs(
    installation: Installation, charlie: StaffBrowser, number: str
) -> None:
    assert log(charlie, "/desk/call", receipt=number).status_code == 404
    assert "あなたの担当する手続にはありません" in charlie.get(f"/desk/call?number={number}", 422)
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert log(clerk, f"/desk/call?number={number}", receipt=number).status_code == 403
    assert "電話を記録できません" in clerk.get(f"/desk/call?number={number}")


def test_a_slip_of_the_pen_is_told_in_the_words_of_the_search(reviewer: StaffBrowser) -> None:
    answer = reviewer.post("/desk/call", "/desk/call/find", {"find": "123"})
    assert (answer.status_code, "数字が3けたです" in answer.text) == (422, True)
    assert look_for(reviewer, " ") == "/desk/call"
