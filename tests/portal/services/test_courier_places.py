"""Between the zones: times that are closed, how many wait, and places that two sides give without asking each other."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.services.actor import Actor
from portal.services.carry_times import waiting_outside
from portal.services.day_of_slots import change_slot, day_of_slots
from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.take_courier import take_courier
from portal.store import reservations, slot_changes
from portal.store.reservations import Time
from portal.store.slot_changes import Changed
from tests.databases import Makers
from tests.portal.services import booking
from tests.portal.services.carrying import nothing_waits
from tests.portal.services.test_keep_places import wait
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import add_member

TIME = Time("lung", "lung-3", "2026-12-09T09:00")


@pytest.fixture
def zones(makers: Makers, tmp_path: Path) -> Iterator[Zones]:
    with two_zones(makers, "sqlite", tmp_path) as made:
        yield made


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


def test_a_time_that_is_closed_inside_is_closed_outside_and_its_extra_places_stay_inside(
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


def test_how_many_wait_outside_is_seen_inside_by_number_alone(zones: Zones, reviewer: Member) -> None:
    with zones.outer.database.write() as unit:
        slot_changes.add(unit, TIME, Changed(extra=-10), "test", 1)
        unit.commit()
    waiting = [wait(zones.outer, booking.resident(zones.outer, name)) for name in ("一人め", "二人め")]
    zones.round()
    with zones.inner.database.write() as unit:
        assert waiting_outside(unit, "lung") == {("lung-3", TIME.starts): 2}
        times = day_of_slots(zones.inner, unit, reviewer, "lung", date(2026, 12, 9))
    assert {one.slot.id: one.waiting for one in times} == {"lung-3": 2, "lung-4": 0}
    with zones.outer.database.write() as unit:
        for draft in waiting:
            unit.connection.exec_driver_sql(f"DELETE FROM slot_wait WHERE draft_id = '{draft}'")
        unit.commit()
    zones.round()
    with zones.inner.database.read() as unit:
        assert waiting_outside(unit, "lung") == {}
    assert nothing_waits(zones)


@pytest.mark.parametrize("seed", [1, 2])
def test_shares_that_add_up_are_never_overrun_whatever_is_carried_when(zones: Zones, seed: int) -> None:
    """Each side gives two places of four. Packages are lost, come twice and in any order; what comes takes places here, too."""
    source, share = random.Random(seed), 2
    people = [booking.resident(one, "ある人") for one in (zones.outer, zones.inner)]
    for one in (zones.outer, zones.inner):
        with one.database.write() as unit:
            slot_changes.add(unit, TIME, Changed(extra=share - 10), str(Actor("system", "test")), 1)
            unit.commit()
    given, flying = 0, list[tuple[str, bytes]]()
    for _ in range(14):
        act = source.randrange(4)
        if act < 2:
            given += try_to_book((zones.outer, zones.inner)[act], people[act])
        elif act == 2:
            zone = source.choice(("outer", "inner"))
            flying += [(zone, package) for package in zones.pack(zone, again=source.random() < 0.5)]
        elif flying:
            zone, package = source.choice(flying)
            take_courier(zones.other(zone), package, CARRIER)
    assert 0 < given <= 2 * share
    zones.pack("outer", again=True)
    for path in (zones.folder / "outer").glob("*.courier"):
        take_courier(zones.inner, path.read_bytes(), CARRIER)
    with zones.inner.database.read() as unit:
        assert len(reservations.numbers(unit, TIME)) == given
