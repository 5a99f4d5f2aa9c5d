"""定員: no more applications of a procedure than its capacity. The same places as of times, of one time that never comes."""

from forms.environment import Slot
from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.take_place import take_place, time_of
from portal.store import reservations
from portal.store.reservations import Taker

NO_QUESTION = ""
_MINUTE = 60_000_000


def capacity_of(installation: Installation, procedure: Procedure) -> int | None:
    """None where anybody may come."""
    said: object = procedure.capacity
    if isinstance(said, str):
        said = installation.settings_in_force(procedure, installation.clock.today())[said.removeprefix("city.")]
    return said if isinstance(said, int) else None


def room_left(installation: Installation, unit: Unit, procedure: Procedure) -> int | None:
    """How many more are taken now; None where it is not counted."""
    capacity = capacity_of(installation, procedure)
    if capacity is None:
        return None
    now = to_micro(installation.clock.now())
    return max(capacity - reservations.taken(unit, time_of(_all_of_it(procedure, capacity)), now), 0)


def take_room(installation: Installation, unit: Unit, procedure: Procedure, draft_id: str) -> bool:
    """A place for this draft, for the minute in which it is sent. False if there is none left."""
    capacity = capacity_of(installation, procedure)
    if capacity is None:
        return True
    until = to_micro(installation.clock.now()) + _MINUTE
    taker = Taker(NO_QUESTION, draft_id)
    return take_place(installation, unit, _all_of_it(procedure, capacity), taker, until)


def keep_room(unit: Unit, procedure: Procedure, draft_id: str, application_id: int, now: int) -> None:
    """The place is the application's; nothing where it is not counted."""
    if procedure.capacity is not None:
        reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(_all_of_it(procedure, 0)), now)


def _all_of_it(procedure: Procedure, capacity: int) -> Slot:
    return Slot(procedure.id, f"capacity:{procedure.id}", "", "", "", capacity)
