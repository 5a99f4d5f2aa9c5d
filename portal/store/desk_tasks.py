"""Tasks of a section: days that have passed. `queues.QueueFilter` finds the applications that have one."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, run

CORRECTION = "correction"
PAPER = "paper"
SIGNER = "signer"
OPINION = "opinion"


@dataclass(frozen=True)
class DueRow:
    """What an applicant was asked for, and until when: of its own store, by the id there."""

    id: int
    application_id: int
    due: str


_ADD = insert(
    "desk_task", "application_id", "about", "subject_id", "due", "opened_at", tail="ON CONFLICT DO NOTHING"
)  # fmt: skip


def open_task(unit: Unit, application_id: int, about: str, subject_id: int, due: str, now: int) -> bool:
    """False if it is open already, or was."""
    values = {
        "application_id": application_id, "about": about, "subject_id": subject_id, "due": due, "opened_at": now,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1
