"""For passed days (see `queues.QueueFilter`)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists

from portal.db import Unit
from portal.models.desk.desk_task import DeskTask
from portal.store.statements import insert_into, run, sql

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
_ADD = sql(
    insert_into(DeskTask, beside=("application_id", "about", "subject_id", "due", "opened_at")).on_conflict_do_nothing()
)


def open_task(unit: Unit, application_id: int, about: str, subject_id: int, due: str, now: int) -> bool:
    values = {
        "application_id": application_id, "about": about, "subject_id": subject_id, "due": due, "opened_at": now,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def has_task(about: Any, subject_id: "ColumnElement[int]", due: "ColumnElement[str]") -> ColumnElement[bool]:
    return exists(_task.c.id).where(_task.c.about == about, _task.c.subject_id == subject_id, _task.c.due == due)
