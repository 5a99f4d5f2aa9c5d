"""A booking is given back until the city's last day, and later by the section alone."""

from datetime import date

import pytest

from forms.city.times import GivenBack
from portal.errors import Closed
from portal.services.bookings.change_reservation import bookings_of
from portal.services.cases.cases import case_of_resident
from portal.services.cases.last_change import asked_late, is_past, last_day_to_give_back, percent_back
from portal.services.my_cases.stop_application import LATE, NOW, OVER, stop_application, way_to_stop
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.my_cases import withdrawals
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bookings.booking import book, cancel_in, case_of, giving_back
from tests.portal.world import PLACE, file_application

LAST = "2026-12-08T23:59:00+09:00"  # of a time on 2026-12-09, until the day before
DAY = "2026-12-09T08:00:00+09:00"


def way(installation: Installation, session: Session, number: str) -> str:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return way_to_stop(installation, unit, case, installation.clock.today())


def stop(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), NOW, "")
        unit.commit()


def test_a_booking_is_stopped_until_the_last_day_of_its_time_and_not_after_it(
    installation: Installation, session: Session
) -> None:
    number = book(installation, session)
    assert way(at(installation, LAST), session, number) == NOW
    late = at(installation, DAY)
    assert way(late, session, number) == LATE
    with pytest.raises(Closed):
        stop(late, session, number)
    assert case_of(late, session, number).row.state == "received"
    assert way(at(installation, "2026-12-10T00:00:00+09:00"), session, number) == OVER, "the time is past"
    stop(at(installation, LAST), session, number)
    assert case_of(installation, session, number).row.state == "withdrawn"


def test_what_was_stopped_is_kept_no_more_though_its_place_is_not_free_yet(
    installation: Installation, session: Session
) -> None:
    number = book(installation, session)
    stop(installation, session, number)
    with installation.database.read() as unit:
        (booking,) = bookings_of(installation, unit, case_of(installation, session, number))
    assert (booking.kept, booking.open) == (False, False)


def test_a_wish_of_the_last_day_is_not_late_though_it_is_answered_later(
    installation: Installation, session: Session
) -> None:
    number, late = book(installation, session), at(installation, DAY)
    with late.database.write() as unit:
        case = case_of(late, session, number)
        assert asked_late(late, unit, case), "who telephones today"
        assert not asked_late(late, unit, case, date(2026, 12, 8)), "who telephoned on the last day, entered later"
        withdrawals.add(unit, case.row.id, b"", int(at(installation, LAST).clock.now().timestamp() * 1_000_000))
        assert not asked_late(late, unit, case)


def test_a_wish_after_the_last_day_of_the_definition_is_late(installation: Installation, session: Session) -> None:
    offer(installation, shelf()["withdraw"])
    answers = {"name": {"family": "髙見本", "given": "太郎"}, "used_on": "2026-11-25"}
    number = file_application(installation, session, of="withdraw", answers=answers)
    last, after = (at(installation, f"2026-11-{day}T23:59:00+09:00") for day in (22, 23))
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert (asked_late(last, unit, case), asked_late(after, unit, case)) == (False, True)
        withdrawals.add(unit, case.row.id, b"", int(last.clock.now().timestamp() * 1_000_000))
        assert not asked_late(after, unit, case), "it was asked for in time"


def test_a_cancelled_time_and_another_kind_have_no_last_day(installation: Installation, session: Session) -> None:
    number, other = book(installation, session), file_application(installation, session)
    late = at(installation, "2027-01-10T08:00:00+09:00")
    with installation.database.write() as unit:
        case = case_of(installation, session, number)
        assert str(last_day_to_give_back(installation, unit, case)) == "2026-12-08"
        assert (is_past(late, unit, case), is_past(installation, unit, case)) == (True, False)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        cancel_in(installation, unit, case, actor, "lung_slot")
        for gone in (case, case_of_resident(installation, unit, session, other)):
            assert last_day_to_give_back(installation, unit, gone) is None
            assert not is_past(late, unit, gone)


def test_what_of_a_fee_goes_back_follows_the_day_of_the_wish(installation: Installation, session: Session) -> None:
    rows = (GivenBack(days=7, percent=100), GivenBack(days=3, percent=40))
    alone = giving_back(installation, rows)
    number = book(alone, session)  # on 2026-12-09
    with installation.database.write() as unit:
        case = case_of(installation, session, number)
        assert percent_back(installation, unit, case) == 100, "without a rule"
        days = {"2026-12-02": 100, "2026-12-03": 40, "2026-12-06": 40, "2026-12-07": 0, "2026-12-09": 0}
        assert {day: percent_back(at(alone, f"{day}T09:00:00+09:00"), unit, case) for day in days} == days
        entered = at(alone, "2026-12-08T09:00:00+09:00")
        assert percent_back(entered, unit, case, date(2026, 12, 6)) == 40, "staff enter it two days later"
        withdrawals.add(
            unit, case.row.id, b"", int(at(alone, "2026-12-06T23:59:00+09:00").clock.now().timestamp()) * 1_000_000
        )
        assert percent_back(at(alone, "2026-12-08T09:00:00+09:00"), unit, case) == 40, "it was asked for in time"
