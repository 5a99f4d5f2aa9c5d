"""Staff see only the number of other sections' cases."""

import pytest

from portal.services.audit.report_titles import Bounds
from portal.services.audit.reports import report
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.desk import transfers
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

OTHER, THIRD = "care-benefit", "roads"


@pytest.fixture
def tanto(installation: Installation) -> Member:
    return add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")


def filed(installation: Installation, duty: str = DUTY, **changes: object) -> str:
    number = file_application(installation, alice(installation), changes)
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert duty == DUTY or transfers.move(unit, row, duty, row.changed_at)
        unit.commit()
    return number


def records(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.detail for record in audit_records.after(unit, 0) if record.action == "count cases elsewhere"]


def test_without_a_ground_nothing_is_reported_and_with_one_the_number_by_section(
    installation: Installation, tanto: Member
) -> None:
    own = filed(installation)
    others = [filed(installation, duty) for duty in (OTHER, OTHER, THIRD)]
    filed(installation, OTHER, birth="1950-01-01")
    browser, page = at_desk(installation, tanto), f"/desk/{own}/elsewhere"
    assert "ほかの課にある件数を調べる" in browser.get(f"/desk/{own}")
    assert "2件" not in browser.get(page)
    for nothing in ({}, {"ground": "other", "ground_words": " "}, {"ground": "x"}):
        assert browser.post(page, page, nothing).status_code == 422
    assert records(installation) == []
    result = browser.post(page, page, {"ground": "same_person"}).text
    assert ("福祉部 介護保険課 給付係" in result, "2件" in result, "1件" in result) == (True, True, True)
    assert not any(number in result for number in others)
    assert records(installation) == ["elsewhere 3 applications same_person"]
    day = installation.clock.today()
    with installation.database.read() as unit:
        rows = report(installation, unit, "looked_for", (DUTY,), day, day, Bounds())
    assert [(row.login, row.about.partition("（")[0]) for row in rows] == [
        ("tanto", "担当している人の、ほかの申請を確かめる")
    ]


def test_whether_somebody_is_protected_changes_neither_page_nor_count(
    installation: Installation, tanto: Member
) -> None:
    own, others_case = filed(installation), filed(installation, OTHER)
    guard = at_desk(installation, add_member(installation, "hogo", ("reviewer", OTHER), ("protected", OTHER)))
    browser, page = at_desk(installation, tanto), f"/desk/{own}/elsewhere"
    before = browser.post(page, page, {"ground": "same_person"}).text
    assert "1件" in before
    guard.post(f"/desk/{others_case}", f"/desk/{others_case}/protect", {"person": "0", "reason": "支援措置"})
    assert "1件" in browser.post(page, page, {"ground": "same_person"}).text
    assert "ほかの課にある件数を調べる" in browser.get(f"/desk/{own}")


def test_a_stranger_and_who_only_sees_ask_nothing(installation: Installation) -> None:
    number = filed(installation)
    for role, duty, status in (("reviewer", OTHER, 404), ("clerk", DUTY, 403), ("auditor", "*", 403)):
        charlie = at_desk(installation, add_member(installation, role, (role, duty)))
        charlie.get(f"/desk/{number}/elsewhere", status=status)
        assert charlie.post("/desk", f"/desk/{number}/elsewhere", {"ground": "call"}).status_code == status
