"""Days of papers that follow: reminds of one that is near, and opens a task for the section when one has passed. Closes
nothing, and takes a paper that comes later."""

from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.write_audit import write_audit
from portal.store import applications, desk_tasks, late_papers
from portal.store.late_papers import DueRow

_SYSTEM = Actor("system", "watch_papers")
_PART = 100
_SOON = timedelta(days=7)  # a paper has to be fetched from somebody, an answer does not
_SETTLED = timedelta(days=1)  # whoever sent it only now has heard of the day


def watch_papers(installation: Installation) -> int:
    """How many were reminded of or became a task. In parts: people who want to write get their turn between."""
    done = 0
    while some := _part(installation):
        done += some
    return done


def _part(installation: Installation) -> int:
    now, today = installation.clock.now(), installation.clock.today()
    with installation.database.write() as unit:
        passed = late_papers.passed(unit, today.isoformat(), _PART)
        done = sum(_open_task(installation, unit, row, to_micro(now)) for row in passed)
        soon = (today + _SOON).isoformat()
        near = late_papers.near(unit, today.isoformat(), soon, to_micro(now - _SETTLED), _PART)
        done += sum(_remind(installation, unit, row) for row in near)
        unit.commit()
    return done


def _open_task(installation: Installation, unit: Unit, row: DueRow, now: int) -> bool:
    opened = desk_tasks.open_task(unit, row.application_id, desk_tasks.PAPER, row.id, row.due, now)
    if opened:
        write_audit(installation, unit, _SYSTEM, "paper day passed", application_id=row.application_id, detail=row.due)
    return opened


def _remind(installation: Installation, unit: Unit, row: DueRow) -> bool:
    """One notice for all papers of an application that are due on the same day."""
    case = applications.by_id(unit, row.application_id)
    if case is None or not late_papers.remind(unit, row.id):
        return False
    to, link = Addressee(case.person_id, case.id), f"/applications/{case.receipt_number}"
    once = f"paper_near:{row.application_id}:{row.due}"
    notify(installation, unit, to, "paper_near", link=link, once=once, receipt=case.receipt_number, until=row.due)
    return True
