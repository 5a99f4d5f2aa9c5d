"""Staff type the applicant's answer."""

import unicodedata
from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime

from forms.definition.kind import SCREENING
from forms.path.binding import Posted, bind
from forms.path.path import AskedPage, Path
from portal.clock import TOKYO, Clock
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bookings.hold_slots import Mistakes
from portal.services.cases.cases import Case
from portal.services.cases.move_application import ways
from portal.services.cases.own_case import demand_review
from portal.services.desk.case.return_for_correction import MOST_SIGNS
from portal.services.desk.needs import BulkNeeds
from portal.services.my_cases.correct_application import Mending, open_mending, save_mended_page, send_correction
from portal.services.shared.needs import HasNumberKeys
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.desk import corrections

TELEPHONE = "telephone"
MOST_WHO = 60
# How the answer came; stored, because the applicant did not send it.
CAME_BY = {
    "telephone": "電話で聞いた",
    "letter": "手紙・書類で届いた",
    "counter": "窓口で聞いた",
}


@dataclass(frozen=True)
class Note:
    came_by: str
    who: str
    at: str  # the time of a call (Asia/Tokyo)
    text: str


def read_note(clock: Clock, came_by: str, who: str, at: str, text: str) -> tuple[Note, tuple[str, ...]]:
    """Also returns the names of wrong boxes."""
    note = Note(came_by, who.strip(), at.strip(), text.strip())
    mistakes = [] if came_by in CAME_BY else ["came_by"]
    if came_by == TELEPHONE:
        mistakes += [] if 0 < len(note.who) <= MOST_WHO else ["who"]
        mistakes += [] if _was(clock, note.at) else ["at"]
    else:
        note = replace(note, who=note.who[:MOST_WHO], at="")
    mistakes += [] if 0 < len(note.text) <= MOST_SIGNS else ["said"]
    return note, tuple(mistakes)


def _was(clock: Clock, at: str) -> bool:
    try:
        called = datetime.fromisoformat(unicodedata.normalize("NFKC", at))
    except ValueError:
        return False
    return called.tzinfo is None and called.replace(tzinfo=TOKYO) <= clock.now()


@dataclass(frozen=True)
class Entered:
    path: Path
    mending: Mending

    @property
    def complete(self) -> bool:
        return not self.path.mistakes and self.mending.next_page() is None


def read_correction(installation: HasNumberKeys, unit: Unit, case: Case, posted: Posted, shown: Set[str]) -> Entered:
    """`shown`: the form's questions. A changed answer may ask more."""
    mending = open_mending(unit, case)
    path = bind(case.procedure, shown, posted, mending.answers, case.environment)
    if path.mistakes:
        return Entered(path, mending)
    # Staff see the whole form, so pages the applicant began count as unseen.
    mending = replace(mending, seen=frozenset())
    while asked := next((asked for asked in mending.pages if _typed(asked, mending, shown)), None):
        path, mending = save_mended_page(installation, unit, case, mending, asked, posted)
    return Entered(path, mending)


def _typed(asked: AskedPage, mending: Mending, shown: Set[str]) -> bool:
    return asked.page.id not in mending.seen and all(field.id in shown for field in asked.fields)


def enter_correction(
    installation: BulkNeeds, unit: Unit, member: Member, case: Case, revision: int, entered: Entered, note: Note
) -> Mistakes:
    """Returns times that are no longer free: then do not commit. Raises NotAllowed, OwnCase; Conflict if the case
    changed or the answer is incomplete."""
    demand_review(installation, unit, member, case)
    if case.row.revision != revision or SCREENING not in ways(case.row):
        raise Conflict("correct")
    write_audit(installation, unit, member.actor, "enter correction", application_id=case.row.id, detail=note.came_by)
    # A paper that is still owed stays owed: staff note it on its own page.
    taken = send_correction(installation, unit, case, replace(entered.mending, owed=()), member.actor)
    origin = {"who": note.who, "at": note.at, "said": note.text}
    number = entered.mending.row.id
    corrections.note(unit, number, note.came_by, case.sealer.seal(f"note:{number}", origin))
    return taken
