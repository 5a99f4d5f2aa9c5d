"""The history of a case for staff."""

from dataclasses import dataclass
from datetime import datetime

from portal.clock import from_micro
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.official_words import INSIDE, MOVES, STATES
from portal.store.cases import applications
from portal.store.staff import staff_members


@dataclass(frozen=True)
class Happening:
    """One line of the history. `actor`: who, in words; `words`: shown to the applicant."""

    at: datetime
    what: str
    actor: str
    after: str
    words: str


def describe_history(unit: Unit, case: Case) -> tuple[Happening, ...]:
    """Newest first."""
    happenings = []
    for event in applications.events(unit, case.row.id):
        words = case.sealer.open(f"words:{event.at}", event.sealed_words) if event.sealed_words else ""
        what = MOVES[event.move]
        if event.move in INSIDE:
            what, words = f"{what}：{words}" if words else what, ""
        happenings.append(
            Happening(from_micro(event.at), what, _actor(unit, event.actor), STATES[event.to_state], words)
        )
    return tuple(reversed(happenings))


def _actor(unit: Unit, actor: str) -> str:
    kind, _, name = actor.partition(":")
    if kind in ("staff", "machine"):
        row = staff_members.by_login(unit, actor if kind == "machine" else name)
        return row.name if row else name
    return "申請した人" if kind in ("resident", "guest") else "システム"
