"""延期通知 extends a statutory period."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from forms.definition.procedure import Procedure
from portal.services.cases.cases import open_case
from portal.services.desk.case.extend_period import last_extension_notice
from portal.services.my_cases.state_line import timeline
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.print_notice import extension_sheet, notice_letter
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.notices import notices
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application, row_of

REASON = "認定の調査に日がかかるため"
BOXES = {"due": "2027-01-20", "reason": REASON}
TO = {"name": "髙見本 太郎", "postal": "000-0001", "address": "見本県見本市見本町一丁目2番3号"}


@dataclass
class Statutory:
    real: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def current(self, procedure: str) -> Procedure:
        return bound(self.real.current(procedure))

    def version(self, unit: Any, meaning: str) -> Procedure:
        return bound(self.real.version(unit, meaning))


def bound(procedure: Procedure) -> Procedure:
    assert procedure.period is not None
    period = replace(
        procedure.period, kind="statutory", days=30, unit="day", stops=(), certainty="law", extension="法の文"
    )
    return replace(procedure, period=period)


@pytest.fixture
def statutory(installation: Installation) -> Installation:
    return replace(installation, catalogue=Statutory(installation.catalogue))  # type: ignore[arg-type]


@pytest.fixture
def number(statutory: Installation) -> str:
    return file_application(statutory, alice(statutory))


def section(installation: Installation, login: str = "tanto", *roles: str) -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, *((role, DUTY) for role in roles or ("reviewer",))))


def test_the_notice_moves_the_day_and_nothing_else(statutory: Installation, number: str) -> None:
    before = row_of(statutory, number)
    assert before.due == "2026-12-20"
    browser = section(statutory)
    assert "期間を延ばす通知をする" in browser.get(f"/desk/{number}")
    assert "法の文" in browser.get(f"/desk/{number}/period")
    response = browser.post(f"/desk/{number}/period", f"/desk/{number}/period", BOXES)
    assert response.headers["location"] == f"/desk/{number}?did=period"
    after = row_of(statutory, number)
    assert (after.due, after.state, after.arrived_at) == ("2027-01-20", before.state, before.arrived_at)
    with statutory.database.read() as unit:
        entries = timeline(unit, open_case(statutory, unit, after))
        audited = [(record.action, record.detail) for record in audit_records.after(unit, 0)]
    assert any(entry.key == "timeline.extend_period" and REASON in entry.words for entry in entries)
    assert ("extend period", "2026-12-20 2027-01-20") in audited
    assert "期間を延ばす通知をした（tantoさん）" in browser.get(f"/desk/{number}")


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ({"due": "2026-12-20", "reason": REASON}, "今日と今の期限よりあとの日"), ({"due": "", "reason": REASON}, "日付で"),
        ({"due": "2029-01-01", "reason": REASON}, "1年のうち"), ({"due": "2027-01-20", "reason": " "}, "理由を書いて"),
        ({"due": "2027-01-20", "reason": "長" * 501}, "500字まで"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_reported_and_nothing_moves(
    statutory: Installation, number: str, boxes: dict[str, str], message: str
) -> None:
    response = section(statutory).post(f"/desk/{number}/period", f"/desk/{number}/period", dict(boxes))
    assert response.status_code == 422
    assert message in response.text
    assert row_of(statutory, number).due == "2026-12-20"


def test_who_was_too_late_loses_nothing_that_was_typed(statutory: Installation, number: str) -> None:
    browser = section(statutory)
    response = browser.client.get(f"/desk/{number}/period")
    assert response.status_code == 200
    browser.post(f"/desk/{number}", f"/desk/{number}/take", {})
    late = browser.post(f"/desk/{number}/period", f"/desk/{number}/period", BOXES, revision="0")
    assert late.status_code == 409
    assert REASON in late.text


def test_the_notice_is_printed_as_it_was_given(statutory: Installation, number: str) -> None:
    browser = section(statutory)
    assert browser.post(f"/desk/{number}/period", f"/desk/{number}/period/letter", TO).status_code == 409
    browser.post(f"/desk/{number}/period", f"/desk/{number}/period", BOXES)
    assert REASON in browser.get(f"/desk/{number}/period")
    sheet = browser.post(f"/desk/{number}/period", f"/desk/{number}/period/letter", TO)
    assert sheet.headers["content-type"] == "application/pdf"
    wrong = browser.post(f"/desk/{number}/period", f"/desk/{number}/period/letter", {**TO, "postal": "1"})
    assert (wrong.status_code, "7けた" in wrong.text) == (422, True)


def test_the_notice_has_the_next_document_number_of_the_section_or_the_one_that_was_entered(
    statutory: Installation, number: str
) -> None:
    browser, other = section(statutory), file_application(statutory, alice(statutory))
    browser.post(f"/desk/{number}/period", f"/desk/{number}/period", BOXES)
    assert ">見介資第1号<" in browser.get(f"/desk/{number}/period")
    taken = browser.post(f"/desk/{other}/period", f"/desk/{other}/period", {**BOXES, "number": "見介資第1号"})
    assert (taken.status_code, "もう使われています" in taken.text) == (422, True)
    long = browser.post(f"/desk/{other}/period", f"/desk/{other}/period", {**BOXES, "number": "1" * 41})
    assert (long.status_code, "40字まで" in long.text) == (422, True)
    browser.post(f"/desk/{other}/period", f"/desk/{other}/period", {**BOXES, "number": "介資（延）7"})
    with statutory.database.read() as unit:
        case = open_case(statutory, unit, row_of(statutory, other))
        (row,) = notices.of_application(unit, case.row.id)
        sheet = notice_letter(case, row)
        notice = last_extension_notice(unit, case)
    assert notice is not None
    assert (row.number, row.sequence, row.outcome) == ("介資（延）7", None, "extended")
    assert (sheet.number, sheet.subject) == ("介資（延）7", "決まるまでの期間を延ばします")
    assert sheet.notice is not None
    assert any(REASON in words for words in sheet.notice.reasons)
    # Both ways of printing give the same sheet.
    sender = statutory.city.office(DUTY, notice.on)
    to = addressee_of(case)
    again = extension_sheet(case, to, sender, notice.on, notice.words, notice.number)
    assert replace(sheet, address=tuple(sheet.address)) == replace(again, sender=sheet.sender)


def test_of_somebody_protected_there_is_no_letter(statutory: Installation, number: str) -> None:
    browser = section(statutory, "boss", "reviewer", "protected")
    browser.post(f"/desk/{number}/period", f"/desk/{number}/period", BOXES)
    with statutory.database.write() as unit:
        protect(statutory, unit, Actor("system", "test"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    page = browser.get(f"/desk/{number}/period")
    assert "この手紙は、ここでは作れません" in page
    assert "一丁目" not in page
    assert browser.post(f"/desk/{number}/period", f"/desk/{number}/period/letter", TO).status_code == 409


def test_the_desk_asks_a_week_before_the_period_ends(statutory: Installation, number: str) -> None:
    asks = "期間が終わる前に、決めるか、延ばす通知をする"
    assert asks not in section(later(statutory, days=23), "early").get(f"/desk/{number}")
    assert asks in section(later(statutory, days=24), "near").get(f"/desk/{number}")
    assert asks in section(later(statutory, days=40), "over").get(f"/desk/{number}")


def test_a_standard_period_is_not_extended(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    browser = section(installation)
    assert "期間を延ばす通知をする" not in browser.get(f"/desk/{number}")
    browser.get(f"/desk/{number}/period", 409)
    assert browser.post(f"/desk/{number}", f"/desk/{number}/period", BOXES).status_code == 409
    assert row_of(installation, number).due == date(2026, 12, 2).isoformat()


def test_a_page_that_the_state_does_not_have_leads_back_to_the_case(statutory: Installation, number: str) -> None:
    assert f'href="/desk/{number}">最新の内容を見る' in section(statutory).get(f"/desk/{number}/letter", 409)
