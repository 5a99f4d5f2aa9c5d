"""Changes of times."""

from dataclasses import replace

from portal.db import Unit
from portal.store.bookings import slot_changes
from portal.store.bookings.reservations import Time
from portal.store.bookings.slot_changes import Changed

TIME = Time("room", "slot", "2026-11-20T10:00", "2026-11-20T11:00", "here")
LATER = replace(TIME, starts="2026-11-21T10:00")


def test_the_newest_change_of_a_time_applies(unit: Unit) -> None:
    assert slot_changes.of(unit, TIME) == Changed()
    for changed in (Changed(1, False, 2), Changed(3, True, 4)):
        slot_changes.add(unit, TIME, changed, "hanako", 5)
    slot_changes.add(unit, LATER, Changed(9), "hanako", 5)
    assert slot_changes.of(unit, TIME) == Changed(3, True, 4)
    assert slot_changes.of_resource(unit, "room", "2026-11-20") == {
        TIME.key[1:]: Changed(3, True, 4),
        LATER.key[1:]: Changed(9),
    }
    assert slot_changes.of_resource(unit, "room", "2026-11-21") == {LATER.key[1:]: Changed(9)}
    assert slot_changes.of_resource(unit, "other", "2026-11-20") == {}
    assert slot_changes.resources(unit, "2026-11-20") == ["room"]
    assert slot_changes.resources(unit, "2026-11-22") == []
