"""A booking is the same at both zones."""

from typing import Any

import pytest

from portal.services.bookings.change_reservation import booking_of, change_time
from portal.services.cases.cases import case_of_resident
from portal.services.courier.apply_packages import take_courier
from portal.services.courier.carry_bookings import report_bookings, take_bookings
from portal.services.filing.admit_once import holders, places_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from portal.store.cases import applications
from tests.definitions.budgets import file, offered
from tests.definitions.shelf import shelf
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bookings import booking
from tests.portal.services.bookings.two_times import FIRST, MORNING, NOON, SECOND, book_two
from tests.portal.services.courier.carrying import forged, nothing_waits, same_at_both
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import PLACE, alice, file_application


def book(zones: Zones, session: Session, slot: str = "lung-3") -> str:
    draft = booking.begin(zones.outer, session)
    assert not booking.choose(zones.outer, session, draft, slot).mistaken
    return booking.send(zones.outer, session, draft).receipt_number


def places(zones: Zones, number: str) -> list[list[tuple[str, str, bool, str]]]:
    booked = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            of = reservations.of_application(unit, row.id)
            booked.append(
                sorted(
                    (reservation.slot, reservation.starts, reservation.number is not None, reservation.uid)
                    for reservation in of
                )
            )
    return booked


def rebook(zones: Zones, session: Session, number: str, slot: str) -> None:
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        mine = booking_of(zones.outer, unit, case, "lung_slot")
        assert change_time(zones.outer, unit, case, actor(session), mine, slot) is None
        unit.commit()


def actor(session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=PLACE)


def test_a_booked_time_is_booked_inside_changed_there_and_given_back(zones: Zones, session: Session) -> None:
    number = book(zones, session)
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    assert [place[2] for place in inner] == [True]
    rebook(zones, session, number, "lung-2")
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    assert [(place[0], place[2]) for place in inner] == [("lung-2", True), ("lung-3", False)]
    shared_state = same_at_both(zones, number)
    assert shared_state["answers"]["lung_slot"]["id"] == "lung-2"
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        booking.cancel_in(zones.outer, unit, case, actor(session), "lung_slot")
        unit.commit()
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    assert not any(place[2] for place in inner)
    for _ in range(2):
        zones.round()
    assert nothing_waits(zones)


@pytest.mark.parametrize(("given_up", "left"), [(SECOND, MORNING), (FIRST, NOON)])
def test_of_two_times_the_one_that_is_given_up_outside_goes_inside_too(
    zones: Zones, session: Session, given_up: str, left: str
) -> None:
    number = book_two(zones.outer, session)
    zones.round()
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        booking.cancel_in(zones.outer, unit, case, actor(session), given_up)
        unit.commit()
    zones.round()
    answers = same_at_both(zones, number)["answers"]
    assert (answers[FIRST]["id"], SECOND in answers, answers["more"]) == (left, False, False)
    outer, inner = places(zones, number)
    assert outer == inner
    assert [place[0] for place in inner if place[2]] == [left]
    zones.round()
    assert nothing_waits(zones)


def test_a_booking_that_comes_beyond_the_last_place_is_kept_and_reported_to_the_section(
    zones: Zones, session: Session
) -> None:
    """lung-3 takes ten at each side."""
    other = booking.resident(zones.inner, "ほかの人")
    for _ in range(10):
        draft = booking.begin(zones.inner, other)
        assert not booking.choose(zones.inner, other, draft, "lung-3").mistaken
        assert booking.send(zones.inner, other, draft).receipt_number
    number = book(zones, session)
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert [reservation.number for reservation in reservations.of_application(unit, row.id)] == [11]
        assert [event.move for event in applications.events(unit, row.id)].count("overbooked") == 1


@pytest.mark.parametrize("booked", [[], "other resource", "too many"])
def test_a_time_that_was_not_booked_there_is_left(zones: Zones, session: Session, booked: Any) -> None:
    number = book(zones, session)
    (package,) = zones.pack("outer")

    def change(first: dict[str, Any]) -> None:
        bookings = first["cases"][0]["booked"]
        if booked == "other resource":
            bookings[0].update(resource="somebody-elses")
        elif booked == "too many":
            bookings.extend([bookings[0]] * 100)
        else:
            bookings.clear()

    assert forged(zones, package, change).left == ((number, "slot"),)
    assert take_courier(zones.inner, package, CARRIER).left == ()


def test_a_smaller_amount_of_a_budget_is_carried_once_and_neither_an_older_one_nor_one_beyond_what_is_left(
    installation: Installation,
) -> None:
    installation, session = offered(installation, 500_000), alice(installation)
    number = file(installation, session, 300_000)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        (booking,) = report_bookings(unit, case.row.id)
        assert (booking["amount"], booking["kept"]) == (300_000, True)
        for changed, yen in ((1, 250_000), (-1, 100_000), (2, 600_000)):  # the budget is 500,000
            carried = booking | {"amount": yen, "changed_at": booking["changed_at"] + changed}
            take_bookings(installation, unit, case, [carried])
            assert [row.amount for row in reservations.of_application(unit, case.row.id)] == [250_000]
        take_bookings(installation, unit, case, [booking | {"uid": "of the other zone"}])
        assert sorted(row.amount or 0 for row in reservations.of_application(unit, case.row.id)) == [250_000, 300_000]


def test_what_is_limited_in_number_comes_in_and_one_car_counts_once_inside(zones: Zones, session: Session) -> None:
    limited = ("capacity", "duplicate-once", "duplicate-per")
    for installation in (zones.outer, zones.inner):
        for name in limited:
            offer(installation, shelf()[name])
    answers = {"name": {"family": "髙見本", "given": "太郎"}, "plate": "1-2"}
    numbers = [file_application(zones.outer, session, of=name, answers=answers) for name in limited]
    zones.round()
    plates = places_of(zones.inner.keys, shelf()["duplicate-per"], None, answers, None, zones.inner.clock.today())
    with zones.inner.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in numbers]
        assert [row.state for row in rows if row] == ["received"] * 3
        assert holders(unit, plates) == [row.id for row in rows[2:] if row]
