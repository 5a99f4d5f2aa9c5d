"""A missed date closes nothing by itself."""

from forms.definition.kind import SCREENING
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, required
from portal.services.cases.cases import Case
from portal.services.cases.move_application import Act, move_application
from portal.services.desk.sections.after_waiting import after_waiting
from portal.services.shared.needs import HasPayments
from portal.services.shared.rights import Member
from portal.store.desk import corrections


def stop_waiting(installation: HasPayments, unit: Unit, member: Member, case: Case, revision: int) -> None:
    """Back to 形式審査. Raises NotAllowed, Conflict."""
    member.demand("review", case.row.duty)
    row = required(corrections.open_one(unit, case.row.id), Conflict("correction"))
    due = after_waiting(installation.city, case, row.asked_at, to_micro(installation.clock.now()))
    act = Act("recall", SCREENING, "stop waiting for correction", due=due)
    now = move_application(installation, unit, member, case, revision, act)
    if not corrections.answer(unit, row.id, now):
        raise Conflict("correction")
