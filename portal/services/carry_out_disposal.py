"""Throws away one application of an approved list: counted first, then everything of it goes in one transaction with the line that
says so, or nothing does. Killed in the middle, the next run goes on where this one was."""

import json
from uuid import uuid4

from portal.clock import TOKYO, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.desk_figures import group_of
from portal.services.find_disposable import stands_against
from portal.services.installation import Installation
from portal.services.note_gone import note_gone
from portal.services.write_audit import write_audit
from portal.store import applications, dispatches, disposals, past_cases, past_counts, removals
from portal.store.applications import ApplicationRow
from portal.store.disposals import APPROVED, DONE, GONE, KEPT, DisposalRow, LineRow
from portal.store.past_cases import PastCaseRow
from portal.store.past_counts import PastCountRow

BY = Actor("system", "carry_out_disposals")
_DAY = 86_400_000_000


def carry_out_line(installation: Installation, unit: Unit, row: DisposalRow, line: LineRow) -> bool:
    """Whether it is gone. What stands against it by now keeps it, and the line says what. Nothing happens once somebody dropped
    the list."""
    standing = disposals.by_id(unit, row.id)
    if standing is None or standing.state != APPROVED:
        return False
    now, case = to_micro(installation.clock.now()), applications.by_id(unit, line.application_id)
    why = _why_not(installation, unit, line, case)
    if why or case is None:
        disposals.settle(unit, line, KEPT, why=why, by=BY.id, now=now)
        return False
    return throw_away(installation, unit, row, line, case) is not None


def throw_away(
    installation: Installation, unit: Unit, row: DisposalRow, line: LineRow, case: ApplicationRow
) -> dict[str, int] | None:
    """What stands against it was asked before. The rows that went, by table; None if somebody else was faster."""
    now = to_micro(installation.clock.now())
    counts = removals.rows_of(unit, case.id, case.uid)
    sent = " ".join(dispatches.sent_days(unit, [case.id]).get(case.id, ()))
    if not disposals.settle(unit, line, GONE, why="", by=BY.id, now=now, counts=json.dumps(counts), sent=sent):
        return None
    note_gone(installation, unit, case, row, now)
    past_counts.count(unit, _sort_of(case))
    anonymised = _leave_line(installation, unit, case)
    if removals.remove(unit, case.id, case.uid) != counts:
        raise RuntimeError(f"disposal {row.id}: other rows went than were counted")
    person = case.person_id is not None and removals.remove_person(unit, case.person_id, case.decided_at or 0)
    told = f"{row.id} {sum(counts.values())} rows" + (" and the person" if person else "")
    act = "anonymise application" if anonymised else "dispose of application"
    write_audit(installation, unit, BY, act, application_id=case.id, detail=told)
    return counts


def _why_not(installation: Installation, unit: Unit, line: LineRow, case: ApplicationRow | None) -> str:
    if case is None:
        return "absent"
    if (case.decided_at, case.state) != (line.ended_at, line.outcome):
        return "changed"
    return next(iter(stands_against(installation, unit, line.duty, [case]).get(case.id, ())), "")


def _leave_line(installation: Installation, unit: Unit, case: ApplicationRow) -> bool:
    """Where its own version says `then: anonymise`: what tells nobody whose it was."""
    keep = installation.catalogue.version(unit, case.meaning).keep
    if keep is None or keep.then != "anonymise":
        return False
    ended = case.decided_at or 0
    days = (tokyo_day(from_micro(ended)) - tokyo_day(from_micro(case.arrived_at))).days
    past_cases.add(
        unit, PastCaseRow(uuid4().hex, case.duty, case.procedure, _month(case.arrived_at), _month(ended), case.state, days)
    )  # fmt: skip
    return True


def _month(instant: int) -> str:
    return f"{from_micro(instant).astimezone(TOKYO):%Y-%m}"


def _sort_of(case: ApplicationRow) -> PastCountRow:
    ended = case.decided_at or 0
    days = group_of((ended - case.arrived_at) // _DAY)
    return PastCountRow(case.duty, case.procedure, _month(ended), case.door, case.state, days, 1)


def finish(installation: Installation, unit: Unit, row: DisposalRow) -> bool:
    """When no line of it is left to go. False if another worker was faster."""
    lines = disposals.lines(unit, row.id)
    if not disposals.end(unit, row.id, DONE, BY.id, to_micro(installation.clock.now())):
        return False
    gone = sum(one.state == GONE for one in lines)
    kept = sum(one.state == KEPT for one in lines)
    write_audit(
        installation, unit, BY, "finish disposal", detail=f"{row.id} {gone} gone {kept} kept {row.digest.hex()}"
    )
    return True
