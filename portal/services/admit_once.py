"""1人1回: of a procedure that says so, whoever signed in sends one on line in a 年度. Each of them has one place, as of a time that never
comes; it is given back when the application ends in vain, like each other place."""

import hashlib
import hmac

from forms.calendar import fiscal_year
from forms.environment import Slot
from forms.path import Path
from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.installation import Installation
from portal.services.take_place import take_place, time_of
from portal.store import reservations
from portal.store.reservations import Taker

NO_QUESTION = ""
_MINUTE = 60_000_000


def says_once(procedure: Procedure) -> bool:
    return procedure.duplicate is not None and procedure.duplicate.once


def was_sent(installation: Installation, unit: Unit, procedure: Procedure, person_id: str) -> bool:
    """Whether this person can send no other one today. Where the years are told apart, only their answers say which it is for."""
    years_apart = procedure.window is not None and procedure.window.year is not None
    if not says_once(procedure) or not person_id or years_apart:
        return False
    now = to_micro(installation.clock.now())
    return reservations.taken(unit, time_of(_place(installation, procedure, person_id, None)), now) > 0


def take_once(
    installation: Installation, unit: Unit, procedure: Procedure, path: Path, person_id: str, draft_id: str
) -> bool:
    """The one place of this person, for the minute in which the draft is sent. False if another application has it."""
    if not says_once(procedure) or not person_id:
        return True
    until = to_micro(installation.clock.now()) + _MINUTE
    place = _place(installation, procedure, person_id, path.year)
    return take_place(installation, unit, place, Taker(NO_QUESTION, draft_id), until)


def keep_once(
    installation: Installation, unit: Unit, procedure: Procedure, path: Path, person_id: str, draft_id: str, application_id: int
) -> None:  # fmt: skip
    """The place is the application's; nothing where none was taken."""
    if says_once(procedure) and person_id:
        time = time_of(_place(installation, procedure, person_id, path.year))
        reservations.keep(unit, draft_id, application_id, NO_QUESTION, time, to_micro(installation.clock.now()))


def _place(installation: Installation, procedure: Procedure, person_id: str, year: int | None) -> Slot:
    """Named by a keyed hash: a row of places says of nobody that they applied."""
    year = fiscal_year(installation.clock.today()) if year is None else year
    said = f"{procedure.id}\0{year}\0{person_id}".encode()
    mark = hmac.new(installation.look_up_key, b"once\0" + said, hashlib.sha256).hexdigest()[:32]
    return Slot(procedure.id, f"once:{year}:{mark}", "", "", "", 1)
