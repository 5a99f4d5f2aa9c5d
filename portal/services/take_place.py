"""Takes one place of a time, or finds it full. Nobody counts and then writes: the key of the table decides who was first."""

import secrets

from forms.environment import Slot
from portal.clock import to_micro
from portal.db import Unit
from portal.services.installation import Installation
from portal.store import reservations, slot_changes, slot_waits
from portal.store.reservations import Taker, Time
from portal.store.slot_changes import Changed


def take_place(
    installation: Installation, unit: Unit, slot: Slot, taker: Taker, until: int | None, *, turn: bool = False
) -> bool:
    """False if it is full. `slot.left` is what the city's file gives it; `turn`: whose turn it is after waiting."""
    now = to_micro(installation.clock.now())
    time = time_of(slot)
    changed = slot_changes.of(unit, time)
    if changed.closed:
        return False
    reservations.drop_past(unit, time, now)
    kept_back = 0 if turn else slot_waits.others(unit, time, taker.draft_id or "")
    places = places_of(unit, slot, changed)
    # Each round that fails was won by somebody else, so that there are no more rounds than places, but for those given
    # back meanwhile.
    for _ in range(2 * places):
        taken = reservations.numbers(unit, time)
        free = [number for number in range(1, places + 1) if number not in taken]
        # Whoever has one beyond the last, since there were more, takes one of these: everybody leaves the same ones.
        free = free[: max(len(free) - sum(number > places for number in taken), 0)]
        if len(free) <= kept_back:
            return False
        if reservations.add(unit, time, taker, secrets.choice(free), secrets.token_hex(16), until, now) is not None:
            return True
    return False


def places_of(unit: Unit, slot: Slot, changed: Changed) -> int:
    """`slot` as the city's file gives it; `changed`: what the section made of it."""
    asked = changed.outside or slot.apart
    away = reservations.away(unit, slot.resource, slot.starts).get((slot.id, slot.starts), 0) if asked else 0
    return changed.places(slot.left, away, apart=slot.apart)


def time_of(slot: Slot) -> Time:
    return Time(slot.resource, slot.id, slot.starts, slot.ends, slot.place)
