"""The auditor's pages and files."""

import io
import re
import zipfile

import pytest

from portal.services.audit.note_faults import note_faults, report_faults
from portal.services.shared.installation import Installation
from portal.services.shared.verify_audit import verify_audit
from portal.store.shared import audit_records
from tests.portal.audit_chain import WHO, attack
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

WHY = {"ground_words": "年次監査の抽出"}


@pytest.fixture
def auditor(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kansa", ("auditor", "*")))


@pytest.fixture
def reviewer(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子"))


def last(installation: Installation) -> tuple[str, str]:
    with installation.database.read() as unit:
        record = audit_records.after(unit, 0)[-1]
    return record.action, record.detail


def test_a_look_without_work_is_on_the_page_and_in_the_file(
    installation: Installation, auditor: StaffBrowser, reviewer: StaffBrowser, number: str
) -> None:
    reviewer.get(f"/desk/{number}")
    page = auditor.get("/desk/audit?report=idle&from=2026-11-01&to=2026-11-30")
    assert "見本 課子（tanto）" in page
    assert f"/desk/audit/looked?number={number}" in page
    assert last(installation) == ("see audit report", "idle 2026-11-01 2026-11-30 1 findings")
    table = auditor.get("/desk/audit/report.csv?report=idle&from=2026-11-01&to=2026-11-30")
    assert re.search(rf'"見本 課子（tanto）","(2026-11-20 10:00:\d\d)","\1","1","{number}",""', table)
    assert last(installation)[1].endswith("1 findings csv")


def test_who_looked_is_reported_by_number_as_people_type_it(
    installation: Installation, auditor: StaffBrowser, reviewer: StaffBrowser, number: str
) -> None:
    reviewer.get(f"/desk/{number}")
    page = auditor.get(f"/desk/audit/looked?number=%20{number.replace('-', '')}")
    assert "見本 課子（tanto）" in page
    assert "申請の画面を開いた" in page
    assert last(installation)[0] == "see who looked"
    assert "申請の画面を開いた" in auditor.get(f"/desk/audit/looked.csv?number={number}")
    assert "見つかりません" in auditor.get("/desk/audit/looked?number=12", 422)


def test_the_sample_is_a_file(installation: Installation, auditor: StaffBrowser, number: str) -> None:
    response = auditor.post(
        "/desk/audit", "/desk/audit/sample?from=2026-11-01&to=2026-11-30", {"count": "3", "lot": "9", **WHY}
    )
    assert response.headers["content-disposition"] == 'attachment; filename="sample-2026-11-01-2026-11-30-9.zip"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert f"{number}/form.pdf" in archive.namelist()
    assert last(installation) == ("export audit sample", "2026-11-01 2026-11-30 lot 9 1 applications")
    for boxes in ({"count": "0"}, {"count": "51"}, {"count": "３"}, {"count": "1", "lot": "x"}):
        assert auditor.post("/desk/audit", "/desk/audit/sample", boxes | WHY).status_code == 400
    assert auditor.post("/desk/audit", "/desk/audit/sample", {"count": "1"}).status_code == 400, "no ground"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("from=x", "期間を日付で"), ("from=2026-11-20&to=2026-11-01", "終わりの日"), ("from=2024-01-01&to=2026-11-01", "366日まで"),
        ("most=0", "件数は"), ("begins=25:00", "時刻は"), ("begins=20:00&ends=07:00", "終わりの時刻"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_stated(auditor: StaffBrowser, asked: str, message: str) -> None:
    assert message in auditor.get(f"/desk/audit?report=many&{asked}", 422)
    auditor.get(f"/desk/audit/report.csv?report=many&{asked}", 400)


def test_the_bounds_of_the_address_count(
    installation: Installation, auditor: StaffBrowser, reviewer: StaffBrowser, number: str
) -> None:
    reviewer.get(f"/desk/{number}")
    assert "この期間には、ありません。" in auditor.get("/desk/audit?report=night")
    assert "（tanto）" in auditor.get("/desk/audit?report=night&begins=10:30&ends=12:00")


def test_only_an_auditor_comes_in_and_one_of_the_duty(
    installation: Installation, reviewer: StaffBrowser, number: str
) -> None:
    for address in ("", "/report.csv", "/looked", f"/looked.csv?number={number}"):
        reviewer.get(f"/desk/audit{address}", 403)
    assert "/desk/audit" not in reviewer.get("/desk")
    other = at_desk(installation, add_member(installation, "kansa2", ("auditor", "child-allowance")))
    assert "見つかりません" in other.get(f"/desk/audit/looked?number={number}", 422)
    other.get(f"/desk/audit/looked.csv?number={number}", 404)
    other.get("/desk/audit?report=none", 404)


def test_a_break_of_the_chain_stays_on_the_page_until_it_is_noted(
    installation: Installation, auditor: StaffBrowser, number: str
) -> None:
    assert "切れ目" not in auditor.get("/desk/audit")
    attack(installation, "UPDATE audit_record SET detail = 'x' WHERE id = 1")
    faults = report_faults(installation, WHO, verify_audit(installation).faults)
    page = auditor.get("/desk/audit")
    assert "理由の分からない切れ目が1か所あります" in page
    assert faults[0].mark in page
    with installation.database.write() as unit:
        note_faults(installation, unit, WHO, faults, "監査 見本花子", "3日のバックアップから戻した")
        unit.commit()
    page = auditor.get("/desk/audit")
    assert "理由の分からない切れ目" not in page
    assert "監査 見本花子: 3日のバックアップから戻した" in page
