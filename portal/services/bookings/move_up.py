"""繰上げ after a drawing."""

from forms.definition.kind import IN_VAIN
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.move_application import notify_of
from portal.services.shared.needs import Correspondence
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import drawing_entries
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.cases import applications


def move_up(installation: Correspondence, unit: Unit, actor: Actor) -> int:
    """How many entries ended. An ended one never comes back, even if its case is reopened."""
    done, now = 0, to_micro(installation.clock.now())
    for entry in drawing_entries.ended(unit, IN_VAIN):
        if not drawing_entries.end(unit, entry, now):
            continue
        done += 1
        if entry.place is not None:
            write_audit(installation, unit, actor, "give place back", application_id=entry.application_id)
            _fill(installation, unit, actor, entry, entry.place, now)
    return done


def _fill(installation: Correspondence, unit: Unit, actor: Actor, left: EntryRow, place: int, now: int) -> None:
    while (following := drawing_entries.next_in_line(unit, left.drawing_id, left.drawn_for, IN_VAIN)) is not None:
        if drawing_entries.win(unit, following, place, now):
            write_audit(installation, unit, actor, "move up", application_id=following.application_id)
            row = None if following.application_id is None else applications.by_id(unit, following.application_id)
            if row is not None:
                notify_of(installation, unit, row, "moved_up", now)
            return
