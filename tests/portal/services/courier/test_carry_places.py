"""What was given at the counter inside is taken outside too; what both gave is kept, and written into the case."""

from pathlib import Path

import pytest

from forms.definition.registry import field_types
from forms.loading import load_text
from portal.services.courier.apply_packages import take_courier
from portal.services.filing.admit_capacity import room_left
from portal.services.shared.free_places import booked_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from tests import definitions
from tests.definitions.budgets import NAME, withdraw
from tests.definitions.shelf import shelf
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bookings.booking import resident
from tests.portal.services.courier.carrying import ON_BOTH_ENGINES, nothing_waits
from tests.portal.two_zones import CARRIER, Zones
from tests.portal.world import file_application

OPTIONS, CAPACITY = "choice-capacity", "capacity"
EVENING = {"name": NAME, "course": "evening"}  # has one place


@pytest.fixture(autouse=True)
def _offered(zones: Zones) -> None:
    for installation in (zones.outer, zones.inner):
        for name in (OPTIONS, CAPACITY):
            offer(installation, shelf()[name])


@pytest.fixture
def bob(zones: Zones) -> Session:
    return resident(zones.inner, "窓口の人")


def left(installation: Installation, option: str = "evening") -> int:
    procedure = installation.catalogue.current(OPTIONS)
    with installation.database.read() as unit:
        places = installation.rules.option_places(procedure)
        return booked_of(unit, procedure, places, 0).options["course"][option]


def room(installation: Installation) -> int | None:
    with installation.database.read() as unit:
        return room_left(installation, unit, installation.catalogue.current(CAPACITY))


def overbooked(zones: Zones, number: str) -> int:
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return [event.move for event in applications.events(unit, row.id)].count("overbooked")


@ON_BOTH_ENGINES
def test_a_place_that_was_given_inside_is_taken_outside_until_it_is_given_back(zones: Zones, bob: Session) -> None:
    number = file_application(zones.inner, bob, of=OPTIONS, answers=EVENING)
    file_application(zones.inner, bob, of=CAPACITY, answers={"name": NAME})
    assert (left(zones.outer), room(zones.outer)) == (1, 500)
    (package,) = zones.pack("inner")
    for _ in range(2):
        take_courier(zones.outer, package, CARRIER)
    assert (left(zones.outer), left(zones.outer, "morning"), room(zones.outer)) == (0, 3, 499)
    withdraw(zones.inner, bob, number)
    zones.round()
    assert (left(zones.outer), room(zones.outer)) == (1, 499)
    take_courier(zones.outer, package, CARRIER)
    assert left(zones.outer) == 1, "an older package takes nothing"
    zones.round()
    assert nothing_waits(zones)


def test_what_was_filed_outside_is_not_sent_back_as_one_more(zones: Zones, session: Session) -> None:
    file_application(zones.outer, session, of=OPTIONS, answers=EVENING | {"course": "morning"})
    zones.round()
    zones.round()
    assert left(zones.outer, "morning") == left(zones.inner, "morning") == 2


def test_a_place_that_both_zones_gave_is_kept_and_written_into_the_case(
    zones: Zones, session: Session, bob: Session
) -> None:
    file_application(zones.inner, bob, of=OPTIONS, answers=EVENING)
    number = file_application(zones.outer, session, of=OPTIONS, answers=EVENING)
    single = file_application(zones.outer, session, of=CAPACITY, answers={"name": NAME})
    zones.round()
    assert (overbooked(zones, number), overbooked(zones, single)) == (1, 0)
    assert left(zones.outer) == left(zones.inner) == 0


def test_a_capacity_beyond_which_both_gave_is_written_into_the_case_too(
    zones: Zones, session: Session, bob: Session
) -> None:
    text = (Path(definitions.__file__).parent / "smallest" / f"{CAPACITY}.yaml").read_text()
    for installation in (zones.outer, zones.inner):
        offer(installation, load_text(text.replace("500", "1"), f"{CAPACITY}.yaml", fields=field_types()))
    file_application(zones.inner, bob, of=CAPACITY, answers={"name": NAME})
    number = file_application(zones.outer, session, of=CAPACITY, answers={"name": NAME})
    zones.round()
    assert overbooked(zones, number) == 1
