"""審査請求: an appeal keeps its case from disposal until it is settled."""

import re

import pytest

from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.services.disposal.find_disposable import find_disposable
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.desk import appeals
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.disposal.disposing import approved, due, ended, lines, member, proposed
from tests.portal.world import DUTY, add_member, alice, file_application

NOTED = {
    "kind": "review",
    "filed_on": "2026-12-01",
    "body": "見本県介護保険審査会",
    "number": "見審第3号",
    "who": "見本太郎（本人）",
}


def note(browser: StaffBrowser, number: str, /, **changes: str) -> int:
    page = f"/desk/{number}/appeals"
    once = re.search('name="once" value="([^"]+)"', browser.get(page))
    return browser.post(page, page, NOTED | {"once": once[1] if once else ""} | changes).status_code


def settle(browser: StaffBrowser, number: str, **changes: str) -> int:
    match = re.search(f'href="(/desk/{number}/appeals/[0-9]+)"', browser.get(f"/desk/{number}"))
    assert match
    boxes = {"settled_on": "2027-05-01", "result": "dismissed"}
    return browser.post(match[1], match[1], boxes | changes).status_code


def free(installation: Installation) -> dict[str, tuple[str, ...]]:
    with installation.database.read() as unit:
        return {case.row.receipt_number: case.why for case in find_disposable(installation, unit, DUTY).free}


def test_what_is_appealed_stays_until_that_is_settled(installation: Installation) -> None:
    when, (number, other) = due(installation)
    browser = at_desk(when, member(when, "reviewer"))
    assert note(browser, number) == 303
    assert free(when) == {number: ("appeal",), other: ()}
    assert settle(browser, number) == 303
    assert settle_again(browser, number) == 409
    assert free(when) == {number: (), other: ()}
    page = browser.get(f"/desk/{number}")
    assert "令和9年（2027年）5月1日（土）に終わりました。認められなかった（棄却）" in page
    with when.database.read() as unit:
        records = [
            (record.action, record.detail) for record in audit_records.after(unit, 0) if "appeal" in record.action
        ]
    assert records == [("note appeal", "review 2026-12-01"), ("settle appeal", "dismissed")]


@pytest.mark.parametrize(
    ("kind", "settled_on", "kept", "last"),
    [
        # 公文書等の管理に関する法律施行令9条1項3号: 裁決の日の翌日から起算して一年間; 2号: a suit until it ends.
        ("review", "2031-04-01", True, "令和14年（2032年）4月1日（木）まで廃棄しません"), ("review", "2031-03-31", False, ""),
        ("again", "2032-03-31", True, "令和15年（2033年）3月31日（木）まで廃棄しません"), ("suit", "2032-03-31", False, ""),
    ],
)  # fmt: skip
def test_what_was_objected_to_stays_a_year_longer_and_what_was_sued_about_does_not(
    installation: Installation, kind: str, settled_on: str, kept: bool, last: str
) -> None:
    when, (number,) = due(installation, 1)
    browser = at_desk(when, member(when, "reviewer"))
    note(browser, number, kind=kind)
    settle(browser, number, settled_on=settled_on)
    assert free(when) == {number: ("appealed",) if kept else ()}
    page = browser.get(f"/desk/{number}")
    assert (last in page) if last else ("まで廃棄しません" not in page)


def settle_again(browser: StaffBrowser, number: str) -> int:
    page = f"/desk/{number}/appeals/1"
    return browser.post(page, page, {"settled_on": "2027-05-01", "result": "upheld"}).status_code


def test_what_is_appealed_after_a_list_was_approved_stays_on_the_day(installation: Installation) -> None:
    when, (number, _) = due(installation)
    on_the_day = approved(when, list_of := proposed(when))
    assert note(at_desk(when, member(when, "reviewer")), number) == 303
    assert carry_out_disposals(on_the_day) == 1
    assert {line.receipt_number: line.why for line in lines(on_the_day, list_of) if line.why} == {number: "appeal"}


def test_it_goes_with_the_application_and_is_reported_to_colleagues_alone(installation: Installation) -> None:
    session = alice(installation)
    when, (number,) = due(installation, 1)
    browser = at_desk(when, member(when, "reviewer"))
    note(browser, number)
    settle(browser, number)
    with when.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        sealed = appeals.of(unit, row.id)[0].sealed_words
        moves = [event.move for event in applications.events(unit, row.id)]
    assert (b"\xe5\xaf\xa9\xe6\x9f\xbb" in sealed, moves[-2:]) == (False, ["appeal", "appeal_settled"])
    assert session.person_id == row.person_id
    assert carry_out_disposals(approved(when, proposed(when))) == 1
    with when.database.read() as unit:
        assert appeals.of(unit, row.id) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "x"},
        {"filed_on": "2026-11-19"},
        {"filed_on": "2033-01-01"},
        {"body": " "},
        {"number": "あ" * 101},
        {"who": " "},
        {"received_on": "2026-11-30"},
        {"known_on": "2026-12-02"},
    ],
)
def test_what_is_no_appeal_is_reported_beside_its_box(changes: dict[str, str], installation: Installation) -> None:
    when, (number, other) = due(installation)
    browser = at_desk(when, member(when, "reviewer"))
    assert note(browser, number, **changes) == 422
    assert note(browser, other) == 303
    assert settle(browser, other, settled_on="2026-11-30") == 422
    assert settle(browser, other, result="") == 422
    assert free(when) == {number: (), other: ("appeal",)}


def test_the_same_form_notes_once_and_a_stranger_finds_nothing(installation: Installation) -> None:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    number = ended(installation, alice(installation), reviewer)
    browser = at_desk(installation, reviewer)
    assert [note(browser, number, once="y" * 20, filed_on="2026-11-20") for _ in range(2)] == [303, 303]
    assert browser.get(f"/desk/{number}").count("終わるまで廃棄しません") == 1
    open_one = file_application(installation, alice(installation))
    assert "審査請求と裁判" not in browser.get(f"/desk/{open_one}")
    for role, duty, status in (("reviewer", "roads", 404), ("clerk", DUTY, 403)):
        charlie = at_desk(installation, add_member(installation, f"charlie-{role}", (role, duty)))
        for page in (f"/desk/{number}/appeals", f"/desk/{number}/appeals/1"):
            charlie.get(page, status=status)
            assert charlie.post("/desk", page, NOTED | {"revision": "0"}).status_code == status


@pytest.mark.parametrize(
    ("result", "leads"), [("upheld", True), ("partly", True), ("dismissed", False), ("withdrawn", False)]
)
def test_only_a_ruling_that_binds_leads_to_a_change_of_the_decision(
    installation: Installation, result: str, leads: bool
) -> None:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    number = ended(installation, alice(installation), reviewer)
    browser = at_desk(installation, reviewer)
    note(browser, number, filed_on="2026-11-20")
    settle(browser, number, settled_on="2026-11-20", result=result)
    link = f"/desk/{number}/reopen?ground=ruling"
    assert (link in browser.get(f"/desk/{number}")) is leads
    assert 'value="ruling" selected' in browser.get(link)
