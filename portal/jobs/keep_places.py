"""Frees the places that nobody made good or needs any more, and offers them to who waits, the first come first."""

from portal.clock import TOKYO, to_micro
from portal.services.installation import Installation
from portal.services.wait_for_slot import offer_place
from portal.store import reservations, slot_waits


def keep_places(installation: Installation) -> int:
    """How many were freed or offered, one of each time in a round. However an application ended, its places are found here."""
    now = to_micro(installation.clock.now())
    wall = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    today = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        ended = reservations.of_ended(unit, today)
    with installation.database.write() as unit:
        done = reservations.sweep(unit, now) + slot_waits.pass_by(unit, now)
        done += sum(reservations.give_back(unit, one, now) for one in ended)
        unit.commit()
    with installation.database.read() as unit:
        waiting = slot_waits.waiting(unit, wall)
    for row in waiting:
        with installation.database.write() as unit:
            if offer_place(installation, unit, row):
                unit.commit()
                done += 1
    return done
