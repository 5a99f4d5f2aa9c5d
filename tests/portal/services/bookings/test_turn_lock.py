"""The service of the locks may be away: bookings go on, the desk sees it, and what comes late is not lost."""

from datetime import date, timedelta

import pytest

from integrations.sockets.lock_socket import Number, Opening
from portal.clock import from_micro
from portal.jobs.bookings.keep_door_keys import keep_door_keys
from portal.jobs.send_notices import send_notices
from portal.services.bookings.day_of_slots import day_of_slots
from portal.services.notices.delivery_board import Wanted, delivery_board, send_again
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.bookings import door_keys
from portal.store.notices import deliveries
from tests.portal.later import at, later
from tests.portal.services.bookings.booking import SLOT, book, cancel
from tests.portal.services.bookings.locking import Recorded, door_of, locked, work
from tests.portal.services.bookings.test_door_keys import move_to
from tests.portal.world import add_member

DUTY = "health-screening"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def seen(installation: Installation, member: Member) -> list[tuple[str, str, str]]:
    with installation.database.write() as unit:
        board = delivery_board(installation, unit, member, Wanted(kind="lock"))
        unit.commit()
    return [(line.row.message, line.row.state, line.row.error_code) for line in board.lines]


def test_an_outage_leaves_the_booking_and_the_number_comes_later(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    locks = Recorded(down="LOCK_UNAVAILABLE")
    city = locked(installation, locks)
    number = book(city, session)
    work(city)
    door = door_of(city, session, number)
    assert door is not None
    assert door.state == "soon"
    assert seen(city, reviewer) == [("door_give", "waiting", "LOCK_UNAVAILABLE")]
    locks.down = ""
    work(at(city, f"{city.clock.now() + timedelta(minutes=1):%Y-%m-%dT%H:%M:%S%z}"))
    door = door_of(city, session, number)
    assert door is not None
    assert door.state == "given"
    assert seen(city, reviewer) == [("door_give", "sent", "")]


def test_a_refused_door_is_parked_and_tried_again_from_the_desk(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    locks = Recorded(down="LOCK_REFUSED")
    city = locked(installation, locks)
    number = book(city, session)
    work(city)
    assert seen(city, reviewer) == [("door_give", "parked", "LOCK_REFUSED")]
    locks.down = ""
    with city.database.write() as unit:
        (line,) = delivery_board(city, unit, reviewer, Wanted(kind="lock")).lines
        row = deliveries.by_id(unit, line.row.id)
        assert row is not None
        send_again(city, unit, reviewer, row)
        unit.commit()
    send_notices(city)
    door = door_of(city, session, number)
    assert door is not None
    assert door.state == "given"
    assert [opening.again for opening in locks.given.values()] == [True]


def test_the_desk_sees_the_number_on_its_day_and_others_do_not(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    city = locked(installation, Recorded())
    number = book(city, session)
    work(city)
    door = door_of(city, session, number)
    assert door is not None
    with city.database.write() as unit:
        times = day_of_slots(city, unit, reviewer, "lung", date(2026, 12, 9))
    (comer,) = next(time for time in times if time.slot.id == SLOT).comers
    assert (comer.door, comer.number) == ("given", door.number)
    assert comer.number not in repr(comer)
    for role in ("auditor", "exporter"):
        reads = add_member(city, role, (role, DUTY))
        with city.database.write() as unit:
            times = day_of_slots(city, unit, reads, "lung", date(2026, 12, 9))
        (comer,) = next(time for time in times if time.slot.id == SLOT).comers
        assert (comer.door, comer.number) == ("given", ""), "who only reads opens no door"
    move_to(city, session, number, "lung-4")
    with city.database.write() as unit:
        times = day_of_slots(city, unit, reviewer, "lung", date(2026, 12, 9))
    (comer,) = next(time for time in times if time.slot.id == "lung-4").comers
    assert (comer.door, comer.number) == ("wanted", ""), "the earlier number does not open at the new time"


def test_a_number_that_comes_after_the_booking_was_cancelled_is_taken_back(
    installation: Installation, session: Session
) -> None:
    locks = Recorded()
    city = locked(installation, locks)
    number = book(city, session)
    keep_door_keys(city)
    with city.database.read() as unit:
        (key,) = door_keys.open_ones(unit)
    give = locks.give

    def cancelled_meanwhile(opening: Opening) -> Number:
        given = give(opening)
        cancel(city, session, number)
        keep_door_keys(city)
        return given

    locks.give = cancelled_meanwhile  # type: ignore[method-assign]
    send_notices(city)
    assert (locks.asked, locks.given) == (["give", "take back"], {})
    with city.database.read() as unit:
        after = door_keys.by_id(unit, key.id)
    assert after is not None
    assert (after.state, after.sealed_number) == ("ended", None)
    assert from_micro(after.changed_at) >= from_micro(key.changed_at)


class Namesakes(Recorded):
    """Each number has an access of its own, as at RemoteLOCK."""

    def give(self, opening: Opening) -> Number:
        super().give(opening)
        access = f"{opening.name} {len(self.asked)}"
        self.given[access] = self.given.pop(opening.name)
        return Number(access, f"{len(self.asked):06}")


@pytest.mark.parametrize("act", ["cancelled", "moved"])
def test_a_number_that_another_worker_overtook_is_taken_back(
    installation: Installation, session: Session, act: str
) -> None:
    locks = Namesakes()
    city = locked(installation, locks)
    number = book(city, session)
    keep_door_keys(city)
    give = locks.give

    def overtaken(opening: Opening) -> Number:
        given = give(opening)
        locks.give = give  # type: ignore[method-assign]
        if act == "cancelled":
            cancel(city, session, number)
        else:
            move_to(city, session, number, "lung-2")
        work(city)  # of the other worker
        return given

    locks.give = overtaken  # type: ignore[method-assign]
    send_notices(city)
    work(later(city, minutes=1))
    with city.database.read() as unit:
        keys = door_keys.open_ones(unit)
    assert sorted(locks.given) == sorted(key.access for key in keys), "no number opens of which no record is left"
    door = door_of(city, session, number)
    if act == "moved":
        assert door is not None
        assert (door.state, door.number) == ("given", "000002")
