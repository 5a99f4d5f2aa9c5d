"""1人1回: of a procedure that says so, whoever signed in sends one on line in a 年度. Each of them has one place, as of a time that never
comes (定員); it is given back when the application ends in vain, like each other place."""

import hashlib
import hmac
from datetime import date

from forms.calendar import fiscal_year
from forms.environment import Slot
from forms.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.admit_capacity import NO_QUESTION, hold_while_sent
from portal.services.installation import Installation
from portal.services.take_place import time_of
from portal.store import reservations


def place_of(
    installation: Installation, procedure: Procedure, person_id: str | None, year: int | None, on: date
) -> Slot | None:
    """Theirs of the `year` that it is for, else of that of the day `on`; None where anybody may send as many as they like. Named by a keyed
    hash: a row of places says of nobody that they applied."""
    if procedure.duplicate is None or not procedure.duplicate.once or not person_id:
        return None
    year = fiscal_year(on) if year is None else year
    said = f"once\0{procedure.id}\0{year}\0{person_id}".encode()
    mark = hmac.new(installation.look_up_key, said, hashlib.sha256).hexdigest()[:32]
    return Slot(procedure.id, f"once:{year}:{mark}", "", "", "", 1)


def was_sent(installation: Installation, unit: Unit, procedure: Procedure, person_id: str | None) -> bool:
    """Whether this person can send no other one today. Where the years are told apart, only their answers say which it is for."""
    place = place_of(installation, procedure, person_id, None, installation.clock.today())
    if place is None or procedure.year is not None:
        return False
    return reservations.taken(unit, time_of(place), to_micro(installation.clock.now())) > 0


def take_once(installation: Installation, unit: Unit, place: Slot | None, draft_id: str) -> bool:
    """For the minute in which the draft is sent. False if another application has it."""
    return place is None or hold_while_sent(installation, unit, place, draft_id)


def keep_once(unit: Unit, place: Slot | None, draft_id: str, application_id: int, now: int) -> None:
    """The place is the application's; nothing where none was taken."""
    if place is not None:
        reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(place), now)
