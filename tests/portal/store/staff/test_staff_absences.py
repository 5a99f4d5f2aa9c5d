"""Absences of staff."""

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.staff import staff_absences
from tests.portal.store.planting import plant


def test_absences_that_are_not_over_come_in_the_order_of_their_days(unit: Unit) -> None:
    away, substitute = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    for from_day, to_day in (("2026-11-25", "2026-11-30"), ("2026-11-18", "2026-11-20"), ("2026-11-10", "2026-11-19")):
        staff_absences.add(unit, away, from_day, to_day, substitute)
    present = staff_absences.from_day_on(unit, "2026-11-20")
    assert [(row.staff_id, row.from_day, row.to_day, row.substitute_id) for row in present] == [
        (away, "2026-11-18", "2026-11-20", substitute),
        (away, "2026-11-25", "2026-11-30", substitute),
    ]
    staff_absences.remove(unit, present[0].id)
    assert staff_absences.from_day_on(unit, "2026-11-20") == present[1:]
