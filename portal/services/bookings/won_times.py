"""A winner of a drawing books the time that is kept for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.db import Unit
from portal.services.shared.free_places import won_by
from portal.store.bookings import drawing_entries, reservations
from portal.store.bookings.drawing_entries import WonRow
from portal.store.filing import drafts


def won_of_draft(unit: Unit, draft_id: str, value: Mapping[str, Any], today: date) -> WonRow | None:
    # The win that an answer names, unless it is another's or over.
    draft = drafts.by_id(unit, draft_id)
    if draft is None:
        return None
    wanted = (value["won"], value["id"], value["starts"])
    rows = won_by(unit, draft.person_id, draft.staff_id, today)
    return next((row for row in rows if (row.receipt_number, row.slot, row.starts) == wanted), None)


def book_won(unit: Unit, won: WonRow, application_id: int, question: str, now: int) -> bool:
    # False: it passed on to the next in line a moment ago.
    return drawing_entries.book(unit, won.entry, now) and reservations.pass_on(
        unit, won.hold, won.application_id, application_id, question, now
    )
