"""Frees the places that nobody made good or needs any more, and offers them to who waits, the first come first."""

from portal.clock import TOKYO, to_micro
from portal.services.installation import Installation
from portal.services.wait_for_slot import offer_place
from portal.store import reservations, slot_waits


def keep_places(installation: Installation) -> int:
    """How many were freed or offered. However an application ended, its places are found here."""
    now = to_micro(installation.clock.now())
    wall = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    with installation.database.write() as unit:
        done = reservations.sweep(unit, now) + reservations.give_back_ended(unit, now) + slot_waits.pass_by(unit, now)
        unit.commit()
    with installation.database.read() as unit:
        waiting = slot_waits.waiting(unit, wall)
    full: set[tuple[str, str, str]] = set()
    for row in waiting:
        if row.time.key in full:
            continue
        with installation.database.write() as unit:
            if offer_place(installation, unit, row):
                unit.commit()
                done += 1
            else:
                full.add(row.time.key)
    return done
