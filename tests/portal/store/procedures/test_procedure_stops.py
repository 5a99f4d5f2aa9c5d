"""The last row of a procedure decides whether it is stopped."""

from dataclasses import replace

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.procedures import procedure_stops
from portal.store.procedures.procedure_stops import ENDED, LIFTED, STOPPED, StopRow
from tests.portal.store.planting import plant


def test_a_stop_holds_until_it_is_lifted(unit: Unit) -> None:
    stop = StopRow(0, "dog", STOPPED, "確かめています。", plant(unit, Staff)["id"], 5)
    assert (procedure_stops.in_force(unit), procedure_stops.newest(unit)) == ({}, 0)
    procedure_stops.add(unit, stop)
    procedure_stops.add(unit, replace(stop, procedure="cat", kind=ENDED))
    assert {name: row.kind for name, row in procedure_stops.in_force(unit).items()} == {"cat": ENDED, "dog": STOPPED}
    before = procedure_stops.newest(unit)
    procedure_stops.add(unit, replace(stop, kind=LIFTED, words=""))
    assert procedure_stops.newest(unit) > before > 0
    assert list(procedure_stops.in_force(unit)) == ["cat"]
    assert {name: row.kind for name, row in procedure_stops.last(unit).items()} == {"cat": ENDED, "dog": LIFTED}
    assert [row.kind for row in procedure_stops.of_procedure(unit, "dog")] == [LIFTED, STOPPED]
    assert procedure_stops.of_procedure(unit, "none") == []
