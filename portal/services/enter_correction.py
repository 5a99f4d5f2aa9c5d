"""The answer to a correction as staff take it in: by telephone, by letter or at the counter."""

import unicodedata
from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime

from forms.binding import Posted, bind
from forms.kind import SCREENING
from forms.path import AskedPage, Path
from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import Conflict
from portal.services.cases import Case
from portal.services.correct_application import Mending, open_mending, save_mended_page, send_correction
from portal.services.hold_slots import Mistakes
from portal.services.installation import Installation
from portal.services.move_application import ways
from portal.services.own_case import demand_review
from portal.services.return_for_correction import MOST_SIGNS
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.store import corrections

TELEPHONE = "telephone"
MOST_WHO = 60
# How the answer came; kept with the correction, because the applicant did not send it.
CAME_BY = {
    "telephone": "電話で聞いた",
    "letter": "手紙・書類で届いた",
    "counter": "窓口で聞いた",
}


@dataclass(frozen=True)
class Note:
    """What stands for the applicant's own hand. `at`: when they called, in the city's time; of a letter and of a visit `said` tells
    where the paper is, or who came."""

    came_by: str
    who: str
    at: str
    said: str


def read_note(installation: Installation, came_by: str, who: str, at: str, said: str) -> tuple[Note, tuple[str, ...]]:
    """The note, and the boxes that are to be mended: came_by, who, at, said."""
    note = Note(came_by, who.strip(), at.strip(), said.strip())
    wrong = [] if came_by in CAME_BY else ["came_by"]
    if came_by == TELEPHONE:
        wrong += [] if 0 < len(note.who) <= MOST_WHO else ["who"]
        wrong += [] if _was(installation, note.at) else ["at"]
    else:
        note = replace(note, who=note.who[:MOST_WHO], at="")
    wrong += [] if 0 < len(note.said) <= MOST_SIGNS else ["said"]
    return note, tuple(wrong)


def _was(installation: Installation, at: str) -> bool:
    """Whether it is a time of ours that has been."""
    try:
        called = datetime.fromisoformat(unicodedata.normalize("NFKC", at))
    except ValueError:
        return False
    return called.tzinfo is None and called.replace(tzinfo=TOKYO) <= installation.clock.now()


@dataclass(frozen=True)
class Entered:
    """What was typed. With mistakes `path` tells them; `complete`: nothing is open, so that it may be sent."""

    path: Path
    mending: Mending

    @property
    def complete(self) -> bool:
        return not self.path.mistakes and self.mending.next_page() is None


def read_correction(installation: Installation, unit: Unit, case: Case, posted: Posted, shown: Set[str]) -> Entered:
    """Binds one form with all its questions; `shown`: those that stood on it. A changed answer may ask more, which is
    shown next. Left without commit, nothing of it is stored."""
    mending = open_mending(unit, case)
    path = bind(case.procedure, shown, posted, mending.answers, case.environment)
    if path.mistakes:
        return Entered(path, mending)
    # What the applicant began on the phone counts as not seen: staff have the whole form before them.
    mending = replace(mending, seen=frozenset())
    while asked := next((asked for asked in mending.pages if _typed(asked, mending, shown)), None):
        path, mending = save_mended_page(installation, unit, case, mending, asked, posted)
    return Entered(path, mending)


def _typed(asked: AskedPage, mending: Mending, shown: Set[str]) -> bool:
    return asked.page.id not in mending.seen and all(field.id in shown for field in asked.fields)


def enter_correction(
    installation: Installation, unit: Unit, member: Member, case: Case, revision: int, entered: Entered, note: Note
) -> Mistakes:
    """NotAllowed, OwnCase; Conflict if the applicant or a colleague was faster, or it is not complete. What is answered are the
    times that others were faster for: then the caller stores nothing."""
    demand_review(installation, unit, member, case)
    if case.row.revision != revision or SCREENING not in ways(case.row):
        raise Conflict("correct")
    write_audit(installation, unit, member.actor, "enter correction", application_id=case.row.id, detail=note.came_by)
    taken = send_correction(installation, unit, case, entered.mending, member.actor)
    told = {"who": note.who, "at": note.at, "said": note.said}
    number = entered.mending.row.id
    corrections.note(unit, number, note.came_by, case.sealer.seal(f"note:{number}", told))
    return taken
