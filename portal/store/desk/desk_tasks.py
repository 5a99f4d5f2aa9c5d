"""For passed days (see `queues.QueueFilter`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists

from portal.db import Unit
from portal.models.desk.desk_task import DeskTask
from portal.store.statements import insert_rows

CORRECTION = "correction"
PAPER = "paper"
SIGNER = "signer"
OPINION = "opinion"
PERIOD, PERIOD_NEAR = "period", "period_near"
TERM = "term"


@dataclass(frozen=True)
class DueRow:
    id: int
    application_id: int
    due: str


_task = DeskTask.table
_ADD = insert_rows(
    "desk_task", "application_id", "about", "subject_id", "due", "opened_at",
    tail="ON CONFLICT DO NOTHING RETURNING subject_id, due",
)  # fmt: skip


def open_task(unit: Unit, application_id: int, about: str, subject_id: int, due: str, now: int) -> bool:
    return bool(open_tasks(unit, about, [DueRow(subject_id, application_id, due)], now))


def open_tasks(unit: Unit, about: str, rows: Sequence[DueRow], now: int) -> list[DueRow]:
    """In one statement; those that were not open."""
    added = _ADD.run(unit, [(row.application_id, about, row.id, row.due, now) for row in rows])
    opened = {(task.subject_id, task.due) for task in added}
    return [row for row in rows if (row.id, row.due) in opened]


def has_task(about: Any, subject_id: "ColumnElement[int]", due: "ColumnElement[str]") -> ColumnElement[bool]:
    return exists(_task.c.id).where(_task.c.about == about, _task.c.subject_id == subject_id, _task.c.due == due)
