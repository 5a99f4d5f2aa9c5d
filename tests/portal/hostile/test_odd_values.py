"""Values that no page offers get an error page, never a bug."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.handover.hand_over import hand_over
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


@pytest.fixture
def desk(installation: Installation) -> StaffBrowser:
    member = add_member(installation, "all", ("reviewer", DUTY), ("exporter", DUTY))
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()
    return at_desk(installation, member)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/desk/book?from=0001-01-01&to=9999-12-31", 422),
        ("/desk/book?from=1873-01-01&to=9999-12-31", 200),
        ("/desk/book.csv?from=1873-01-01&to=9999-12-31", 200),
        ("/desk/book.csv?from=0001-01-01&to=9999-12-31", 400),
        ("/desk/book?from=%00&to=%00", 422),
        ("/desk?after=%00_1", 200),
        (f"/desk?after={'9' * 9999}_{'9' * 9999}", 200),
        ("/desk/figures?from=9999-12-31&to=9999-12-31", 422),
        ("/desk/figures?from=9999-12-30&to=9999-12-31", 200),
        ("/desk/figures/procedures?from=9999-12-30&to=9999-12-31", 200),
        ("/counter/till?place=general&day=0001-01-01", 400),
        ("/counter/till.csv?place=general&day=1872-12-31", 400),
        ("/desk/found?find=%00%ff", 200),
        ("/desk/exports/batches/%00", 404),
        ("/counter/drafts/%00", 404),
        ("/desk/drawings/koen?closes=%00", 404),
    ],
)
@pytest.mark.both_engines
def test_an_odd_address_has_an_answer(address: str, status: int, desk: StaffBrowser) -> None:
    assert desk.client.get(address).status_code == status


@pytest.mark.parametrize("reason", ["a\0b", "a\u202eb", "\x1b[31m", "x" * 201, " "])
def test_a_reason_is_words(reason: str, desk: StaffBrowser, installation: Installation) -> None:
    """It is part of the manifest, and PostgreSQL accepts no NUL."""
    made = hand_over(installation, "generic.application", DUTY, Actor("system", "test")).batch
    assert made is not None
    page = f"/desk/exports/batches/{made.number}"
    assert desk.post(page, f"{page}/reissue", {"reason": reason}).status_code == 422
    assert desk.post(page, f"{page}/reissue", {"reason": "届かなかった"}).status_code == 303


@pytest.mark.parametrize("day", ["0001-01-01", "1872-12-31", "2026-11-19"])
def test_a_day_without_entries_is_not_counted_and_waits_on_no_page_for_a_second_person(
    day: str, desk: StaffBrowser
) -> None:
    """One press took the page of the till away from everybody who counts, with the button that would end it."""
    page = "/counter/till?place=general"
    boxes = {"act": "count", "place": "general", "day": day, "counted": "0", "note": "", "entries": "0"}
    assert desk.post(page, "/counter/till", boxes).status_code in (400, 409)
    assert "確かめ終わっていない日" not in desk.get(page)


def test_an_absence_from_before_all_calendars_takes_no_page_away(
    installation: Installation, desk: StaffBrowser
) -> None:
    away, other = (add_member(installation, login, ("reviewer", DUTY)) for login in ("away", "other"))
    page = "/desk/assignment"
    boxes = {"person": str(away.id), "substitute": str(other.id), "since": "0001-01-01", "until": "2026-11-21"}
    assert "始めの日と終わりの日を" in desk.post(page, f"{page}/absences", boxes).text
    assert desk.post(page, f"{page}/absences", {**boxes, "since": "1873-01-01"}).status_code == 303
    assert "明治6年（1873年）1月1日" in desk.get(page)
