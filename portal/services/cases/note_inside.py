"""For colleagues only (`official_words.INSIDE`)."""

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.cases.applications import EventRow

LEAST_OF_WHY, MOST_OF_WHY = 10, 500  # characters


def add_inside_event(unit: Unit, actor: Actor, case: Case, move: str, words: str, now: int) -> None:
    row = case.row
    sealed = case.sealer.seal(f"words:{now}", words) if words else None
    applications.add_event(unit, row.id, EventRow(now, str(actor), move, row.state, row.state, sealed))


def is_explained(why: str) -> bool:
    """Not by a word, nor by spaces."""
    return len("".join(why.split())) >= LEAST_OF_WHY and len(why) <= MOST_OF_WHY
