"""Waiting lists."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.store.bookings import slot_waits
from portal.store.bookings.reservations import Time
from tests.portal.store.planting import plant

TIME = Time("room", "slot", "2026-11-20T10:00", "2026-11-20T11:00", "here")
LATER = replace(TIME, starts="2026-11-21T10:00")


@pytest.fixture
def draft(unit: Unit) -> str:
    return str(plant(unit, Draft)["id"])


def test_who_lets_an_offer_pass_waits_at_the_end(unit: Unit) -> None:
    person = plant(unit, Person)["id"]
    first, second = str(plant(unit, Draft, person_id=person)["id"]), str(plant(unit, Draft)["id"])
    for draft in (first, second, first):
        slot_waits.add(unit, TIME, draft, "q", 1)
    (one_wait,), (other_wait,) = slot_waits.of_draft(unit, first), slot_waits.of_draft(unit, second)
    assert [slot_waits.ahead(unit, row) for row in (one_wait, other_wait)] == [0, 1]
    assert slot_waits.others(unit, TIME, first) == 1
    assert slot_waits.counts(unit, "room", second) == {TIME.key[1:]: 1}
    assert slot_waits.counts(unit, "other", second) == {}
    assert slot_waits.waiting(unit, "2026-11-20") == [one_wait]
    assert slot_waits.waiting(unit, "2026-11-21") == []
    assert [slot_waits.offer(unit, one_wait.id, 10) for _ in range(2)] == [True, False]
    offered = replace(one_wait, state="offered", until=10)
    assert slot_waits.in_row(unit, "2026-11-20", 9) == [offered, other_wait]
    assert slot_waits.in_row(unit, "2026-11-20", 10) == [other_wait]
    assert slot_waits.in_row(unit, "2026-11-21", 9) == []
    assert slot_waits.offered_to(unit, person, 9) == [offered]
    assert slot_waits.offered_to(unit, person, 10) == []
    assert [slot_waits.pass_by(unit, now) for now in (9, 10)] == [0, 1]
    slot_waits.add(unit, TIME, first, "q", 11)
    (again,) = slot_waits.of_draft(unit, first)
    assert slot_waits.in_row(unit, "2026-11-20", 9) == [other_wait, again]
    slot_waits.remove(unit, LATER, first, "q")
    slot_waits.remove(unit, TIME, first, "q")
    slot_waits.remove_of_draft(unit, second)
    assert slot_waits.of_draft(unit, first) == slot_waits.of_draft(unit, second) == []
