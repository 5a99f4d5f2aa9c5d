"""Only what the applicant may see goes out."""

import pytest

from portal.errors import NotFound
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.courier.report_to_outer import report_case_state
from portal.services.desk.case.note_case import note_case
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    ask,
    case_at,
)
from tests.portal.two_zones import Zones
from tests.portal.world import alice, file_application


@ON_BOTH_ENGINES
def test_nothing_of_what_stays_inside_and_nobody_elses_case_is_carried_out(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    other = alice(zones.inner)
    inside = file_application(zones.inner, other)
    ask(zones, inner_reviewer, number)
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        note_case(zones.inner, unit, inner_reviewer, case, "家族の事情がある", "a" * 20)
        unit.commit()
    (package,) = zones.pack("inner")
    assert zones.outer.courier is not None
    content = zones.outer.courier.open(package).parts[0].decode()
    assert inside not in content
    assert "家族の事情" not in content
    assert "reviewer" not in content
    with zones.outer.database.read() as unit, pytest.raises(NotFound):
        case_of_resident(zones.outer, unit, session, inside)


def test_a_return_goes_out_with_its_questions_and_not_with_who_asked(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    case = case_at(zones.inner, number)
    with zones.inner.database.read() as unit:
        report = report_case_state(unit, case, "mark")
    assert (report["state"], report["knows"], report["entered"]) == ("returned", "mark", None)
    assert [event["move"] for event in report["happened"]] == ["return"]
    (asked,) = report["asked"]
    assert (list(asked["fields"]), asked["due"], asked["answered"]) == (["phone"], "2026-12-04", None)
    assert "duty" not in report, "there was no transfer"
    assert "reviewer" not in str(report)
