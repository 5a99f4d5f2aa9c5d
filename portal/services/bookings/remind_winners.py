# Winners of a time who have not booked it yet, some days before their last day.

from collections.abc import Iterator
from datetime import date, timedelta

from forms.definition.kind import IN_VAIN
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.slot_drawn import slot_drawn
from portal.services.shared.free_places import confirm_until
from portal.services.shared.needs import Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.store.bookings import drawing_entries, drawings
from portal.store.bookings.drawing_entries import UnbookedRow

SOON = timedelta(days=3)
_SETTLED = timedelta(days=1)  # no reminder within a day of the news of the win


def remind_winners(installation: Correspondence) -> int:
    # Each zone reminds those whose contacts it has. The key of a delivery is that of the win: a second run sends nothing,
    # and who moves up later has their own.
    with installation.database.read() as unit:
        near = list(_near(installation, unit))
    for row, until in near:
        with installation.database.change() as unit:
            notify(
                installation, unit, Addressee(row.person_id, row.application_id), "won_near",
                link=f"/applications/{row.receipt_number}", once=f"won_near:{row.application_id}:{row.won_at}",
                receipt=row.receipt_number, until=until.isoformat(),
            )  # fmt: skip
    return len(near)


def _near(installation: Correspondence, unit: Unit) -> Iterator[tuple[UnbookedRow, date]]:
    # With the last day, by which the page of the application counts too.
    today = installation.clock.today()
    rows = drawing_entries.unbooked(unit, to_micro(installation.clock.now() - _SETTLED), today.isoformat(), IN_VAIN)
    rounds = {number: drawings.by_id(unit, number) for number in {row.drawing_id for row in rows}}
    for row in rows:
        drawing = rounds[row.drawing_id]
        slot = None if drawing is None else slot_drawn(installation, drawing, row.drawn_for)
        if drawing is None or slot is None:
            continue
        until = confirm_until(row.won_at, drawing.confirm_days, slot.starts)
        if until - SOON <= today <= until:
            yield row, until
