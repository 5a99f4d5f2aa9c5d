"""Arrival and answers stay."""

from dataclasses import dataclass
from datetime import date

from forms.definition.kind import RETURNED
from forms.numbers.calendar import add_days, open_day_from
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.cases.correction import open_return
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_review
from portal.services.desk.case.return_for_correction import about_reason, read_due
from portal.services.notices.hand_in_paper import asks_for, extend_until, requested_papers
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.cases import applications
from portal.store.cases.applications import EventRow
from portal.store.desk import corrections
from portal.store.desk.corrections import CorrectionRow

_DAYS = 14


@dataclass(frozen=True)
class Extension:
    due: date | None
    reason: str
    mistakes: tuple[tuple[str, str], ...]  # (`due` or `reason`, key)


def later_due(installation: Basics, row: CorrectionRow) -> date:
    """Two weeks after today or the due day, whichever is later."""
    begins = max(installation.clock.today(), date.fromisoformat(row.due))
    return open_day_from(add_days(begins, _DAYS), installation.city.calendar)


def read_extension(clock: Clock, row: CorrectionRow, due: str, reason: str) -> Extension:
    mistakes = about_reason(reason)
    day, problem = read_due(clock, due, max(clock.today(), date.fromisoformat(row.due)))
    return Extension(day, reason.strip(), (("due", problem), *mistakes) if problem else tuple(mistakes))


def extend_correction(
    installation: Correspondence, unit: Unit, member: Member, case: Case, revision: int, wanted: Extension
) -> None:
    """Raises NotAllowed, OwnCase; Conflict if answered or changed."""
    demand_review(installation, unit, member, case)
    if wanted.mistakes or wanted.due is None:
        raise ValueError(wanted.mistakes)
    row, correction, due = case.row, open_return(unit, case), wanted.due.isoformat()
    now = to_micro(installation.clock.now())
    if row.revision != revision or not corrections.extend(unit, correction.id, correction.due, due):
        raise Conflict("extend")
    if not applications.move(unit, row, state=RETURNED, due=row.due, decided_at=None, now=now):
        raise Conflict("extend")
    for paper in requested_papers(unit, case):
        if asks_for(correction, paper.paper):
            extend_until(unit, paper, due)
    sealed = case.sealer.seal(f"words:{now}", wanted.reason)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "extend", RETURNED, RETURNED, sealed))
    detail = f"{correction.due} {due}"
    write_audit(installation, unit, member.actor, "extend correction", application_id=row.id, detail=detail)
    notify_applicant(installation, unit, case, "extended", now, until=due)
