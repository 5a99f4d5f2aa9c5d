"""What the pages around a visitor's screen ask about every few seconds: another mark means that the page is to be shown anew."""

from portal.db import Unit
from portal.services.installation import Installation
from portal.services.screen_state import open_state
from portal.services.show_on_screen import is_shown
from portal.store import drafts
from portal.store.visitor_screens import ScreenRow
from portal.store.visits import VisitRow


def mark_of_screen(installation: Installation, unit: Unit, row: ScreenRow, visit: VisitRow) -> str:
    """Tells nothing of anybody: how often it changed, whether it shows, and how often each draft was saved."""
    state = open_state(installation, visit, row)
    rows = (drafts.by_id(unit, uid) for uid in dict.fromkeys((*state.sent, *state.asking)))
    saved = "-".join("x" if one is None else str(one.revision) for one in rows)
    return f"{row.mark}.{int(is_shown(installation, unit, row))}.{saved}"
