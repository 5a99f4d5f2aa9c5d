"""A line of a case's history that colleagues alone read: what it says is never told to the applicant (`official_words.INSIDE`)."""

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.store import applications
from portal.store.applications import EventRow


def tell_inside(unit: Unit, actor: Actor, case: Case, move: str, words: str, now: int) -> None:
    """The caller commits. Changes neither state nor revision."""
    row = case.row
    sealed = case.sealer.seal(f"words:{now}", words) if words else None
    applications.add_event(unit, row.id, EventRow(now, str(actor), move, row.state, row.state, sealed))
