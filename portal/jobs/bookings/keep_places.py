"""Frees and offers places and yen, first come first served."""

from forms.definition.procedure import Procedure
from portal.clock import TOKYO, to_micro
from portal.jobs import Job
from portal.services.bookings.commit_budget import years_in_queue
from portal.services.bookings.move_first_up import move_first_up
from portal.services.bookings.wait_for_slot import offer_place
from portal.services.shared.installation import Installation
from portal.store.bookings import reservations, slot_waits


def keep_places(installation: Installation) -> int:
    now = to_micro(installation.clock.now())
    wall = installation.clock.now().astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M")
    today = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        ended = reservations.of_ended(unit, today)
    with installation.database.change() as unit:
        done = reservations.sweep(unit, now) + slot_waits.pass_by(unit, now)
        done += sum(reservations.give_back(unit, reservation, now) for reservation in ended)
    with installation.database.read() as unit:
        waiting = slot_waits.waiting(unit, wall)
    for row in waiting:
        with installation.database.write() as unit:
            if offer_place(installation, unit, row):
                unit.commit()
                done += 1
    return done + _move_up(installation)


def _move_up(installation: Installation) -> int:
    # The inner zone decides; the outer one leaves the queue as it is.
    done = 0
    for procedure in installation.catalogue.all() if installation.settings.zone != "outer" else ():
        if procedure.budget is None:
            continue
        with installation.database.read() as unit:
            years = years_in_queue(unit, procedure)
        for year in years:
            done += _move_up_in(installation, procedure, year)
    return done


def _move_up_in(installation: Installation, procedure: Procedure, year: int) -> int:
    done = 0
    while True:
        with installation.database.write() as unit:
            if not move_first_up(installation, unit, procedure, year):
                return done
            unit.commit()
        done += 1


JOB = Job("keep_places", 5, keep_places)
