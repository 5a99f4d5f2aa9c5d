"""Disaster modes and temporary staff."""

from portal.db import Unit
from portal.models.staff.disaster_mode import DisasterMode
from portal.models.staff.staff import Staff
from portal.store.staff import disasters
from portal.store.staff.disasters import ASKED, ENDED, ON, WITHDRAWN, DisasterRow, TemporaryRow
from tests.portal.store.planting import plant

DAYS = {"from_day": "2026-11-01", "to_day": "2026-11-30"}


def _ask(unit: Unit) -> int:
    return disasters.ask(
        unit, procedure="p", name="大雨", reason="r", from_day=DAYS["from_day"], to_day=DAYS["to_day"], by="a", now=1
    )


def test_a_mode_is_asked_for_confirmed_once_and_ended_once(unit: Unit) -> None:
    number, other = _ask(unit), _ask(unit)
    assert disasters.by_id(unit, number) == DisasterRow(
        number, "p", "大雨", "r", "2026-11-01", "2026-11-30", ASKED, "a", 1, None, None, None, None
    )
    assert not disasters.end(unit, number, "c", 2)
    assert [disasters.settle(unit, number, state, "b", 2) for state in (ON, WITHDRAWN)] == [True, False]
    assert [disasters.end(unit, number, "c", 3), disasters.end(unit, number, "d", 4)] == [True, False]
    assert disasters.by_id(unit, number) == DisasterRow(
        number, "p", "大雨", "r", "2026-11-01", "2026-11-30", ENDED, "a", 1, "b", 2, "c", 3
    )
    assert [mode.state for mode in disasters.latest(unit)] == [ASKED, ENDED]
    assert disasters.by_id(unit, other + 1) is None


def test_modes_that_are_on_are_found_on_their_days(unit: Unit) -> None:
    first, second = (plant(unit, DisasterMode, state=ON, **DAYS)["id"] for _ in range(2))
    plant(unit, DisasterMode, state=ASKED, **DAYS)
    for day in ("2026-11-01", "2026-11-30"):
        assert [mode.id for mode in disasters.in_force(unit, day)] == [second, first]
    for day in ("2026-10-31", "2026-12-01"):
        assert disasters.in_force(unit, day) == []


def test_temporary_staff_are_listed_by_mode(unit: Unit) -> None:
    mode, other = plant(unit, DisasterMode)["id"], plant(unit, DisasterMode)["id"]
    came = [TemporaryRow(plant(unit, Staff)["id"], mode, "2026-11-30") for _ in range(2)]
    for row in (*reversed(came), TemporaryRow(plant(unit, Staff)["id"], other, "2026-11-30")):
        disasters.check_in(unit, row)
    assert disasters.temporary_members(unit, mode) == came
