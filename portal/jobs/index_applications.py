"""Makes the look-ups of applications that have none, or older ones: after an update, and after a new key. A part in a round, each
stored by itself, so that it may end at any moment and goes on where it was."""

from portal.services.index_application import index_again, mark_of
from portal.services.installation import Installation
from portal.services.open_answers import open_answers
from portal.store import look_ups

AT_ONCE = 50


def index_applications(installation: Installation) -> int:
    """How many were made."""
    mark = mark_of(installation)
    with installation.database.read() as unit:
        waiting = [row.id for row in look_ups.stale(unit, mark, AT_ONCE)]
    if not waiting:
        return 0
    with installation.database.write() as unit:
        # Read again: a correction may have come between.
        rows = look_ups.stale(unit, mark, AT_ONCE)
        for row in rows:
            index_again(installation, unit, row.id, *open_answers(installation, unit, row))
        unit.commit()
    return len(rows)
