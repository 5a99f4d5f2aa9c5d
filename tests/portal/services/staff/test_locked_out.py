"""Members without rights, and cases without staff."""

from portal.services.cases.cases import case_of_member
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.installation import Installation
from portal.services.staff.locked_out import LeftAlone, LockedOut, as_rows, locked_out
from portal.store.staff import staff_rights
from tests.portal.world import DUTY, add_member, alice, file_application

TODAY, LAST, FIRST = "2026-11-20", "2027-03-31", "2027-04-01"


def test_who_is_locked_out_from_a_day_on_and_which_cases_have_nobody_then(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    file_application(installation, session)
    tanto = add_member(installation, "tanto", ("reviewer", DUTY), name="見本 課子")
    add_member(installation, "mado", ("clerk", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, tanto, number)
        take_case(installation, unit, tanto, case, case.row.revision)
        assert locked_out(unit, TODAY, FIRST) == LockedOut((), ())
        (right,) = staff_rights.of_staff(unit, tanto.id)
        staff_rights.last_day(unit, right.id, LAST)
        assert locked_out(unit, TODAY, LAST) == LockedOut((), ())
        result = locked_out(unit, TODAY, FIRST)
        assert result.people == (("tanto", "見本 課子"),)
        assert set(result.alone) == {LeftAlone(DUTY, "", "", 1), LeftAlone(DUTY, "tanto", "見本 課子", 1)}


def test_an_assigned_case_is_left_alone_although_a_colleague_could_take_it(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    tanto = add_member(installation, "tanto", ("reviewer", DUTY))
    add_member(installation, "nokoru", ("reviewer", "*"))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, tanto, number)
        take_case(installation, unit, tanto, case, case.row.revision)
        (right,) = staff_rights.of_staff(unit, tanto.id)
        staff_rights.last_day(unit, right.id, LAST)
        assert locked_out(unit, TODAY, FIRST).alone == (LeftAlone(DUTY, "tanto", "tantoさん", 1),)


def test_people_and_cases_are_rows_of_one_table() -> None:
    result = LockedOut((("tanto", "見本 課子"),), (LeftAlone(DUTY, "", "", 3),))
    assert as_rows(result) == [
        {"login": "tanto", "name": "見本 課子", "duty": "", "cases": 0},
        {"login": "", "name": "", "duty": DUTY, "cases": 3},
    ]
