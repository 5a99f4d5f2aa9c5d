"""1人1回: one online application per person and 年度, unless it fails."""

import hashlib
import hmac
from datetime import date

from forms.definition.procedure import Procedure
from forms.numbers.calendar import fiscal_year
from forms.path.environment import Slot
from portal.clock import Clock, to_micro
from portal.db import Unit
from portal.sealing import Keys
from portal.services.bookings.take_place import time_of
from portal.services.filing.admit_capacity import NO_QUESTION, hold_while_sent
from portal.services.shared.needs import Records
from portal.store.bookings import reservations


def place_of(keys: Keys, procedure: Procedure, person_id: str | None, year: int | None, on: date) -> Slot | None:
    """A keyed hash: the table does not reveal who applied. None if unlimited."""
    if procedure.duplicate is None or not procedure.duplicate.once or not person_id:
        return None
    year = fiscal_year(on) if year is None else year
    key = f"once\0{procedure.id}\0{year}\0{person_id}".encode()
    mark = hmac.new(keys.derive("once"), key, hashlib.sha256).hexdigest()[:32]
    return Slot(procedure.id, f"once:{year}:{mark}", "", "", "", 1)


def was_sent(installation: Records, unit: Unit, procedure: Procedure, person_id: str | None) -> bool:
    """False for several open 年度: only the answers give the year."""
    place = place_of(installation.keys, procedure, person_id, None, installation.clock.today())
    if place is None or procedure.year is not None:
        return False
    return reservations.taken(unit, time_of(place), to_micro(installation.clock.now())) > 0


def take_once(clock: Clock, unit: Unit, place: Slot | None, draft_id: str) -> bool:
    """For one minute. False if taken."""
    return place is None or hold_while_sent(clock, unit, place, draft_id)


def keep_once(unit: Unit, place: Slot | None, draft_id: str, application_id: int, now: int) -> None:
    if place is not None:
        reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(place), now)
