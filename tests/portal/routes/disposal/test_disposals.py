"""保存期間と廃棄 at the desk."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from portal.app import make_app
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import check_digit
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from tests.portal.later import at
from tests.portal.routes.guest_browser import guest
from tests.portal.routes.staff_browser import BASE, StaffBrowser, at_desk
from tests.portal.services.administration.editing import administrator, asked, written
from tests.portal.services.administration.editing import approved as in_force
from tests.portal.services.disposal.disposing import approved, disposed, due, lines, member, proposed
from tests.portal.services.filing.filing import audited
from tests.portal.world import DUTY, PROCEDURE, add_member, alice

NEVER = f"26-000-000-00{check_digit('2600000000')}"
ALL, ONE = "/desk/disposals", "/desk/disposals/1"
Seat = Callable[[str], StaffBrowser]


@pytest.fixture
def free(installation: Installation) -> tuple[Installation, list[str]]:
    return due(installation)


@pytest.fixture
def seat(free: tuple[Installation, list[str]]) -> Seat:
    return lambda login: at_desk(free[0], member(free[0], login))


def mark(page: str) -> str:
    match = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert match, page
    return match[1]


def test_one_person_makes_the_list_and_another_decides(free: tuple[Installation, list[str]], seat: Seat) -> None:
    (when, numbers), reviewer, approver = free, seat("reviewer"), seat("approver")
    assert "2件の廃棄の一覧を作る" in reviewer.get(ALL)
    response = reviewer.post(ALL, ALL, {"duty": DUTY})
    assert response.headers["location"] == f"{ONE}?did=proposed"
    page = reviewer.get(ONE)
    assert "決裁を待っている" in page
    assert "件の廃棄を決裁する" not in page
    assert all(number in page for number in numbers)
    decision = approver.get(ONE)
    assert "2件の廃棄を決裁する" in decision
    assert 'value="2032-04-08"' in decision
    result = approver.post(ONE, f"{ONE}/approve", {"mark": mark(decision), "day": "2032-04-08"})
    assert result.headers["location"] == f"{ONE}?did=approved"
    assert "決裁済み（廃棄の日を待っている）" in approver.get(ONE)
    assert carry_out_disposals(at(when, "2032-04-08T09:00:00+09:00")) == 2
    page_after = reviewer.get(ONE)
    assert "廃棄済み" in page_after
    assert not any(f'href="/desk/{number}"' in page_after for number in numbers)
    assert "保存期間の過ぎた申請はありません。" in reviewer.get(ALL)


def test_who_made_it_decides_nothing_whatever_they_post(free: tuple[Installation, list[str]]) -> None:
    when, _ = free
    maker = add_member(when, "both", ("approver", DUTY), name="見本 次郎")
    desk = at_desk(when, maker)
    desk.post(ALL, ALL, {"duty": DUTY})
    assert '<td data-label="作った人">見本 次郎</td>' in desk.get(ALL)
    page = desk.get(ONE)
    assert "別の、決裁の権限のある人" in page
    listed = "".join(re.findall(r'name="mark"', page))
    assert listed == ""
    assert desk.post(ONE, f"{ONE}/approve", {"mark": "0" * 64, "day": "2032-04-08"}).status_code == 403
    assert audited(when, "approve disposal") == []


@pytest.mark.parametrize("day", ["", "2032-04-01", "2032-07-01", "あした"])
def test_a_day_that_does_not_fit_is_reported_and_nothing_is_decided(
    free: tuple[Installation, list[str]], seat: Seat, day: str
) -> None:
    proposed(free[0])
    approver = seat("approver")
    response = approver.post(ONE, f"{ONE}/approve", {"mark": mark(approver.get(ONE)), "day": day})
    assert response.status_code == 422
    assert "2032-04-02から2032-06-30まで" in response.text
    assert audited(free[0], "approve disposal") == []


def test_a_list_whose_retention_grew_is_not_decided(free: tuple[Installation, list[str]], seat: Seat) -> None:
    when, number = free[0], proposed(free[0])
    decision, first, second = seat("approver").get(ONE), administrator(when), administrator(when, "kanri2")
    text = f"retention: [{{procedures: [{PROCEDURE}], years: 100, then: delete}}]\n"
    in_force(when, second, asked(when, first, written(when, first, "retention", text)))
    sent = {"mark": mark(decision), "day": "2032-04-08"}
    assert seat("approver").post(ONE, f"{ONE}/approve", sent).status_code == 409
    page = seat("approver").get(ONE)
    assert ("保存期間が長くなった申請が2件あります" in page, "件の廃棄を決裁する" in page) == (True, False)
    assert [line.state for line in lines(when, number)] == ["listed"] * 2


def test_one_is_taken_out_with_a_reason(free: tuple[Installation, list[str]], seat: Seat) -> None:
    (when, numbers), reviewer = free, seat("reviewer")
    proposed(when)
    boxes = {"receipt": numbers[0], "why": "appeal", "words": "審査請求が出ている"}
    assert reviewer.post(ONE, f"{ONE}/take-out", boxes).status_code == 303
    assert "審査請求・訴訟がある" in reviewer.get(ONE)
    for wrong in (
        {"receipt": numbers[0], "why": "appeal"},
        {"receipt": "なし", "why": "appeal"},
        {"receipt": numbers[1], "why": "x"},
    ):
        response = reviewer.post(ONE, f"{ONE}/take-out", wrong)
        assert (response.status_code, "受付番号を入れ" in response.text) == (422, True)
    assert [line.state for line in lines(when, 1)] == ["out", "listed"]


def test_a_list_is_taken_back_and_nothing_is_gone(free: tuple[Installation, list[str]], seat: Seat) -> None:
    when, _ = free
    on_the_day, reviewer = approved(when, proposed(when)), seat("reviewer")
    assert reviewer.post(ONE, f"{ONE}/drop", {}).status_code == 303
    assert carry_out_disposals(on_the_day) == 0
    assert "取りやめた" in reviewer.get(ONE)
    assert reviewer.post(ALL, f"{ONE}/drop", {}).status_code == 409


def test_a_case_is_held_and_let_go(free: tuple[Installation, list[str]], seat: Seat) -> None:
    (when, numbers), reviewer, approver = free, seat("reviewer"), seat("approver")
    case = f"/desk/{numbers[0]}"
    assert "令和14年（2032年）4月1日（木）から廃棄できます" in reviewer.get(case)
    assert reviewer.post(case, f"{case}/keep", {"reason": " ", "number": "9" * 61}).status_code == 422
    response = reviewer.post(case, f"{case}/keep", {"reason": "国家賠償の訴訟", "number": "法第12号"})
    assert response.headers["location"] == f"{case}?did=keep"
    page = reviewer.get(case)
    assert "国家賠償の訴訟（法第12号）" in page
    assert "廃棄を止めるのをやめる" not in page
    assert "廃棄停止中" in reviewer.get(ALL)
    assert reviewer.post(case, f"{case}/keep", {"reason": "もう一度"}).status_code == 409
    assert [line.receipt_number for line in lines(when, proposed(when))] == numbers[1:]
    lift = f"{ALL}/holds/1/lift"
    assert reviewer.post(case, lift, {"reason": "終わった"}).status_code == 403
    assert approver.post(case, lift, {"reason": ""}).status_code == 422
    assert approver.post(case, lift, {"reason": "訴訟が終わった"}).headers["location"] == f"{case}?did=let_go"
    assert "訴訟が終わった" in approver.get(case)
    assert approver.post(case, lift, {"reason": "訴訟が終わった"}).status_code == 409
    assert approver.post(case, f"{ALL}/holds/99/lift", {"reason": "訴訟が終わった"}).status_code == 404


def test_a_hold_that_comes_after_the_approval_still_keeps_it(free: tuple[Installation, list[str]], seat: Seat) -> None:
    (when, numbers), reviewer = free, seat("reviewer")
    on_the_day = approved(when, proposed(when))
    reviewer.post(f"/desk/{numbers[1]}", f"/desk/{numbers[1]}/keep", {"reason": "監査が入る"})
    assert carry_out_disposals(on_the_day) == 1
    assert [(line.state, line.why) for line in lines(when, 1)] == [("gone", ""), ("kept", "hold")]
    assert "廃棄しなかった" in reviewer.get(ONE)


def test_a_procedure_is_held_whole(seat: Seat) -> None:
    reviewer, approver = seat("reviewer"), seat("approver")
    page = f"{ALL}/holds?duty={DUTY}"
    assert reviewer.post(page, f"{ALL}/holds", {"procedure": PROCEDURE, "reason": ""}).status_code == 422
    assert reviewer.post(page, f"{ALL}/holds", {"procedure": "none", "reason": "監査"}).status_code == 422
    assert reviewer.post(page, f"{ALL}/holds", {"procedure": PROCEDURE, "reason": "県の監査"}).status_code == 303
    assert reviewer.post(page, f"{ALL}/holds", {"procedure": PROCEDURE, "reason": "県の監査"}).status_code == 409
    everything = reviewer.get(ALL)
    assert "県の監査" in everything
    assert "廃棄の一覧を作る" not in everything
    response = reviewer.post(ALL, ALL, {"duty": DUTY})
    assert (response.status_code, "廃棄できる申請がありません。" in response.text) == (422, True)
    assert approver.post(ALL, f"{ALL}/holds/1/lift", {"reason": "終わった"}).status_code == 303
    assert "2件の廃棄の一覧を作る" in reviewer.get(ALL)


def test_the_record_is_a_table_and_a_paper_without_anybodys_data(installation: Installation) -> None:
    when, numbers = disposed(installation)
    desk = at_desk(when, member(when, "reviewer"))
    table = desk.client.get(f"{ONE}.csv")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["一覧の番号", "1", "受付番号", *numbers]
    assert rows[1][2] == "reviewer"
    assert rows[1][4] == "approver"
    assert len(rows[1][8]) == 64
    assert {(row[6], row[9]) for row in rows[3:]} == {("認められなかった", "廃棄した")}
    assert all(int(row[12]) > 10 for row in rows[3:])
    paper = desk.client.get(f"{ONE}.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert "髙見本" not in table.text + desk.get(ONE) + desk.get(ALL)
    assert audited(when, "export disposal") == ["1", "1"]


@pytest.mark.parametrize("role", ["clerk", "exporter", "auditor", "administrator"])
def test_only_the_section_decides_what_is_thrown_away(free: tuple[Installation, list[str]], role: str) -> None:
    when, numbers = free
    proposed(when)
    desk = at_desk(when, add_member(when, "other", (role, DUTY)))
    seen = role == "auditor"
    assert desk.client.get(ALL).status_code == (200 if seen else 403)
    assert desk.client.get(ONE).status_code == (200 if seen else 403)
    page = "/desk" if role != "administrator" else "/admin/people"
    for address, boxes in (
        (ALL, {"duty": DUTY}), (f"{ONE}/take-out", {"receipt": numbers[0], "why": "work"}), (f"{ONE}/drop", {}),
        (f"{ONE}/approve", {"mark": "", "day": "2032-04-08"}), (f"{ALL}/holds", {"procedure": PROCEDURE, "reason": "x"}),
        (f"{ALL}/holds/1/lift", {"reason": "x"}), (f"/desk/{numbers[0]}/keep", {"reason": "x"}),
    ):  # fmt: skip
        assert desk.post(page, address, boxes, revision="1").status_code in (403, 404), address
    assert [line.state for line in lines(when, 1)] == ["listed", "listed"]


def test_another_section_is_informed_that_there_is_no_such_list(free: tuple[Installation, list[str]]) -> None:
    when, _ = free
    proposed(when)
    other: Member = add_member(when, "other", ("approver", "roads"))
    desk = at_desk(when, other)
    for address in (ONE, f"{ONE}.csv", f"{ONE}.pdf"):
        assert desk.client.get(address).status_code == 404
    assert desk.post(ALL, f"{ONE}/approve", {"mark": "", "day": "2032-04-08"}).status_code == 404
    assert desk.post(ALL, ALL, {"duty": DUTY}).status_code == 403
    assert desk.client.get(f"{ALL}/holds?duty={DUTY}").status_code == 403


def test_the_applicants_number_is_unknown_then_as_any_that_never_was(installation: Installation) -> None:
    when, numbers = disposed(installation)
    desk = at_desk(when, member(when, "reviewer"))
    gone, unknown = (desk.client.get(f"/desk/{number}") for number in (numbers[0], NEVER))
    assert (gone.status_code, unknown.status_code) == (404, 404)
    person = alice(when)
    with when.database.write() as unit:
        token = open_session(when, unit, "resident", person_id=person.person_id)
        unit.commit()
    client = TestClient(make_app(when, with_worker=False), base_url=BASE, follow_redirects=False)
    client.cookies.set("kakanai_resident", token)
    page = client.get("/applications")
    assert page.status_code == 200
    assert not any(number in page.text for number in numbers)
    assert "消した申請は、ここには出ません。" in page.text
    answers = [client.get(f"/applications/{number}") for number in (numbers[0], NEVER)]
    assert [response.status_code for response in answers] == [404, 404]
    tried = [
        guest(when).open("/track").press("様子を見る", {"number": number, "code": "22222-22222"})
        for number in (numbers[0], NEVER)
    ]
    assert all("保存する期間を過ぎて、消した申請かもしれません。" in page.text for page in tried)
    assert len({page.status for page in tried}) == 1
