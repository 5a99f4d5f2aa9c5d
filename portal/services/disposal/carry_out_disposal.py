"""Each application in one transaction with its record."""

import json
from uuid import uuid4

from portal.clock import TOKYO, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.services.courier.note_disposed import note_disposed
from portal.services.desk.queue.day_groups import group_of
from portal.services.disposal.find_disposable import must_stay, reasons_to_keep
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.needs import Basics, HasPayments
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow
from portal.store.disposal import disposals, past_cases, past_counts, removals
from portal.store.disposal.disposals import APPROVED, DONE, GONE, KEPT, DisposalRow, LineRow
from portal.store.disposal.past_cases import PastCaseRow
from portal.store.disposal.past_counts import PastCountRow
from portal.store.notices import dispatches

BY = Actor("system", "carry_out_disposals")
_DAY = 86_400_000_000


def carry_out_line(installation: HasPayments, unit: Unit, row: DisposalRow, line: LineRow) -> bool:
    current = disposals.by_id(unit, row.id)
    if current is None or current.state != APPROVED:
        return False
    now, case = to_micro(installation.clock.now()), applications.by_id(unit, line.application_id)
    obstacle = _why_not(installation, unit, line, case)
    if obstacle or case is None:
        disposals.settle(unit, line, KEPT, why=obstacle, by=BY.id, now=now)
        return False
    return throw_away(installation, unit, row, line, case) is not None


def throw_away(
    installation: Basics, unit: Unit, row: DisposalRow, line: LineRow, case: ApplicationRow
) -> dict[str, int] | None:
    """Deleted rows by table, None if another worker was faster. Checks no obstacles."""
    now = to_micro(installation.clock.now())
    counts = removals.rows_of(unit, case.id, case.uid)
    sent = " ".join(dispatches.sent_days(unit, [case.id]).get(case.id, ()))
    if not disposals.settle(unit, line, GONE, why="", by=BY.id, now=now, counts=json.dumps(counts), sent=sent):
        return None
    note_disposed(installation.settings, unit, case, row, now)
    past_counts.count(unit, _sort_of(case))
    anonymised = _leave_line(installation.catalogue, unit, case)
    together = bundles.of_part(unit, case.uid)
    if removals.remove(unit, case.id, case.uid) != counts:
        raise RuntimeError(f"disposal {row.id}: deleted rows differ from the counted rows")
    bundles.remove_empty(unit, together)
    person = case.person_id is not None and removals.remove_person(unit, case.person_id, case.decided_at or 0)
    detail = f"{row.id} {sum(counts.values())} rows" + (" and the person" if person else "")
    act = "anonymise application" if anonymised else "dispose of application"
    write_audit(installation, unit, BY, act, application_id=case.id, detail=detail)
    return counts


def _why_not(installation: HasPayments, unit: Unit, line: LineRow, case: ApplicationRow | None) -> str:
    if case is None:
        return "absent"
    if (case.decided_at, case.state) != (line.ended_at, line.outcome):
        return "changed"
    if must_stay(installation, unit, line):
        return "years"
    return next(iter(reasons_to_keep(installation, unit, line.duty, [case]).get(case.id, ())), "")


def _leave_line(catalogue: Catalogue, unit: Unit, case: ApplicationRow) -> bool:
    keep = catalogue.version(unit, case.meaning).keep
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


def finish(installation: Basics, unit: Unit, row: DisposalRow) -> bool:
    lines = disposals.lines(unit, row.id)
    if not disposals.end(unit, row.id, DONE, BY.id, to_micro(installation.clock.now())):
        return False
    removed = sum(line.state == GONE for line in lines)
    kept = sum(line.state == KEPT for line in lines)
    write_audit(
        installation, unit, BY, "finish disposal", detail=f"{row.id} {removed} gone {kept} kept {row.digest.hex()}"
    )
    return True
