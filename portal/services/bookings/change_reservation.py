from dataclasses import dataclass, replace
from datetime import date

from forms.definition.kind import IN_VAIN
from forms.definition.procedure import Field
from forms.fields.slot import full
from forms.mistakes import Mistake
from forms.path.environment import Environment, Slot
from forms.path.path import walk
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Closed, Conflict, NotFound
from portal.services.bookings.take_place import take_place
from portal.services.cases.cases import Case
from portal.services.cases.keep_answers import keep_answers
from portal.services.cases.last_change import last_change
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import reservations
from portal.store.bookings.reservations import ReservationRow, Taker
from portal.store.cases import applications
from portal.store.cases.applications import EventRow


@dataclass(frozen=True)
class Booking:
    row: ReservationRow
    field: Field
    until: date  # last day for changes
    open: bool
    for_visit: bool  # filed at the visit
    video: str = ""
    past: bool = False  # its day is over
    fixed: bool = False  # a notice names it

    @property
    def kept(self) -> bool:
        return self.row.number is not None


def bookings_of(installation: Basics, unit: Unit, case: Case) -> list[Booking]:
    rows = reservations.of_application(unit, case.row.id)
    return [_booking(installation, case, row) for row in rows if row.question]


def _booking(installation: Basics, case: Case, row: ReservationRow) -> Booking:
    today = installation.clock.today()
    rules = installation.city.times.rules(row.resource, today)
    if case.row.state in IN_VAIN:
        row = replace(row, number=None)  # a job gives the place back
    until = last_change(installation, row)
    open_ = row.number is not None and today <= until
    for_visit, by_video = (rules.for_visit, rules.video) if rules is not None else (False, False)
    video = installation.city.video if by_video and row.number is not None else ""
    past = row.starts[:10] < today.isoformat()
    return Booking(
        row, case.procedure.field(row.question), until, open_, for_visit, video, past, row.number is not None and is_fixed(case)
    )  # fmt: skip


def is_fixed(case: Case) -> bool:
    # A notice of the decision, as 使用許可書, names the times: another time needs another notice.
    outcome = case.procedure.outcomes.get(case.row.state)
    return case.row.decided_at is not None and outcome is not None and bool(outcome.notice)


def booking_of(installation: Basics, unit: Unit, case: Case, question: str) -> Booking:
    """Raises NotFound without a booking, Closed after the last day."""
    kept = [
        booking
        for booking in bookings_of(installation, unit, case)
        if booking.row.question == question and booking.kept
    ]
    if not kept:
        raise NotFound("reservation")
    if not kept[0].open:
        raise Closed("reservation")
    return kept[0]


def times_left(unit: Unit, case: Case, booking: Booking) -> tuple[Slot, ...]:
    # Without those that the application has; none once a notice names its times.
    if booking.fixed:
        return ()
    own = _own_times(unit, case)
    return tuple(
        slot
        for slot in case.environment.slots(booking.row.resource)
        if slot.left > 0 and (slot.id, slot.starts) not in own
    )


def _own_times(unit: Unit, case: Case) -> set[tuple[str, str]]:
    return {(row.slot, row.starts) for row in reservations.of_application(unit, case.row.id) if row.number is not None}


def change_time(
    installation: Basics, unit: Unit, case: Case, actor: Actor, booking: Booking, slot_id: str
) -> Mistake | None:
    # Takes the new place first. Raises Closed once a notice names the time.
    if booking.fixed:
        raise Closed("reservation")
    field = booking.field
    chosen = next((slot for slot in case.environment.slots(booking.row.resource) if slot.id == slot_id), None)
    own = _own_times(unit, case)
    if chosen is None or (chosen.id, chosen.starts) in own:
        return Mistake("slot.gone")
    configured = next(
        slot for slot in installation.city.slots(booking.row.resource, installation.clock.today()) if slot.id == slot_id
    )
    taker = Taker(booking.row.question, application_id=case.row.id)
    if chosen.left <= 0 or not take_place(installation.clock, unit, configured, taker, None):
        return full(chosen.starts, field.settings, _without_own(case, own))
    now = to_micro(installation.clock.now())
    if not reservations.give_back(unit, booking.row.id, now):
        raise Conflict("reservation")
    value = {"id": chosen.id, "starts": chosen.starts, "ends": chosen.ends, "place": chosen.place}
    revise_answers(unit, case, {**case.answers, field.id: value}, now)
    applications.add_event(unit, case.row.id, EventRow(now, str(actor), "rebook", case.row.state, case.row.state, None))
    write_audit(installation, unit, actor, "change reservation", application_id=case.row.id, detail=field.id)
    return None


def _without_own(case: Case, own: set[tuple[str, str]]) -> Environment:
    def slots(resource: str) -> tuple[Slot, ...]:
        return tuple(slot for slot in case.environment.slots(resource) if (slot.id, slot.starts) not in own)

    return replace(case.environment, slots=slots)


def revise_answers(unit: Unit, case: Case, answers: dict[str, object], now: int) -> None:
    row = case.row
    summary = case.sealer.seal("summary", case.summary)
    if not applications.correct(unit, row, state=row.state, due=row.due, sealed_summary=summary, now=now):
        raise Conflict("application")
    path = walk(case.procedure, answers, case.environment)
    keep_answers(unit, case.sealer, row.id, row.answers_revision + 1, answers, path, now)
