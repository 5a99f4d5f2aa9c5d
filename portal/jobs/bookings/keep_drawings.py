"""Promises rounds' seeds, and lets the next in line move up."""

from forms.definition.kind import IN_VAIN
from portal.jobs import Job
from portal.services.bookings.move_up import move_up
from portal.services.bookings.promise_seeds import promise_seeds, rounds_begun, without_seed
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.bookings import drawing_entries

_ACTOR = Actor("system", "keep_drawings")


def keep_drawings(installation: Installation) -> int:
    if installation.settings.zone == "outer":
        return 0  # the inner zone promises and draws; what it did comes by courier
    rounds = rounds_begun(installation)
    with installation.database.read() as unit:
        new = without_seed(unit, rounds)
        if not new and not drawing_entries.ended(unit, IN_VAIN):
            return 0
    with installation.database.write() as unit:
        done = promise_seeds(installation, unit, _ACTOR, new) + move_up(installation, unit, _ACTOR)
        unit.commit()
    return done


JOB = Job("keep_drawings", 10, keep_drawings)
