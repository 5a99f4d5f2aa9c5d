"""繰上げ after a drawing."""

from datetime import date

from forms.definition.kind import IN_VAIN
from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.move_application import notify_of
from portal.services.shared.free_places import confirm_until, until_of
from portal.services.shared.needs import Correspondence
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import drawing_entries, drawings, reservations
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.bookings.reservations import ReservationRow
from portal.store.cases import applications


def overdue(unit: Unit, today: date) -> list[EntryRow]:
    late = [row for row in drawing_entries.won(unit, IN_VAIN) if until_of(row) < today]
    return [entry for row in late if (entry := drawing_entries.of_application(unit, row.application_id)) is not None]


def move_up(installation: Correspondence, unit: Unit, actor: Actor) -> int:
    """How many entries ended. An ended one never comes back, even if its case is reopened."""
    done, now = 0, to_micro(installation.clock.now())
    for entry in (*drawing_entries.ended(unit, IN_VAIN), *overdue(unit, installation.clock.today())):
        if not drawing_entries.end(unit, entry, now):
            continue
        done += 1
        if entry.place is not None:
            write_audit(installation, unit, actor, "give place back", application_id=entry.application_id)
            _pass_on(installation, unit, actor, entry, entry.place, now)
    return done


def _pass_on(installation: Correspondence, unit: Unit, actor: Actor, left: EntryRow, place: int, now: int) -> None:
    # The kept place of a time never is free between the two: it goes from one row's owner to the next.
    hold = None if left.application_id is None else reservations.hold_of(unit, left.application_id)
    if hold is not None and hold.starts[:10] <= installation.clock.today().isoformat():
        reservations.give_back(unit, hold.id, now)
        return
    _fill(installation, unit, actor, left, place, hold, now)


def _fill(
    installation: Correspondence, unit: Unit, actor: Actor, left: EntryRow, place: int, hold: ReservationRow | None,
    now: int,
) -> None:  # fmt: skip
    while (following := drawing_entries.next_in_line(unit, left.drawing_id, left.drawn_for, IN_VAIN)) is not None:
        if drawing_entries.win(unit, following, place, now):
            write_audit(installation, unit, actor, "move up", application_id=following.application_id)
            if hold is not None and left.application_id is not None and following.application_id is not None:
                reservations.pass_on(unit, hold.id, left.application_id, following.application_id, "", now)
            row = None if following.application_id is None else applications.by_id(unit, following.application_id)
            if row is not None:
                notify_of(installation, unit, row, "moved_up", now, **_book_by(unit, left, hold, now))
            return
    if hold is not None:
        reservations.give_back(unit, hold.id, now)


def _book_by(unit: Unit, left: EntryRow, hold: ReservationRow | None, now: int) -> dict[str, str]:
    row = None if hold is None else drawings.by_id(unit, left.drawing_id)
    return (
        {} if row is None or hold is None else {"until": confirm_until(now, row.confirm_days, hold.starts).isoformat()}
    )
