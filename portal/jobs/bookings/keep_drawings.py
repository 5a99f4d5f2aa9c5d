"""Promises rounds' seeds, and lets the next in line move up."""

from forms.definition.kind import IN_VAIN
from portal.jobs import Job
from portal.services.bookings.move_up import move_up, overdue
from portal.services.bookings.promise_seeds import promise_seeds, rounds_begun, times_to_close, without_seed
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.bookings import drawing_entries, drawings

_ACTOR = Actor("system", "keep_drawings")


def keep_drawings(installation: Installation) -> int:
    if installation.settings.zone == "outer":
        return 0  # the inner zone promises and draws; what it did comes by courier
    rounds, today = rounds_begun(installation), installation.clock.today()
    with installation.database.read() as unit:
        new = without_seed(unit, rounds)
        changed = times_to_close(installation, drawings.not_drawn(unit, today.isoformat()))
        if not (new or changed or drawing_entries.ended(unit, IN_VAIN) or overdue(unit, today)):
            return 0
    with installation.database.change() as unit:
        done = promise_seeds(installation, unit, _ACTOR, new) + move_up(installation, unit, _ACTOR)
        done += sum(drawings.close(unit, row.id, *closing) for row, closing in changed)
    return done


JOB = Job("keep_drawings", 10, keep_drawings)
