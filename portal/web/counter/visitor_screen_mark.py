"""Polled by pages, which reload when it changes."""

from portal.db import Unit
from portal.services.counter.visitor_screen_sections import is_shown
from portal.services.counter.visitor_screen_state import open_state
from portal.services.shared.installation import Installation
from portal.store.counter.visitor_screens import ScreenRow
from portal.store.counter.visits import VisitRow
from portal.store.filing import drafts


def mark_of_screen(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow) -> str:
    state = open_state(installation, visit, row)
    rows = (drafts.by_id(unit, uid) for uid in dict.fromkeys((*state.sent, *state.asking)))
    saved = "-".join("x" if draft is None else str(draft.revision) for draft in rows)
    return f"{row.mark}.{int(is_shown(installation, unit, row))}.{saved}"
