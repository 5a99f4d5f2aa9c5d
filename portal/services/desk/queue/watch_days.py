"""Reminds applicants of due days; opens tasks for missed ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.services.shared.write_audit import Actor, write_audits
from portal.store.cases import applications
from portal.store.desk import desk_tasks
from portal.store.desk.desk_tasks import DueRow
from portal.store.shared.audit_records import Entry

_PART = 100
_SETTLED = timedelta(days=1)  # no reminder within a day of the request

Passed = Callable[[Unit, str, int], list[DueRow]]


@dataclass(frozen=True)
class Watched:
    """`soon`: time before the day to remind. `once` identifies a notice."""

    about: str
    passed: Passed
    near: Callable[[Unit, str, str, int, int], list[DueRow]]
    remind: Callable[[Unit, int], bool]
    soon: timedelta
    notice: str
    once: Callable[[DueRow], int]


def watch_days(installation: Correspondence, watched: Watched, actor: Actor) -> int:
    """In parts: other writers get the lock."""
    done = 0
    while handled := _part(installation, watched, actor):
        done += handled
    return done


def open_tasks(installation: Basics, about: str, passed: Passed, actor: Actor, *, action: str = "") -> int:
    """Sends no reminder."""
    done = 0
    while handled := _passed(installation, about, passed, actor, action):
        done += handled
    return done


def _passed(installation: Basics, about: str, passed: Passed, actor: Actor, action: str) -> int:
    with installation.database.change() as unit:
        rows = passed(unit, installation.clock.today().isoformat(), _PART)
        return _open_tasks(installation, unit, about, rows, actor, action)


def _part(installation: Correspondence, watched: Watched, actor: Actor) -> int:
    now, today = installation.clock.now(), installation.clock.today()
    with installation.database.change() as unit:
        passed = watched.passed(unit, today.isoformat(), _PART)
        done = _open_tasks(installation, unit, watched.about, passed, actor)
        soon = (today + watched.soon).isoformat()
        near = watched.near(unit, today.isoformat(), soon, to_micro(now - _SETTLED), _PART)
        done += sum(_remind(installation, unit, watched, row) for row in near)
    return done


def _open_tasks(
    installation: Basics, unit: Unit, about: str, rows: Sequence[DueRow], actor: Actor, action: str = ""
) -> int:
    opened = desk_tasks.open_tasks(unit, about, rows, to_micro(installation.clock.now()))
    act = action or f"{about} day passed"
    write_audits(installation, unit, actor, [Entry(act, row.application_id, row.due) for row in opened])
    return len(opened)


def _remind(installation: Correspondence, unit: Unit, watched: Watched, row: DueRow) -> bool:
    case = applications.by_id(unit, row.application_id)
    if case is None or not watched.remind(unit, row.id):
        return False
    to, link = Addressee(case.person_id, case.id), f"/applications/{case.receipt_number}"
    once = f"{watched.notice}:{watched.once(row)}:{row.due}"
    notify(installation, unit, to, watched.notice, link=link, once=once, receipt=case.receipt_number, until=row.due)
    return True
