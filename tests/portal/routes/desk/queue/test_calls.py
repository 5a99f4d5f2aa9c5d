"""電話: the caller's case is found and the call noted."""

import re

import pytest
from httpx2 import Response

from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

SPOKEN = "証はいつ届くか。来週と伝えた。"


@pytest.fixture
def charlie(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "charlie", ("reviewer", "child-allowance")))


def look_for(browser: StaffBrowser, typed: str) -> str:
    response = browser.post("/desk/call", "/desk/call/find", {"find": typed})
    assert response.status_code == 303, response.text
    return response.headers["location"]


def log(browser: StaffBrowser, page: str, **boxes: str) -> Response:
    once = re.search(r'name="once" value="([^"]+)"', browser.client.get(page).text)
    call = {"caller": "family", "said": SPOKEN, "once": once[1] if once else "x" * 20}
    return browser.post(page, "/desk/call", call | boxes)


def test_who_calls_is_found_by_the_beginning_of_the_reading_and_the_birthday(
    installation: Installation, reviewing: StaffBrowser, charlie: StaffBrowser, number: str
) -> None:
    address = look_for(reviewing, "たかみ S24.4.3")
    assert "%E3" not in address
    page = reviewing.get(address)
    assert f'value="{number}" checked' in page, "the only case"
    assert "見つかりません" in charlie.get(look_for(charlie, "たかみ S24.4.3"))
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "find people"]
    assert [record.detail for record in records] == ["name+birth 1 applications call", "name+birth 0 applications call"]


def test_what_was_stated_is_beside_the_case_once_and_is_recorded(
    installation: Installation, reviewing: StaffBrowser, number: str
) -> None:
    page = look_for(reviewing, number)
    assert page == f"/desk/call?number={number}"
    for _ in range(2):
        response = log(reviewing, page, receipt=number, once="the-same-form-twice")
        assert response.headers["location"] == f"/desk/{number}?did=call#notes"
    case = reviewing.get(f"/desk/{number}?did=call")
    assert (case.count(SPOKEN), "電話（家族）" in case, "電話を記録しました。" in case) == (1, True, True)
    with installation.database.read() as unit:
        records = list(audit_records.after(unit, 0))
    assert "log call" in [record.action for record in records]
    assert SPOKEN not in "".join(record.detail for record in records)


def test_what_is_missing_is_reported_and_nothing_typed_is_lost(reviewing: StaffBrowser, number: str) -> None:
    page = look_for(reviewing, "たかみほん")
    sealed = page.partition("find=")[2]
    response = log(reviewing, page, find=sealed, caller="nobody")
    assert response.status_code == 422
    for words in ("どの申請のことかを選んでください。", "だれからの電話かを選んでください。", SPOKEN, number):
        assert words in response.text
    assert "話したことを書いてください。" in log(reviewing, page, find=sealed, receipt=number, said=" ").text
    assert "500字までにしてください。" in log(reviewing, page, find=sealed, receipt=number, said="あ" * 501).text


def test_nobody_notes_a_call_about_a_case_that_is_not_theirs(
    installation: Installation, charlie: StaffBrowser, number: str
) -> None:
    assert log(charlie, "/desk/call", receipt=number).status_code == 404
    assert "あなたの担当する手続にはありません" in charlie.get(f"/desk/call?number={number}", 422)
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert log(clerk, f"/desk/call?number={number}", receipt=number).status_code == 403
    assert "電話を記録できません" in clerk.get(f"/desk/call?number={number}")


def test_a_slip_of_the_pen_is_reported_in_the_words_of_the_search(reviewing: StaffBrowser) -> None:
    response = reviewing.post("/desk/call", "/desk/call/find", {"find": "123"})
    assert (response.status_code, "数字が3けたです" in response.text) == (422, True)
    assert look_for(reviewing, " ") == "/desk/call"
