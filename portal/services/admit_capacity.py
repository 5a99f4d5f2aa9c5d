"""定員: no more applications of a procedure, or of one 年度 of it, than its capacity. The same places as of times, of one time that never
comes."""

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


def capacity_of(installation: Installation, procedure: Procedure, year: int | None = None) -> int | None:
    """None where anybody may come. Of a `year`: what the city says of it, else what the definition says."""
    said: object = procedure.capacity
    if isinstance(said, str):
        said = installation.settings_in_force(procedure, installation.clock.today())[said.removeprefix("city.")]
    of_year = (one.capacity for one in installation.years_of(procedure) if one.year == year)
    said = next(of_year, None) or said
    return said if isinstance(said, int) else None


def room_left(installation: Installation, unit: Unit, procedure: Procedure, year: int | None = None) -> int | None:
    """How many more are taken now; None where it is not counted. Before the year is known: of all years that are open."""
    today = installation.clock.today()
    open_now = [one.year for one in installation.years_of(procedure) if one.holds(today)] if year is None else []
    left = [_left(installation, unit, procedure, one) for one in open_now or (year,)]
    return None if None in left else sum(one for one in left if one is not None)


def _left(installation: Installation, unit: Unit, procedure: Procedure, year: int | None) -> int | None:
    capacity = capacity_of(installation, procedure, year)
    if capacity is None:
        return None
    now = to_micro(installation.clock.now())
    return max(capacity - reservations.taken(unit, time_of(_all_of_it(procedure, capacity, year)), now), 0)


def take_room(
    installation: Installation, unit: Unit, procedure: Procedure, draft_id: str, year: int | None = None
) -> bool:
    """A place for this draft, for the minute in which it is sent. False if there is none left."""
    capacity = capacity_of(installation, procedure, year)
    if capacity is None:
        return True
    return hold_while_sent(installation, unit, _all_of_it(procedure, capacity, year), draft_id)


def hold_while_sent(installation: Installation, unit: Unit, slot: Slot, draft_id: str) -> bool:
    """A place of a time that never comes, for a minute. False if there is none left."""
    until = to_micro(installation.clock.now()) + _MINUTE
    return take_place(installation, unit, slot, Taker(NO_QUESTION, draft_id), until)


def keep_room(unit: Unit, procedure: Procedure, draft_id: str, application_id: int, year: int | None, now: int) -> None:
    """The place is the application's; nothing where none was taken."""
    if procedure.capacity is not None or year is not None:
        reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(_all_of_it(procedure, 0, year)), now)


def _all_of_it(procedure: Procedure, capacity: int, year: int | None) -> Slot:
    name = f"capacity:{procedure.id}" if year is None else f"capacity:{procedure.id}:{year}"
    return Slot(procedure.id, name, "", "", "", capacity)
