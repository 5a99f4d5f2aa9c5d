"""An outcome at the desk."""

import re
from datetime import date
from typing import Any

import pytest

from portal.services.cases.cases import case_of_resident
from portal.services.my_cases.stop_application import ASK, stop_application
from portal.services.residents.start_guest import start_guest
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, find_session
from portal.services.shared.write_audit import Actor
from portal.store.desk import corrections
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_settle_outcome import with_approval, with_undo
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application, row_of

DECIDED = {"outcome": "refused", "words": "様式が違うためです。", "confirmed": "yes"}


def seat(installation: Installation, login: str, role: str) -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, (role, DUTY)))


def test_an_outcome_is_taken_back_by_one_press(installation: Installation, number: str) -> None:
    reviewer, page = seat(with_undo(installation, 10), "reviewer", "reviewer"), f"/desk/{number}"
    shown = reviewer.post(page, f"{page}/decide", {"outcome": "refused", "words": "様式が違うためです。"}).text
    assert "10分のあいだは、申請のページで取り消せます" in shown
    assert "通知書「処理結果通知書」ができます" in shown
    assert "<p>事情が変わったときは、もう一度申請できます。</p>" in shown
    assert reviewer.post(page, f"{page}/decide", DECIDED).headers["location"] == f"{page}?did=wait"
    waiting = reviewer.get(page)
    for words in ("結果を決めました（まだ伝わっていません）", "様式が違うためです。", "10時10分", "取り消す"):
        assert words in waiting
    assert "実質審査に進める" not in waiting
    assert reviewer.post(page, f"{page}/pass", {}).status_code == 409
    assert reviewer.post(page, f"{page}/decide/take-back", {}).headers["location"] == f"{page}?did=take_back"
    assert "まだ伝わっていません" not in reviewer.get(page)
    assert reviewer.post(page, f"{page}/decide/take-back", {}).status_code == 409


def test_the_page_of_an_applicant_is_named_as_they_know_it(installation: Installation) -> None:
    with installation.database.write() as unit:
        token = start_guest(installation, unit, PLACE)
        guest = find_session(installation, unit, GUEST, token)
        unit.commit()
    assert guest is not None
    reviewer = seat(with_undo(installation, 10), "reviewer", "reviewer")
    asked = {"outcome": "refused", "words": "様式が違うためです。"}
    for number, words in (
        (file_application(installation, guest), "申請した人が受付番号とコードで見るページに出ます。"),
        (file_application(installation, alice(installation)), "申請した人のマイページに出ます。"),
    ):
        shown = reviewer.post(f"/desk/{number}", f"/desk/{number}/decide", asked).text
        assert (words in shown, shown.count("ページに出ます")) == (True, 1)


def test_a_proposal_made_after_the_page_was_read_is_neither_approved_nor_sent_back(
    installation: Installation, number: str
) -> None:
    city, page = with_approval(installation), f"/desk/{number}"
    reviewer, approver = seat(city, "reviewer", "reviewer"), seat(city, "approver", "approver")
    reviewer.post(page, f"{page}/decide", DECIDED)
    read = re.findall(r'name="decision" value="(\d+)"', approver.get(page))
    assert len(set(read)) == 1
    reviewer.post(page, f"{page}/decide/take-back", {})
    reviewer.post(page, f"{page}/decide", {**DECIDED, "words": "はじめの案とは、まったくちがう理由です。"})
    stale = {"decision": read[0], "reason": "条項を直してください。"}
    assert reviewer.post(page, f"{page}/decide/take-back", stale).status_code == 409
    for act in ("approve", "send-back"):
        refused = approver.post(page, f"{page}/decide/{act}", stale)
        assert (refused.status_code, "まったくちがう理由" in approver.get(page)) == (409, True)
    assert approver.post(page, f"{page}/decide/approve", {"decision": ""}).status_code == 409
    assert approver.post(page, f"{page}/decide/approve", {}).headers["location"] == f"{page}?did=decide"


def test_an_approver_reads_the_proposal_and_decides_on_it(installation: Installation, number: str) -> None:
    city, page = with_approval(installation), f"/desk/{number}"
    reviewer, approver = seat(city, "reviewer", "reviewer"), seat(city, "approver", "approver")
    confirm = reviewer.post(page, f"{page}/decide", {**DECIDED, "confirmed": "yes"})
    assert confirm.headers["location"] == f"{page}?did=propose"
    assert "/desk?task=approvals" in approver.get("/desk")
    row = approver.get("/desk?task=approvals").partition("data-row")[2]
    assert [words in row for words in (number, "髙見本　太郎", "認められなかった")] == [True, True, True]
    assert number in reviewer.get("/desk?task=approvals"), "no such task: the whole queue"
    assert "認められなかった" not in reviewer.get("/desk?task=approvals")
    assert "/desk?task=approvals" not in reviewer.get("/desk")
    assert "この案で決裁する" not in reviewer.get(page)
    assert "この案で決裁する" in approver.get(page)
    empty = approver.post(page, f"{page}/decide/send-back", {"reason": ""})
    assert empty.status_code == 422
    assert "差し戻す理由を、500字までで書いてください。" in empty.text
    approver.post(page, f"{page}/decide/send-back", {"reason": "理由が短すぎます"})
    assert "理由が短すぎます" in reviewer.get(page)
    reviewer.post(page, f"{page}/decide", DECIDED)
    assert reviewer.post(page, f"{page}/decide/approve", {}).status_code == 403
    assert approver.post(page, f"{page}/decide/approve", {}).headers["location"] == f"{page}?did=decide"
    assert "認められなかった" in approver.get(page)
    assert "/desk?task=approvals" not in approver.get("/desk")


@pytest.mark.parametrize("state", ["received", "returned", "examining"])
def test_a_withdrawal_by_telephone_says_how_and_is_asked_twice(
    installation: Installation, number: str, state: str
) -> None:
    page, address = f"/desk/{number}", f"/desk/{number}/decide"
    reviewer = seat(installation, "reviewer", "reviewer")
    if state == "examining":
        reviewer.post(page, f"{page}/pass", {})
    elif state == "returned":
        asked: dict[str, str | list[str]] = {"field": ["name"], "reason.name": "name_differs", "due": "2026-12-04"}
        reviewer.post(page, f"{page}/return", asked)
    assert row_of(installation, number).state == state
    assert "outcome-withdrawn" in reviewer.get(page)
    silent = reviewer.post(page, address, {"outcome": "withdrawn", "confirmed": "yes"})
    assert (silent.status_code, "どうやって" in silent.text) == (422, True)
    boxes = {"outcome": "withdrawn", "words": "11月20日に、ご本人から電話で聞きました。"}
    preview = reviewer.post(page, address, boxes)
    assert "取下げ" in preview.text
    assert "審査請求" not in preview.text
    assert row_of(installation, number).state == state
    reviewer.post(page, address, boxes | {"confirmed": "yes"})
    assert row_of(installation, number).state == "withdrawn"
    after = reviewer.get(page)
    assert (boxes["words"] in after, "取下げで終わりました。" in after) == (True, state == "returned")
    with installation.database.read() as unit:
        assert corrections.open_one(unit, row_of(installation, number).id) is None


def test_who_waits_for_a_place_gives_up_waiting_by_telephone_as_in_the_examination(installation: Installation) -> None:
    offer(installation, shelf()["withdraw"])
    answers = {"name": {"family": "髙見本", "given": "太郎"}, "used_on": "2026-12-25"}
    number = file_application(installation, alice(installation), of="withdraw", answers=answers)
    page, reviewer = f"/desk/{number}", seat(installation, "reviewer", "reviewer")
    full = {"outcome": "waiting", "words": "空くまでお待ちください。", "unchecked": "電話で、本人に確かめました。"}
    reviewer.post(page, f"{page}/decide", full | {"confirmed": "yes"})
    assert row_of(installation, number).state == "waiting"
    assert "outcome-withdrawn" in reviewer.get(page)
    called = {"outcome": "withdrawn", "words": "11月20日に、ご本人から電話で聞きました。", "confirmed": "yes"}
    reviewer.post(page, f"{page}/decide", called)
    row = row_of(installation, number)
    assert (row.state, row.decided_at is None) == ("withdrawn", False)


def test_the_fee_of_a_withdrawal_follows_the_day_that_staff_state(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(installation, shelf()["fee-refund"])
    answers = {"name": {"family": "髙見本", "given": "太郎"}}
    number = file_application(installation, alice(installation), of="fee-refund", answers=answers)
    page, late = f"/desk/{number}", at(installation, "2026-11-25T09:00:00+09:00")
    reviewer = seat(late, "reviewer", "reviewer")
    assert 'name="asked_on"' in reviewer.get(page)
    boxes = {"outcome": "withdrawn", "words": "11月21日に、ご本人から電話で聞きました。"}
    wrong = reviewer.post(page, f"{page}/decide", boxes | {"asked_on": "2026-11-26"})
    assert (wrong.status_code, "届いた日から今日まで" in wrong.text) == (422, True)
    boxes["asked_on"] = "2026-11-21"
    shown = reviewer.post(page, f"{page}/decide", boxes).text
    assert "やめると聞いた日" in shown
    days: list[date | None] = []

    def late_by_then(*asked: Any) -> bool:
        days.append(asked[3])
        return True

    monkeypatch.setattr("portal.services.fees.refund_payment.asked_late", late_by_then)
    reviewer.post(page, f"{page}/decide", boxes | {"confirmed": "yes"})
    assert (row_of(installation, number).state, days) == ("withdrawn", [date(2026, 11, 21)])
    plain = file_application(installation, alice(installation))
    assert 'name="asked_on"' not in reviewer.get(f"/desk/{plain}"), "no fee goes back by a rule"


def test_after_a_request_of_the_applicant_the_form_asks_for_no_words_about_the_withdrawal(
    installation: Installation, number: str
) -> None:
    page = f"/desk/{number}"
    reviewer = seat(installation, "reviewer", "reviewer")
    reviewer.post(page, f"{page}/pass", {})
    boxes, asked = {"outcome": "withdrawn", "words": "", "again": "yes"}, "どうやって聞いたか"
    assert asked in reviewer.get(page)
    assert asked in reviewer.post(page, f"{page}/decide", boxes).text
    session = alice(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), ASK, "")
        unit.commit()
    assert asked not in reviewer.get(page)
    assert asked not in reviewer.post(page, f"{page}/decide", boxes).text
