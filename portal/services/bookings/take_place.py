"""The table's key decides races: counting before writing oversells."""

import secrets

from forms.path.environment import Slot
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.services.shared.free_places import drawn_times
from portal.store.bookings import reservations, slot_changes, slot_waits
from portal.store.bookings.reservations import Taker, Time
from portal.store.bookings.slot_changes import Changed


def take_place(
    clock: Clock, unit: Unit, slot: Slot, taker: Taker, until: int | None, *, turn: bool = False, drawn: bool = False
) -> bool:
    """False if full. `turn`: the taker is next in the queue. `drawn`: it won the time."""
    now = to_micro(clock.now())
    time = time_of(slot)
    changed = slot_changes.of(unit, time)
    if changed.closed or (not drawn and drawn_times(unit, clock.today()).of(slot) is not None):
        return False
    reservations.drop_past(unit, time, now)
    kept_back = 0 if turn or drawn else slot_waits.others(unit, time, taker.draft_id or "")
    places = places_of(unit, slot, changed)
    # each failed round was won by another taker, so rounds are bounded by places and those given back meanwhile
    for _ in range(2 * places):
        numbers_taken = reservations.numbers(unit, time)
        free = [number for number in range(1, places + 1) if number not in numbers_taken]
        # numbers beyond the last, taken before a reduction, use up free ones; all takers leave the same ones free
        free = free[: max(len(free) - sum(number > places for number in numbers_taken), 0)]
        if len(free) <= kept_back:
            return False
        if reservations.add(unit, time, taker, secrets.choice(free), secrets.token_hex(16), until, now) is not None:
            return True
    return False


def places_left(unit: Unit, slot: Slot) -> int:
    changed = slot_changes.of(unit, time_of(slot))
    return (
        0 if changed.closed else max(places_of(unit, slot, changed) - len(reservations.numbers(unit, time_of(slot))), 0)
    )


def places_of(unit: Unit, slot: Slot, changed: Changed) -> int:
    asked = changed.outside or slot.apart
    away = reservations.away(unit, slot.resource, slot.starts).get((slot.id, slot.starts), 0) if asked else 0
    return changed.places(slot.left, away, apart=slot.apart)


def time_of(slot: Slot) -> Time:
    return Time(slot.resource, slot.id, slot.starts, slot.ends, slot.place)
