"""A seed is promised once, and drawn with once."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.staff.staff import Staff
from portal.store.bookings import drawings
from portal.store.bookings.drawings import DrawingRow
from tests.portal.store.planting import plant

ROW = DrawingRow(0, "uid", "sports", "parks", "2026-11-30", "c0ffee", "key", b"wrapped", b"sealed", 7)


@pytest.fixture
def stored(unit: Unit) -> DrawingRow:
    assert drawings.promise(unit, ROW)
    drawing = drawings.of(unit, "sports", "2026-11-30")
    assert drawing is not None
    return drawing


def test_a_promise_is_read_as_it_was_made(unit: Unit, stored: DrawingRow) -> None:
    assert stored == replace(ROW, id=stored.id)
    assert drawings.by_id(unit, stored.id) == stored
    assert drawings.by_id(unit, stored.id + 1) is None
    assert drawings.of(unit, "sports", "2026-12-01") is None


def test_a_second_seed_for_the_same_round_is_not_kept(unit: Unit, stored: DrawingRow) -> None:
    assert not drawings.promise(unit, replace(ROW, uid="other", commitment="another"))
    assert drawings.of_procedure(unit, "sports") == [stored]
    assert drawings.promised(unit) == {("sports", "2026-11-30")}


def test_the_newest_round_is_first_and_a_section_sees_its_own(unit: Unit, stored: DrawingRow) -> None:
    drawings.promise(unit, replace(ROW, uid="b", closes="2027-11-30"))
    drawings.promise(unit, replace(ROW, uid="c", procedure="flats", duty="housing"))
    assert [row.uid for row in drawings.of_procedure(unit, "sports")] == ["b", "uid"]
    assert [row.uid for row in drawings.of_duties(unit, ["parks"])] == ["b", "uid"]
    assert drawings.of_duties(unit, []) == []
    assert stored.uid == "uid"


def test_what_was_drawn_inside_is_taken_over_under_the_keys_of_this_zone(unit: Unit, stored: DrawingRow) -> None:
    inside = replace(
        stored, uid="x", key_id="x", commitment="new", seed="ab", places="{}", drawn_at=8, sealed_seed=b"x"
    )
    drawings.copy_from_inside(unit, inside)
    kept = replace(inside, uid=stored.uid, key_id=stored.key_id, sealed_seed=stored.sealed_seed)
    assert drawings.since(unit, "2026-11-30") == [kept]
    assert drawings.since(unit, "2026-12-01") == []


def test_a_drawing_is_claimed_once(unit: Unit, stored: DrawingRow) -> None:
    staff = plant(unit, Staff)["id"]
    values = {"now": 8, "staff_id": staff, "opens": "2026-11-01", "seed": "ab", "places": '{"": 3}'}
    assert drawings.claim(unit, stored.id, **values)
    assert not drawings.claim(unit, stored.id, **{**values, "seed": "cd"})
    claimed = drawings.by_id(unit, stored.id)
    assert claimed == replace(stored, drawn_at=8, staff_id=staff, opens="2026-11-01", seed="ab", places='{"": 3}')


def test_who_arrived_in_time_and_stayed_is_listed(unit: Unit) -> None:
    def applied(arrived_at: int, state: str = "received", procedure: str = "sports") -> int:
        row = plant(unit, Application, arrived_at=arrived_at, state=state, procedure=procedure)
        return int(row["id"])

    first, last = applied(10), applied(19)
    applied(9), applied(20), applied(15, "withdrawn"), applied(15, procedure="flats")
    rows = drawings.applied(unit, "sports", 10, 20, ("withdrawn", "declined"))
    assert [row.id for row in rows] == [first, last]
