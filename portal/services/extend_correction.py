"""Puts off the day of a correction: a new one with a reason, told to the applicant. The arrival stays, and so do the answers."""

from dataclasses import dataclass
from datetime import date

from forms.calendar import add_days, open_day_from
from forms.kind import RETURNED
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.move_application import tell_applicant
from portal.services.own_case import demand_review
from portal.services.return_for_correction import MOST_SIGNS, read_due
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import applications, corrections
from portal.store.applications import EventRow
from portal.store.corrections import CorrectionRow

_DAYS = 14


@dataclass(frozen=True)
class Extension:
    """`mistakes`: what to mend first, as (box, key); the box is `due` or `reason`."""

    due: date | None
    reason: str
    mistakes: tuple[tuple[str, str], ...]


def open_return(unit: Unit, case: Case) -> CorrectionRow:
    """The correction that waits. Conflict if none does."""
    row = corrections.open_one(unit, case.row.id) if case.row.state == RETURNED else None
    if row is None:
        raise Conflict("correction")
    return row


def later_due(installation: Installation, row: CorrectionRow) -> date:
    """Two weeks from today or from the day that was set, whichever is later."""
    begins = max(installation.clock.today(), date.fromisoformat(row.due))
    return open_day_from(add_days(begins, _DAYS), installation.city.calendar())


def read_extension(installation: Installation, row: CorrectionRow, due: str, reason: str) -> Extension:
    wrong = []
    if not reason.strip():
        wrong.append(("reason", "no_reason"))
    elif len(reason) > MOST_SIGNS:
        wrong.append(("reason", "too_long"))
    day, slip = read_due(installation, due, max(installation.clock.today(), date.fromisoformat(row.due)))
    return Extension(day, reason.strip(), (("due", slip), *wrong) if slip else tuple(wrong))


def extend_correction(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, wanted: Extension
) -> None:
    """`wanted` without mistakes. NotAllowed, OwnCase; Conflict if the answer came meanwhile or a colleague was faster."""
    demand_review(installation, unit, member, case)
    if wanted.mistakes or wanted.due is None:
        raise ValueError(wanted.mistakes)
    row, correction, due = case.row, open_return(unit, case), wanted.due.isoformat()
    now = to_micro(installation.clock.now())
    if row.revision != revision or not corrections.extend(unit, correction.id, correction.due, due):
        raise Conflict("extend")
    if not applications.move(unit, row, state=RETURNED, due=row.due, decided_at=None, now=now):
        raise Conflict("extend")
    sealed = case.sealer.seal(f"words:{now}", wanted.reason)
    applications.add_event(unit, row.id, EventRow(now, str(member.actor), "extend", RETURNED, RETURNED, sealed))
    detail = f"{correction.due} {due}"
    write_audit(installation, unit, member.actor, "extend correction", application_id=row.id, detail=detail)
    tell_applicant(installation, unit, case, "extended", now, until=due)
