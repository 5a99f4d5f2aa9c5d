"""Codes beside receipt numbers, and their accesses."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.residents.person import Person
from portal.store.cases import track_codes
from portal.store.cases.track_codes import TrackRow
from tests.portal.store.planting import plant


def test_the_first_code_of_an_application_stays(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    first = TrackRow(application, b"seed", b"hash")
    for row in (first, TrackRow(application, b"other", b"other")):
        track_codes.add(unit, row)
    assert track_codes.of_application(unit, application) == first
    assert track_codes.of_application(unit, plant(unit, Application)["id"]) is None


def test_a_person_came_to_each_application_once_the_newest_first(unit: Unit) -> None:
    person, stranger = plant(unit, Person)["id"], plant(unit, Person)["id"]
    older, newer = sorted(plant(unit, Application)["id"] for _ in range(2))
    for application in (newer, older, newer):
        track_codes.let_in(unit, application, person, 5)
    assert track_codes.applications_of_person(unit, person) == [newer, older]
    assert track_codes.applications_of_person(unit, stranger) == []
