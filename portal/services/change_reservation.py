"""A booked time is changed or given back by who booked it, until the day that the city's file says."""

from dataclasses import dataclass
from datetime import date, timedelta

from forms.environment import Slot
from forms.fields.slot import full
from forms.kind import WITHDRAWN
from forms.mistakes import Mistake
from forms.path import walk
from forms.procedure import Field
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict, NotFound
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.keep_answers import keep_answers
from portal.services.stop_application import NOW, stop_application, way_to_stop
from portal.services.take_place import take_place
from portal.services.write_audit import write_audit
from portal.store import applications, reservations
from portal.store.applications import EventRow
from portal.store.reservations import ReservationRow, Taker

CHANGE_DAYS = 1  # where the city's file says nothing of the resource


@dataclass(frozen=True)
class Booking:
    """One booked time of an application. `kept`: it still is; `until`: the last day on which it can be changed; `open`:
    that day has not passed; `for_visit`: the thing itself is filed at the visit; `video`: where it may be held, "" where it is not."""

    row: ReservationRow
    field: Field
    until: date
    open: bool
    for_visit: bool
    video: str = ""

    @property
    def kept(self) -> bool:
        return self.row.number is not None


def bookings_of(installation: Installation, unit: Unit, case: Case) -> list[Booking]:
    """In order of time; those that were given back, too. The place of a procedure's capacity is none of them."""
    rows = reservations.of_application(unit, case.row.id)
    return [_booking(installation, case, row) for row in rows if row.question]


def _booking(installation: Installation, case: Case, row: ReservationRow) -> Booking:
    today = installation.clock.today()
    rules = installation.city.times.rules(row.resource, today)
    days = CHANGE_DAYS if rules is None else rules.change_days
    until = date.fromisoformat(row.starts[:10]) - timedelta(days=days)
    open_ = row.number is not None and today <= until and case.row.state != WITHDRAWN
    for_visit, by_video = (rules.for_visit, rules.video) if rules is not None else (False, False)
    video = installation.city.video if by_video and row.number is not None else ""
    return Booking(row, case.procedure.field(row.question), until, open_, for_visit, video)


def booking_of(installation: Installation, unit: Unit, case: Case, question: str) -> Booking:
    """The one that stands. NotFound if this application booked nothing there; Closed when it cannot be changed any more."""
    kept = [one for one in bookings_of(installation, unit, case) if one.row.question == question and one.kept]
    if not kept:
        raise NotFound("reservation")
    if not kept[0].open:
        raise Closed("reservation")
    return kept[0]


def times_left(case: Case, booking: Booking) -> tuple[Slot, ...]:
    """What it can be changed to."""
    return tuple(
        slot
        for slot in case.environment.slots(booking.row.resource)
        if slot.left > 0 and (slot.id, slot.starts) != (booking.row.slot, booking.row.starts)
    )


def change_time(
    installation: Installation, unit: Unit, case: Case, actor: Actor, booking: Booking, slot_id: str
) -> Mistake | None:
    """Takes the new place before it gives the old one back: who is too late keeps what they have. Arrival stays."""
    field = booking.field
    chosen = next((slot for slot in case.environment.slots(booking.row.resource) if slot.id == slot_id), None)
    if chosen is None or (chosen.id, chosen.starts) == (booking.row.slot, booking.row.starts):
        return Mistake("slot.gone")
    offer = next(
        slot for slot in installation.city.slots(booking.row.resource, installation.clock.today()) if slot.id == slot_id
    )
    taker = Taker(booking.row.question, application_id=case.row.id)
    if chosen.left <= 0 or not take_place(installation, unit, offer, taker, None):
        return full(chosen.starts, field.settings, case.environment)
    now = to_micro(installation.clock.now())
    if not reservations.give_back(unit, booking.row.id, now):
        raise Conflict("reservation")
    value = {"id": chosen.id, "starts": chosen.starts, "ends": chosen.ends, "place": chosen.place}
    revise_answers(unit, case, {**case.answers, field.id: value}, now)
    applications.add_event(unit, case.row.id, EventRow(now, str(actor), "rebook", case.row.state, case.row.state, None))
    write_audit(installation, unit, actor, "change reservation", application_id=case.row.id, detail=field.id)
    return None


def revise_answers(unit: Unit, case: Case, answers: dict[str, object], now: int) -> None:
    """A new revision of the answers; state, period and arrival as they are. Conflict if somebody else was faster."""
    row = case.row
    summary = case.sealer.seal("summary", case.summary)
    if not applications.correct(unit, row, state=row.state, due=row.due, sealed_summary=summary, now=now):
        raise Conflict("application")
    path = walk(case.procedure, answers, case.environment)
    keep_answers(unit, case.sealer, row.id, row.answers_revision + 1, answers, path, now)


def cancel_time(installation: Installation, unit: Unit, case: Case, actor: Actor, booking: Booking) -> None:
    """Gives the place back. With the last of them the application is stopped, where the applicant may do that alone."""
    now = to_micro(installation.clock.now())
    if not reservations.give_back(unit, booking.row.id, now):
        return
    event = EventRow(now, str(actor), "cancel_time", case.row.state, case.row.state, None)
    applications.add_event(unit, case.row.id, event)
    detail = booking.field.id
    write_audit(installation, unit, actor, "cancel reservation", application_id=case.row.id, detail=detail)
    left = [one for one in bookings_of(installation, unit, case) if one.kept]
    if not left and case.row.kind == "reservation" and way_to_stop(unit, case) == NOW:
        stop_application(installation, unit, case, actor, NOW, "")
