"""Days of corrections: reminds of one that is near, and opens a task for the section when one has passed. Closes nothing."""

from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.write_audit import write_audit
from portal.store import applications, corrections, desk_tasks
from portal.store.corrections import DueRow

_SYSTEM = Actor("system", "watch_corrections")
_PART = 100
_SOON = timedelta(days=3)
_SETTLED = timedelta(days=1)  # whoever was asked only now has heard of the day


def watch_corrections(installation: Installation) -> int:
    """How many were reminded or became a task. In parts: people who want to write get their turn between."""
    done = 0
    while some := _part(installation):
        done += some
    return done


def _part(installation: Installation) -> int:
    now, today = installation.clock.now(), installation.clock.today()
    with installation.database.write() as unit:
        passed = corrections.passed(unit, today.isoformat(), _PART)
        done = sum(_open_task(installation, unit, row, to_micro(now)) for row in passed)
        soon = (today + _SOON).isoformat()
        near = corrections.near(unit, today.isoformat(), soon, to_micro(now - _SETTLED), _PART)
        done += sum(_remind(installation, unit, row) for row in near)
        unit.commit()
    return done


def _open_task(installation: Installation, unit: Unit, row: DueRow, now: int) -> bool:
    opened = desk_tasks.open_task(unit, row.application_id, desk_tasks.CORRECTION, row.id, row.due, now)
    if opened:
        write_audit(
            installation, unit, _SYSTEM, "correction day passed", application_id=row.application_id, detail=row.due
        )
    return opened


def _remind(installation: Installation, unit: Unit, row: DueRow) -> bool:
    case = applications.by_id(unit, row.application_id)
    if case is None or not corrections.remind(unit, row.id):
        return False
    to, link = Addressee(case.person_id, case.id), f"/applications/{case.receipt_number}"
    once = f"correction_near:{row.id}:{row.due}"
    notify(installation, unit, to, "correction_near", link=link, once=once, receipt=case.receipt_number, until=row.due)
    return True
