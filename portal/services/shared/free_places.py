"""Free places of times; one's own place counts as free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forms.definition.procedure import Procedure
from forms.path.environment import Slot
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.store.bookings import reservations, slot_changes, slot_waits
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
class Booked:
    counted: Mapping[str, Counted]
    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # places left, by question and option

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


def resources_of(procedure: Procedure) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field.settings.resource for field in procedure.fields if field.type.id == "slot"))


def time_of_option(procedure: Procedure, question: str, code: str) -> Time:
    return Time(procedure.id, f"{OPTION}{question}.{code}", "")


def booked_of(
    unit: Unit, procedure: Procedure, options: Mapping[str, Mapping[str, int]], now: int, *,
    draft_id: str = "", application_id: int = 0,
) -> Booked:  # fmt: skip
    """Of its times and its `options`: all their places, by question and option."""
    booked = NOTHING
    if "slot" in procedure.asks:
        booked = count_booked(unit, resources_of(procedure), now, draft_id=draft_id, application_id=application_id)
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
        }
    )


def _own(unit: Unit, now: int, draft_id: str, application_id: int) -> list[ReservationRow]:
    mine = [*reservations.of_draft(unit, draft_id), *reservations.of_application(unit, application_id)]
    return [row for row in mine if row.number is not None and (row.until is None or row.until > now)]
