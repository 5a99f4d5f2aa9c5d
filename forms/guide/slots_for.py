"""The times that a procedure offers: those that can be booked, or those that its drawing is for."""

from collections.abc import Mapping
from datetime import date

from forms.city.city import City
from forms.definition.procedure import Procedure
from forms.path.consequences import drawn_days
from forms.path.environment import Slot


def slots_for(
    procedure: Procedure, resource: str, on: date, city: City, settings: Mapping[str, object]
) -> tuple[Slot, ...]:
    days = drawn_days(procedure, settings)
    if days is None:
        return city.slots(resource, on)
    return tuple(slot for slot in city.times.drawn(resource, *days[:2], city.calendar) if slot.starts > f"{on}T99")
