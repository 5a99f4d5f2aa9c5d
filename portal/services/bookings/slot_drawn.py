"""The time that a unit of a drawing is."""

from datetime import date

from forms.path.environment import Slot
from portal.services.shared.needs import Basics
from portal.store.bookings.drawings import DrawingRow

_FORM = len("-20270206-0900")


def slot_drawn(installation: Basics, row: DrawingRow, code: str) -> Slot | None:
    """None: it is no time of this drawing, or no more."""
    resource, day = code[:-_FORM], code[-_FORM + 1 : -5]
    if resource not in row.resources.split() or not row.use_from.replace("-", "") <= day <= row.use_to.replace("-", ""):
        return None
    on = date.fromisoformat(day)
    slots = installation.city.times.drawn(resource, on, on, installation.city.calendar)
    return next((slot for slot in slots if slot.id == code), None)
