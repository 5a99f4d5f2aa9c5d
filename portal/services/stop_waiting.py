"""Takes a returned application back unanswered: a date that passes closes nothing, somebody decides what comes next."""

from forms.kind import SCREENING
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict
from portal.services.after_waiting import after_waiting
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.move_application import Act, move_application
from portal.services.rights import Member
from portal.store import corrections


def stop_waiting(installation: Installation, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """Back to 形式審査 with the answers as they were; from there it is refused, or asked again. NotAllowed, Conflict."""
    member.demand("review", case.row.duty)
    row = corrections.open_one(unit, case.row.id)
    if row is None:
        raise Conflict("correction")
    due = after_waiting(installation, case, row.asked_at, to_micro(installation.clock.now()))
    act = Act("recall", SCREENING, "stop waiting for correction", due=due)
    now = move_application(installation, unit, member, case, revision, act)
    if not corrections.answer(unit, row.id, now):
        raise Conflict("correction")
