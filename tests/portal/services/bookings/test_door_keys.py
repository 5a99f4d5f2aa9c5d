"""A number is wanted for what is booked, paid and accepted, for as long as it is."""

from datetime import date

import pytest
from sqlalchemy import text

from portal.jobs.bookings.keep_door_keys import keep_door_keys
from portal.services.bookings import door_keys as plan
from portal.services.bookings.change_reservation import booking_of, change_time
from portal.services.cases.cases import case_of_resident
from portal.services.cases.fee import AmountDue
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import door_keys
from tests.portal.contacts import mails, proved
from tests.portal.later import at
from tests.portal.services.bookings.booking import book, cancel, resident
from tests.portal.services.bookings.locking import Recorded, door_of, locked, work
from tests.portal.services.cases.test_move_application import decide, pass_it
from tests.portal.world import PLACE, add_member

DUTY = "health-screening"


@pytest.fixture
def locks() -> Recorded:
    return Recorded()


def move_to(installation: Installation, session: Session, number: str, slot: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        actor = Actor("resident", session.person_id or "", place=PLACE)
        assert change_time(installation, unit, case, actor, booking, slot) is None
        unit.commit()


@pytest.mark.both_engines
def test_a_booking_gets_its_number_once_and_its_page_shows_it(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city = locked(installation, locks, early=20, late=5)
    number = book(city, session)
    door = door_of(city, session, number)
    assert door is not None
    assert door.state == "soon"
    for _ in range(3):
        work(city)
    door = door_of(city, session, number)
    assert door is not None
    assert (door.state, len(door.number), door.opens, door.closes) == (
        "given", 6, "2026-12-09T08:40", "2026-12-09T09:35",
    )  # fmt: skip
    assert door.number not in repr(door)
    assert locks.asked == ["give"]
    assert [(each.doors, each.starts, each.ends) for each in locks.given.values()] == [
        (("lung-door",), "2026-12-09T08:40", "2026-12-09T09:35")
    ]
    assert keep_door_keys(city) == 0


def test_a_place_without_a_lock_and_a_city_without_a_service_give_none(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    number = book(installation, session)
    assert keep_door_keys(locked(installation, None)) == 0
    city = locked(installation, locks)
    other = book(city, session, "lung-1")
    times = city.city.times
    times.__dict__["resources"] = tuple(row.model_copy(update={"lock": None}) for row in times.resources)
    work(city)
    assert (door_of(city, session, number), door_of(city, session, other), locks.asked) == (None, None, [])


def test_a_changed_time_moves_the_number_and_a_cancelled_one_takes_it_back(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city = locked(installation, locks)
    number = book(city, session)
    work(city)
    move_to(city, session, number, "lung-4")
    door = door_of(city, session, number)
    assert door is not None
    assert door.state == "soon", "the earlier number does not open at the new time"
    work(city)
    assert [each.starts for each in locks.given.values()] == ["2026-12-09T10:15"]
    door = door_of(city, session, number)
    assert door is not None
    assert door.number == "246810"
    cancel(city, session, number)
    work(city)
    assert (locks.given, locks.asked) == ({}, ["give", "move", "take back"])
    with city.database.read() as unit:
        assert door_keys.open_ones(unit) == []
        assert unit.connection.execute(text("SELECT sealed_number FROM door_key")).scalars().all() == [None]


def test_what_was_cancelled_before_the_number_came_asks_the_service_for_nothing(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city, number = locked(installation, locks), ""
    number = book(city, session)
    keep_door_keys(city)
    cancel(city, session, number)
    work(city)
    assert locks.asked == []


def test_the_number_waits_for_the_section_where_the_city_says_so(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city = locked(installation, locks, given="accepted")
    number, reviewer = book(city, session), add_member(installation, "reviewer", ("reviewer", DUTY))
    work(city)
    door = door_of(city, session, number)
    assert door is not None
    assert (door.state, locks.asked) == ("undecided", [])
    pass_it(city, reviewer, number)
    decide(city, reviewer, number, "accepted")
    work(city)
    door = door_of(city, session, number)
    assert door is not None
    assert (door.state, locks.asked) == ("given", ["give"])


def test_the_number_waits_for_the_fee(
    installation: Installation, locks: Recorded, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = locked(installation, locks)
    number = book(city, session)
    due = AmountDue(500, "before", asked=True, online=True, until=date(2026, 12, 1), payment=None)
    monkeypatch.setattr(plan, "amount_due", lambda *_given: due)
    work(city)
    door = door_of(city, session, number)
    assert door is not None
    assert (door.state, locks.asked) == ("unpaid", [])
    monkeypatch.setattr(plan, "amount_due", lambda *_given: None)
    work(city)
    assert locks.asked == ["give"]


def test_after_its_time_a_number_is_forgotten_without_the_service(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city = locked(installation, locks)
    number = book(city, session)
    work(city)
    later = at(city, "2026-12-09T09:31:00+09:00")
    work(later)
    assert locks.asked == ["give"]
    assert door_of(later, session, number) is None
    with later.database.read() as unit:
        assert unit.connection.execute(text("SELECT state, sealed_number FROM door_key")).all() == [("ended", None)]


def test_a_mail_before_the_day_leads_to_the_page_once_and_has_no_number(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city = locked(installation, locks, remind_days=2)
    proved(city, session.person_id)
    number = book(city, session)
    work(city)
    door, before = door_of(city, session, number), len(mails(city))
    assert door is not None
    near = at(city, "2026-12-07T09:00:00+09:00")
    for _ in range(2):
        work(near)
    (mail,) = mails(city)[before:]
    assert mail.subject == f"【見本市】予約した日が近づいています（受付番号 {number}）"
    assert f"/applications/{number}\n" in mail.text
    assert "2026年12月9日（水曜日）9時00分" in mail.text
    assert door.number not in mail.subject + mail.text
    move_to(near, session, number, "lung-4")
    work(near)  # a demo's times move by weeks: it is the 23rd now
    work(at(city, "2026-12-21T09:00:00+09:00"))
    assert len(mails(city)) == before + 2, "of another time people are reminded again"


def test_two_bookings_have_two_numbers_and_nobody_else_sees_them(
    installation: Installation, locks: Recorded, session: Session
) -> None:
    city, other = locked(installation, locks), resident(installation, "ほかの人")
    numbers = book(city, session), book(city, other)
    work(city)
    assert len(locks.given) == 2
    assert door_of(city, session, numbers[0]) != door_of(city, other, numbers[1])
