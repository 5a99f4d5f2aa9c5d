"""Days until which applicants were asked for something: reminds of one that is near, and opens a task for the section when
one has passed. Closes nothing, and takes what comes later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.write_audit import write_audit
from portal.store import applications, desk_tasks
from portal.store.desk_tasks import DueRow

_PART = 100
_SETTLED = timedelta(days=1)  # whoever was asked only now has heard of the day

Passed = Callable[[Unit, str, int], list[DueRow]]


@dataclass(frozen=True)
class Watched:
    """`about`: what the task is called. `passed`, `near`, `remind`: of its store. `soon`: how long before the day it is
    reminded of. `notice`: the message. `once`: what one notice is for."""

    about: str
    passed: Passed
    near: Callable[[Unit, str, str, int, int], list[DueRow]]
    remind: Callable[[Unit, int], bool]
    soon: timedelta
    notice: str
    once: Callable[[DueRow], int]


def watch_days(installation: Installation, watched: Watched, actor: Actor) -> int:
    """How many were reminded of or became a task. In parts: people who want to write get their turn between."""
    done = 0
    while some := _part(installation, watched, actor):
        done += some
    return done


def open_tasks(installation: Installation, about: str, passed: Passed, actor: Actor) -> int:
    """The same of days that only staff wait for: nobody is reminded. How many became a task."""
    done = 0
    while some := _passed(installation, about, passed, actor):
        done += some
    return done


def _passed(installation: Installation, about: str, passed: Passed, actor: Actor) -> int:
    with installation.database.write() as unit:
        rows = passed(unit, installation.clock.today().isoformat(), _PART)
        done = sum(_open_task(installation, unit, about, row, actor) for row in rows)
        unit.commit()
    return done


def _part(installation: Installation, watched: Watched, actor: Actor) -> int:
    now, today = installation.clock.now(), installation.clock.today()
    with installation.database.write() as unit:
        passed = watched.passed(unit, today.isoformat(), _PART)
        done = sum(_open_task(installation, unit, watched.about, row, actor) for row in passed)
        soon = (today + watched.soon).isoformat()
        near = watched.near(unit, today.isoformat(), soon, to_micro(now - _SETTLED), _PART)
        done += sum(_remind(installation, unit, watched, row) for row in near)
        unit.commit()
    return done


def _open_task(installation: Installation, unit: Unit, about: str, row: DueRow, actor: Actor) -> bool:
    now = to_micro(installation.clock.now())
    opened = desk_tasks.open_task(unit, row.application_id, about, row.id, row.due, now)
    if opened:
        action = f"{about} day passed"
        write_audit(installation, unit, actor, action, application_id=row.application_id, detail=row.due)
    return opened


def _remind(installation: Installation, unit: Unit, watched: Watched, row: DueRow) -> bool:
    case = applications.by_id(unit, row.application_id)
    if case is None or not watched.remind(unit, row.id):
        return False
    to, link = Addressee(case.person_id, case.id), f"/applications/{case.receipt_number}"
    once = f"{watched.notice}:{watched.once(row)}:{row.due}"
    notify(installation, unit, to, watched.notice, link=link, once=once, receipt=case.receipt_number, until=row.due)
    return True
