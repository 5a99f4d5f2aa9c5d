"""The answer to a correction as staff take it in: by telephone, by letter or at the counter."""

from collections.abc import Set
from dataclasses import dataclass, replace

from forms.binding import Posted, bind
from forms.kind import SCREENING
from forms.path import AskedPage, Path
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.correct_application import Mending, open_mending, save_mended_page, send_correction
from portal.services.installation import Installation
from portal.services.move_application import ways
from portal.services.rights import Member
from portal.services.write_audit import write_audit

# How the answer came; kept in the audit, because the applicant did not send it.
CAME_BY = {
    "telephone": "電話で聞いた",
    "letter": "手紙・書類で届いた",
    "counter": "窓口で聞いた",
}


@dataclass(frozen=True)
class Entered:
    """What was typed. With mistakes `path` tells them; `complete`: nothing is open, so that it may be sent."""

    path: Path
    mending: Mending

    @property
    def complete(self) -> bool:
        return not self.path.mistakes and self.mending.next_page() is None


def read_correction(unit: Unit, case: Case, posted: Posted, shown: Set[str]) -> Entered:
    """Binds one form with all its questions; `shown`: those that stood on it. A changed answer may ask more, which is
    shown next. Left without commit, nothing of it is stored."""
    mending = open_mending(unit, case)
    path = bind(case.procedure, shown, posted, mending.answers, case.environment)
    if path.mistakes:
        return Entered(path, mending)
    # What the applicant began on the phone counts as not seen: staff have the whole form before them.
    mending = replace(mending, seen=frozenset())
    while asked := next((asked for asked in mending.pages if _typed(asked, mending, shown)), None):
        path, mending = save_mended_page(unit, case, mending, asked, posted)
    return Entered(path, mending)


def _typed(asked: AskedPage, mending: Mending, shown: Set[str]) -> bool:
    return asked.page.id not in mending.seen and all(field.id in shown for field in asked.fields)


def enter_correction(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, entered: Entered, came_by: str
) -> None:
    """NotAllowed; Conflict if the applicant or a colleague was faster, or it is not complete."""
    member.demand("review", case.row.duty)
    if case.row.revision != revision or SCREENING not in ways(case.row):
        raise Conflict("correct")
    write_audit(installation, unit, member.actor, "enter correction", application_id=case.row.id, detail=came_by)
    send_correction(installation, unit, case, entered.mending, member.actor)
