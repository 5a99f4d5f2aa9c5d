"""Changing or cancelling until the city's last day."""

from dataclasses import replace

import pytest

from portal.errors import Closed, Conflict, NotFound
from portal.services.bookings.change_reservation import (
    booking_of,
    bookings_of,
    change_time,
    revise_answers,
    times_left,
)
from portal.services.bookings.write_calendar import write_calendar
from portal.services.cases.cases import case_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from tests.portal.later import at
from tests.portal.services.bookings.booking import SLOT, book, cancel, case_of, fill
from tests.portal.world import PLACE


def test_a_change_takes_the_new_time_and_gives_the_old_one_back(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        actor = Actor("resident", session.person_id or "", place=PLACE)
        assert change_time(installation, unit, case, actor, booking, "lung-4") is None
        unit.commit()
    after = case_of(installation, session, number)
    assert after.answers["lung_slot"]["id"] == "lung-4"
    assert (after.row.arrived_at, after.row.state, after.row.answers_revision) == (
        case.row.arrived_at, case.row.state, case.row.answers_revision + 1,
    )  # fmt: skip
    with installation.database.read() as unit:
        kept = {booking.row.slot: booking.kept for booking in bookings_of(installation, unit, after)}
    assert kept == {SLOT: False, "lung-4": True}


def test_who_changes_too_late_keeps_what_they_have(installation: Installation, session: Session) -> None:
    number = book(installation, session, "lung-4")
    fill(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        mistake = change_time(installation, unit, case, Actor("resident", "x"), booking, SLOT)
    assert mistake is not None
    assert mistake.key == "slot.full"
    with installation.database.read() as unit:
        assert booking_of(installation, unit, case_of(installation, session, number), "lung_slot").row.slot == "lung-4"


def test_after_the_last_day_nothing_is_changed(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    too_late = at(installation, "2026-12-09T00:10:00+09:00")
    with too_late.database.read() as unit, pytest.raises(Closed):
        booking_of(too_late, unit, case_of(too_late, session, number), "lung_slot")
    with installation.database.read() as unit, pytest.raises(NotFound):
        booking_of(installation, unit, case_of(installation, session, number), "xray_slot")


def test_an_application_that_ended_gives_its_places_back(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    cancel(installation, session, number)
    assert case_of(installation, session, number).row.state == "withdrawn"
    with installation.database.read() as unit:
        assert reservations.of_day(unit, "lung", "2026-12-09") == []


def test_where_a_time_is_held_by_video_its_link_is_given_and_for_no_other(
    installation: Installation, session: Session
) -> None:
    number = book(installation, session)

    def link(*, by_video: bool, room: str = "https://video.example/mihon") -> tuple[str, bool]:
        city = installation.city
        rows = tuple(row.model_copy(update={"video": by_video}) for row in city.times.resources)
        times = city.times.model_copy(update={"resources": rows})
        changed = replace(installation, city=city.model_copy(update={"times": times, "video": room}))
        with changed.database.read() as unit:
            (booking,) = bookings_of(changed, unit, case_of(changed, session, number))
        videos = {booking.row.uid: booking.video}
        made = write_calendar([booking.row], "予約", "city.example", changed.clock.now(), videos)
        return booking.video, b"\r\nURL:https://video.example/mihon\r\n" in made

    assert link(by_video=True) == ("https://video.example/mihon", True)
    assert link(by_video=False) == link(by_video=True, room="") == ("", False)
    cancel(installation, session, number)
    assert link(by_video=True) == ("", False)


def test_the_last_day_for_changes_is_the_day_before(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    last_day = at(installation, "2026-12-08T23:59:00+09:00")
    with last_day.database.read() as unit:
        booking = booking_of(last_day, unit, case_of(last_day, session, number), "lung_slot")
    assert (booking.until.isoformat(), booking.open) == ("2026-12-08", True)


def test_the_own_time_and_full_times_are_not_offered(installation: Installation, session: Session) -> None:
    number = book(installation, session, "lung-4")
    fill(installation)
    with installation.database.read() as unit:
        case = case_of(installation, session, number)
        offered = times_left(unit, case, booking_of(installation, unit, case, "lung_slot"))
    assert [slot.id for slot in offered] == ["lung-1", "lung-2"]


@pytest.mark.parametrize("slot", [SLOT, "lung-99", "stomach_xray-1"])
def test_the_own_time_and_unknown_times_change_nothing(installation: Installation, session: Session, slot: str) -> None:
    number = book(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        mistake = change_time(installation, unit, case, Actor("resident", "x"), booking, slot)
        assert mistake is not None
        assert mistake.key == "slot.gone"
        assert [(row.slot, row.number is not None) for row in reservations.of_application(unit, case.row.id)] == [
            (SLOT, True)
        ]


def test_answers_that_were_changed_meanwhile_are_not_overwritten(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    case = case_of(installation, session, number)
    with installation.database.write() as unit:
        revise_answers(unit, case, dict(case.answers), 1)
        with pytest.raises(Conflict):
            revise_answers(unit, case, dict(case.answers), 2)
