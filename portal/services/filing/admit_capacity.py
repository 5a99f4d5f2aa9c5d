"""Per procedure or 年度, as places of a slot without a time."""

from forms.definition.procedure import Procedure
from forms.path.environment import Slot
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.services.bookings.take_place import take_place, time_of
from portal.services.shared.needs import Basics
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker

NO_QUESTION = ""
_MINUTE = 60_000_000


def capacity_of(installation: Basics, procedure: Procedure, year: int | None = None) -> int | None:
    """None if unlimited. The city's value for a `year` has precedence."""
    capacity: object = procedure.capacity
    if isinstance(capacity, str):
        capacity = installation.rules.settings_in_force(procedure, installation.clock.today())[
            capacity.removeprefix("city.")
        ]
    of_year = (row.capacity for row in installation.rules.years_of(procedure) if row.year == year)
    capacity = next(of_year, None) or capacity
    return capacity if isinstance(capacity, int) else None


def room_left(installation: Basics, unit: Unit, procedure: Procedure, year: int | None = None) -> int | None:
    today = installation.clock.today()
    open_now = [row.year for row in installation.rules.years_of(procedure) if row.holds(today)] if year is None else []
    left = [_left(installation, unit, procedure, open_year) for open_year in open_now or (year,)]
    return None if None in left else sum(places for places in left if places is not None)


def _left(installation: Basics, unit: Unit, procedure: Procedure, year: int | None) -> int | None:
    capacity = capacity_of(installation, procedure, year)
    if capacity is None:
        return None
    now = to_micro(installation.clock.now())
    return max(capacity - reservations.taken(unit, time_of(_all_of_it(procedure, capacity, year)), now), 0)


def take_room(installation: Basics, unit: Unit, procedure: Procedure, draft_id: str, year: int | None = None) -> bool:
    capacity = capacity_of(installation, procedure, year)
    if capacity is None:
        return True
    return hold_while_sent(installation.clock, unit, _all_of_it(procedure, capacity, year), draft_id)


def hold_while_sent(clock: Clock, unit: Unit, slot: Slot, draft_id: str) -> bool:
    """For one minute. False if full."""
    until = to_micro(clock.now()) + _MINUTE
    return take_place(clock, unit, slot, Taker(NO_QUESTION, draft_id), until)


def keep_room(unit: Unit, procedure: Procedure, draft_id: str, application_id: int, year: int | None, now: int) -> None:
    if procedure.capacity is not None or year is not None:
        reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(_all_of_it(procedure, 0, year)), now)


def _all_of_it(procedure: Procedure, capacity: int, year: int | None) -> Slot:
    name = f"capacity:{procedure.id}" if year is None else f"capacity:{procedure.id}:{year}"
    return Slot(procedure.id, name, "", "", "", capacity)
