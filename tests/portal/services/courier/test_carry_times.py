"""Closed times, waiting lists, and shares of places."""

import random
from dataclasses import replace
from datetime import date

import pytest

from portal.errors import BadRequest
from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.day_of_slots import change_slot, day_of_slots
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.carry_times import Waiter, waiting_outside
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.bookings import reservations, slot_changes
from portal.store.bookings.reservations import Time
from portal.store.bookings.slot_changes import Changed
from portal.store.cases import applications
from portal.store.courier import courier_items
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.bookings import booking
from tests.portal.services.bookings.booking import wait
from tests.portal.services.courier.carrying import nothing_waits
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import add_member

TIME = Time("lung", "lung-3", "2026-12-09T09:00")


@pytest.fixture
def reviewer(zones: Zones) -> Member:
    return add_member(zones.inner, "reviewer", ("reviewer", "*"))


def press(zones: Zones, reviewer: Member, act: str) -> None:
    with zones.inner.database.write() as unit:
        change_slot(zones.inner, unit, reviewer, TIME.resource, TIME.slot, act)
        unit.commit()


def changed(installation: Installation) -> Changed:
    with installation.database.read() as unit:
        return slot_changes.of(unit, TIME)


def try_to_book(installation: Installation, session: Session) -> bool:
    draft = booking.begin(installation, session)
    if booking.choose(installation, session, draft, TIME.slot).mistaken:
        return False
    return bool(booking.send(installation, session, draft).receipt_number)


def give(installation: Installation, places: int) -> None:
    """Of the ten places of the city's file."""
    with installation.database.write() as unit:
        slot_changes.add(unit, TIME, Changed(extra=places - 10), "test", 1)
        unit.commit()


def holding(installation: Installation, places: int, *, apart: bool = False) -> Installation:
    times = installation.city.times
    given = {
        "slots": tuple(slot.model_copy(update={"capacity": places}) for slot in times.slots),
        "resources": tuple(resource.model_copy(update={"apart": apart}) for resource in times.resources),
    }
    return replace(installation, city=installation.city.model_copy(update={"times": times.model_copy(update=given)}))


def books(zones: Zones, zone: str, name: str) -> bool:
    installation = zones.outer if zone == "outer" else zones.inner
    return try_to_book(installation, booking.resident(installation, name))


def test_a_time_that_is_closed_inside_is_closed_outside_and_places_of_inside_stay_there(
    zones: Zones, reviewer: Member
) -> None:
    press(zones, reviewer, "more")
    press(zones, reviewer, "close")
    (closing,) = zones.pack("inner")
    press(zones, reviewer, "open")
    (opening,) = zones.pack("inner")
    assert take_courier(zones.outer, closing, CARRIER).left == ()
    assert changed(zones.outer) == Changed(0, closed=True)
    assert not try_to_book(zones.outer, booking.resident(zones.outer, "ある人"))
    for package in (opening, closing, opening):
        take_courier(zones.outer, package, CARRIER)
    assert (changed(zones.outer), changed(zones.inner)) == (Changed(0), Changed(1))
    press(zones, reviewer, "close")
    zones.pack("inner")  # lost
    zones.pack("inner", again=True)
    zones.folder.joinpath("inner").rename(zones.folder / "found")
    for path in sorted((zones.folder / "found").glob("*.courier"), reverse=True):
        take_courier(zones.outer, path.read_bytes(), CARRIER)
    assert changed(zones.outer).closed
    zones.round()
    assert nothing_waits(zones)


def test_who_waits_outside_is_seen_inside_in_their_order_and_without_a_name(zones: Zones, reviewer: Member) -> None:
    give(zones.outer, 0)
    waiting = [wait(zones.outer, booking.resident(zones.outer, name)) for name in ("一人め", "二人め")]
    zones.round()
    with zones.inner.database.write() as unit:
        times = day_of_slots(zones.inner, unit, reviewer, "lung", date(2026, 12, 9))
        item = courier_items.of(unit, "waits/lung")
    assert {place.slot.id: place.waiting for place in times} == {"lung-3": 2, "lung-4": 0}
    minute = zones.outer.clock.now().replace(second=0, microsecond=0)
    assert times[0].outside == (Waiter(minute, None), Waiter(minute, None))
    assert item is not None
    assert not any(name in item.content for name in ("一人め", "二人め", *waiting))
    with zones.outer.database.write() as unit:
        for draft in waiting:
            unit.connection.exec_driver_sql(f"DELETE FROM slot_wait WHERE draft_id = '{draft}'")
        unit.commit()
    zones.round()
    with zones.inner.database.read() as unit:
        assert waiting_outside(unit, "lung") == {}
    assert nothing_waits(zones)


def test_a_place_that_is_added_inside_is_offered_outside_to_who_waits_there(zones: Zones, reviewer: Member) -> None:
    zones.outer = holding(zones.outer, 1)
    assert books(zones, "outer", "早い人")
    drafts = [wait(zones.outer, booking.resident(zones.outer, name)) for name in ("一人め", "二人め")]
    zones.round()
    desk, page = at_desk(zones.inner, reviewer), "/desk/slots?resource=lung&day=2026-12-09"
    desk.post(page, "/desk/slots/lung", {"slot": TIME.slot, "act": "more_outside"})
    assert "まだ向こうに届いていません" in desk.get(page)
    zones.round()
    assert "まだ向こうに届いていません" not in desk.get(page)
    assert keep_places(zones.outer) == 1
    assert not books(zones, "outer", "遅い人")  # held for the first on the waiting list
    zones.round()
    with zones.inner.database.read() as unit:
        first, second = waiting_outside(unit, "lung")[TIME.slot, TIME.starts]
    assert (first.until is not None, second.until) == (True, None)
    session = booking.resident(zones.outer, "一人め")
    assert not booking.choose(zones.outer, session, drafts[0], TIME.slot).mistaken
    assert booking.send(zones.outer, session, drafts[0]).receipt_number
    zones.round()
    assert nothing_waits(zones)


def test_places_that_are_taken_away_again_are_given_no_more_and_nobody_loses_one(
    zones: Zones, reviewer: Member
) -> None:
    zones.outer, zones.inner = holding(zones.outer, 1), holding(zones.inner, 2)
    for _ in range(2):
        press(zones, reviewer, "more_outside")
    zones.round()
    assert [books(zones, "outer", name) for name in ("甲", "乙")] == [True, True]
    zones.round()
    with zones.inner.database.write() as unit:
        (time,) = [
            place
            for place in day_of_slots(zones.inner, unit, reviewer, "lung", date(2026, 12, 9))
            if place.slot.id == TIME.slot
        ]
    assert (len(time.comers), time.places) == (2, 4)
    for _ in range(2):
        press(zones, reviewer, "fewer_outside")
    zones.round()
    assert not books(zones, "outer", "丙")
    with zones.outer.database.read() as unit:
        assert len(reservations.numbers(unit, TIME)) == 2
    with pytest.raises(BadRequest):
        press(zones, reviewer, "fewer_outside")


def test_where_the_numbers_are_apart_each_zone_gives_all_of_its_own_and_none_of_the_others(
    zones: Zones, reviewer: Member
) -> None:
    zones.outer, zones.inner = holding(zones.outer, 2, apart=True), holding(zones.inner, 1, apart=True)
    assert [books(zones, "outer", name) for name in ("甲", "乙", "丙")] == [True, True, False]
    zones.round()
    assert [books(zones, "inner", name) for name in ("丁", "戊")] == [True, False]
    with zones.inner.database.read() as unit:
        moves = [event.move for number in range(1, 4) for event in applications.events(unit, number)]
        assert len(reservations.numbers(unit, TIME)) == 3
    assert "overbooked" not in moves
    with zones.outer.database.write() as unit:  # a place cancelled outside adds none inside
        reservations.give_back(unit, next(row.id for row in reservations.of_application(unit, 1)), 2)
        unit.commit()
    zones.round()
    assert not books(zones, "inner", "戊")
    assert books(zones, "outer", "丙")


@pytest.mark.parametrize(("seed", "apart"), [(1, False), (2, True)])
def test_shares_that_add_up_are_never_overrun_whatever_is_carried_when(
    zones: Zones, reviewer: Member, seed: int, apart: bool
) -> None:
    """Each side has two places of four; the section moves places between them."""
    source, share, most = random.Random(seed), 2, 0
    zones.outer, zones.inner = holding(zones.outer, share, apart=apart), holding(zones.inner, share, apart=apart)
    people = [booking.resident(installation, "ある人") for installation in (zones.outer, zones.inner)]
    given, flying = 0, list[tuple[str, bytes]]()
    for _ in range(18):
        act = source.randrange(5)
        if act == 4:
            fewer = changed(zones.inner).outside and source.random() < 0.5
            press(zones, reviewer, "fewer_outside" if fewer else "more_outside")
            most = max(most, changed(zones.inner).outside)
        elif act < 2:
            given += try_to_book((zones.outer, zones.inner)[act], people[act])
        elif act == 2:
            zone = source.choice(("outer", "inner"))
            flying += [(zone, package) for package in zones.pack(zone, again=source.random() < 0.5)]
        elif flying:
            zone, package = source.choice(flying)
            take_courier(zones.other(zone), package, CARRIER)
    assert 0 < given <= 2 * share + most
    zones.pack("outer", again=True)
    for path in (zones.folder / "outer").glob("*.courier"):
        take_courier(zones.inner, path.read_bytes(), CARRIER)
    with zones.inner.database.read() as unit:
        assert len(reservations.numbers(unit, TIME)) == given
