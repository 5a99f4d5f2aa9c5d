"""Free places of times; one's own place counts as free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forms.city.times import usual_id
from forms.definition.kind import IN_VAIN
from forms.definition.procedure import Procedure
from forms.path.environment import Slot
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.store.bookings import drawing_entries, drawings, reservations, slot_changes, slot_waits
from portal.store.bookings.drawing_entries import WonRow
from portal.store.bookings.drawings import DrawnDays
from portal.store.bookings.reservations import ReservationRow, Time
from portal.store.bookings.slot_changes import Changed

OPTION = "option:"  # begins the name of a place without a time
_UNCHANGED = Changed()


@dataclass(frozen=True)
class Counted:
    """By (slot, start)."""

    taken: Mapping[tuple[str, str], int]
    waiting: Mapping[tuple[str, str], int]
    changed: Mapping[tuple[str, str], Changed]
    away: Mapping[tuple[str, str], int] = field(default_factory=dict)  # the part of `taken` given in the other zone
    own: frozenset[tuple[str, str]] = frozenset()  # times at which this draft or application has a place


@dataclass(frozen=True)
class DrawnTimes:
    rows: tuple[DrawnDays, ...] = ()  # of drawings that still close their times

    def of(self, slot: Slot) -> DrawnDays | None:
        # A single time of `slots` is no unit of a drawing.
        if not self.rows or slot.id != usual_id(slot.resource, slot.starts):
            return None
        day = slot.starts[:10]
        return next(
            (row for row in self.rows if slot.resource in row.resources.split() and row.use_from <= day <= row.use_to),
            None,
        )


@dataclass(frozen=True)
class Booked:
    counted: Mapping[str, Counted]
    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # places left, by question and option
    drawn: DrawnTimes = field(default_factory=DrawnTimes)
    won: tuple[Slot, ...] = ()  # kept for this applicant

    def offered(self, resource: str, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        # Without what a drawing closes; with what it gave to this applicant, whenever others may book.
        won = {slot.id: slot for slot in self.won if slot.resource == resource}
        return (*won.values(), *self.left(slot for slot in slots if slot.id not in won and not self._closed(slot)))

    def _closed(self, slot: Slot) -> bool:
        counted = self.counted.get(slot.resource)
        own = counted is not None and (slot.id, slot.starts) in counted.own
        return not own and self.drawn.of(slot) is not None

    def left(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        """Returned places go to the waiting list first."""
        return tuple(self._left(slot) for slot in slots)

    def _left(self, slot: Slot) -> Slot:
        counted = self.counted.get(slot.resource)
        if counted is None:
            return slot
        key = (slot.id, slot.starts)
        changed = counted.changed.get(key, _UNCHANGED)
        if changed.closed:
            return replace(slot, left=0)
        places = changed.places(slot.left, counted.away.get(key, 0), apart=slot.apart)
        free = places - counted.taken.get(key, 0) - counted.waiting.get(key, 0)
        return replace(slot, left=max(free, key in counted.own))


NOTHING = Booked({})


def resources_of(procedure: Procedure, *, drawn: bool = False) -> tuple[str, ...]:
    slots = (field.settings for field in procedure.fields if field.type.id == "slot")
    return tuple(dict.fromkeys(settings.resource for settings in slots if settings.drawn == drawn))


def time_of_option(procedure: Procedure, question: str, code: str) -> Time:
    return Time(procedure.id, f"{OPTION}{question}.{code}", "")


def booked_of(
    unit: Unit, procedure: Procedure, options: Mapping[str, Mapping[str, int]], now: int, *,
    draft_id: str = "", application_id: int = 0, won: tuple[Slot, ...] = (),
) -> Booked:  # fmt: skip
    """Of its times and its `options`: all their places, by question and option."""
    booked = NOTHING
    if "slot" in procedure.asks:
        resources = resources_of(procedure, drawn=procedure.drawing is not None)
        booked = count_booked(unit, resources, now, draft_id=draft_id, application_id=application_id)
        booked = replace(booked, won=won)
    if not options:
        return booked
    taken = reservations.counts(unit, procedure.id, now, "", draft_id=draft_id, application_id=application_id)
    left = {
        question: {
            code: max(number - taken.get(time_of_option(procedure, question, code).key[1:], 0), 0)
            for code, number in places.items()
        }
        for question, places in options.items()
    }
    return replace(booked, options=left)


def count_booked(
    unit: Unit, resources: Iterable[str], now: int, *, draft_id: str = "", application_id: int = 0
) -> Booked:
    today, resources = tokyo_day(from_micro(now)).isoformat(), tuple(resources)
    own = _own(unit, now, draft_id, application_id) if resources else []
    return Booked(
        {
            resource: Counted(
                reservations.counts(unit, resource, now, today, draft_id=draft_id, application_id=application_id),
                slot_waits.counts(unit, resource, draft_id),
                slot_changes.of_resource(unit, resource, today),
                reservations.away(unit, resource, today),
                frozenset(row.time.key[1:] for row in own if row.resource == resource),
            )
            for resource in resources
        },
        drawn=drawn_times(unit, tokyo_day(from_micro(now))) if resources else DrawnTimes(),
    )


def _own(unit: Unit, now: int, draft_id: str, application_id: int) -> list[ReservationRow]:
    mine = [*reservations.of_draft(unit, draft_id), *reservations.of_application(unit, application_id)]
    return [row for row in mine if row.number is not None and (row.until is None or row.until > now)]


def drawn_times(unit: Unit, today: date) -> DrawnTimes:
    rows = drawings.days(unit, today.isoformat())
    # The outer zone never offers them: it does not know who has them inside at this moment (D359).
    shut = (row for row in rows if row.drawn_at is None or row.of_inner_zone or today <= closed_until(row))
    return DrawnTimes(tuple(shut))


def closed_until(row: DrawnDays) -> date:
    return closed_after(row.drawn_at or 0, row.confirm_days)


def closed_after(drawn_at: int, confirm_days: int) -> date:
    # The last day on which winners alone may book.
    return tokyo_day(from_micro(drawn_at)) + timedelta(days=confirm_days)


def confirm_until(won_at: int, confirm_days: int, starts: str) -> date:
    # The last day on which a winner books; before the day of the time in any case.
    last = tokyo_day(from_micro(won_at)) + timedelta(days=confirm_days)
    return min(last, date.fromisoformat(starts[:10]) - timedelta(days=1))


def until_of(row: WonRow) -> date:
    return confirm_until(row.won_at, row.confirm_days, row.starts)


def won_by(unit: Unit, person_id: str | None, staff_id: int | None, today: date) -> list[WonRow]:
    # Not booked yet. A clerk books for anybody; the receipt number beside the time says for whom.
    if person_id is None and staff_id is None:
        return []
    rows = drawing_entries.won(unit, IN_VAIN) if person_id is None else drawing_entries.won_by(unit, person_id, IN_VAIN)
    return [row for row in rows if today <= until_of(row)]


def slot_of(row: WonRow) -> Slot:
    return Slot(row.slot, row.resource, row.starts, row.ends, row.place, 1, won=row.receipt_number)
