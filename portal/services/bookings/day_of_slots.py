from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from forms.city.times import ResourceRow
from forms.path.environment import Slot
from portal.clock import to_micro
from portal.config import Settings
from portal.db import Unit
from portal.errors import BadRequest, NotFound
from portal.services.bookings.door_keys import locks_of, number_at_desk
from portal.services.bookings.take_place import places_of, time_of
from portal.services.cases.name_principal import name_principal
from portal.services.courier.carry_times import Waiter, has_crossed, waiting_outside
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import door_keys, reservations, slot_changes, slot_waits
from portal.store.bookings.reservations import ReservationRow
from portal.store.bookings.slot_changes import Changed
from portal.store.cases import applications

MOST_EXTRA = 100


@dataclass(frozen=True)
class Comer:
    name: str
    receipt_number: str
    title: str
    door: str = ""  # state of the number for its lock
    number: str = field(default="", repr=False)


@dataclass(frozen=True)
class TimeOfDay:
    slot: Slot
    places: int
    changed: Changed
    comers: tuple[Comer, ...]
    waiting: int = 0  # in both zones
    outside: tuple[Waiter, ...] = ()  # in the other


def resources_of(installation: Basics, member: Member) -> list[ResourceRow]:
    today = installation.clock.today()
    return [row for row in installation.city.times.resources if row.holds(today) and member.may("see", row.duty)]


def resource_of(installation: Basics, member: Member, resource: str) -> ResourceRow:
    row_ = next((row for row in resources_of(installation, member) if row.id == resource), None)
    if row_ is None:
        raise NotFound("resource")
    return row_


def days_of(installation: Basics, resource: str) -> list[date]:
    return sorted({date.fromisoformat(slot.starts[:10]) for slot in _from_today(installation, resource)})


def _from_today(installation: Basics, resource: str) -> list[Slot]:
    # Demo times move with the day: yesterday's cannot be used.
    today, city = installation.clock.today(), installation.city
    earlier = city.slots(resource, today - timedelta(days=1)) if city.times.as_of is None else ()
    return [
        *(slot for slot in earlier if slot.starts.startswith(today.isoformat())),
        *city.slots(resource, today),
    ]


def day_of_slots(installation: Records, unit: Unit, member: Member, resource: str, day: date) -> list[TimeOfDay]:
    """Audited."""
    resource_of(installation, member, resource)
    changes = slot_changes.of_resource(unit, resource, installation.clock.today().isoformat())
    rows = reservations.of_day(unit, resource, day.isoformat())
    waiting_here, outside = slot_waits.counts(unit, resource, ""), waiting_outside(unit, resource)
    away = reservations.away(unit, resource, installation.clock.today().isoformat())
    now = to_micro(installation.clock.now())
    times = []
    for slot in _slots(installation, resource, day):
        key = (slot.id, slot.starts)
        changed, waiters = changes.get(key, Changed()), tuple(outside.get(key, ()))
        comers = tuple(
            _comer(installation, unit, member, row)
            for row in rows
            if (row.slot, row.starts) == key and (row.until is None or row.until > now)
        )
        waiting = waiting_here.get(key, 0) + sum(waiter.until is None for waiter in waiters)
        places = changed.places(slot.left, away.get(key, 0), apart=slot.apart)
        times.append(TimeOfDay(slot, places, changed, comers, waiting, waiters))
    write_audit(installation, unit, member.actor, "see reservations", detail=f"{resource} {day}")
    return times


def _slots(installation: Basics, resource: str, day: date) -> list[Slot]:
    on_day = [slot for slot in _from_today(installation, resource) if slot.starts.startswith(day.isoformat())]
    return sorted(on_day, key=lambda slot: (slot.starts, slot.place, slot.id))


def _comer(installation: Records, unit: Unit, member: Member, booked: ReservationRow) -> Comer:
    row = applications.by_id(unit, booked.application_id) if booked.application_id is not None else None
    if row is None:
        return Comer("", "", "")
    if not member.may("see", row.duty):
        return Comer("", "", "ほかの課の予約")
    title = installation.catalogue.version(unit, row.meaning).title
    name, key = name_principal(installation, unit, row), None
    if booked.resource in locks_of(installation):
        key = next((each for each in door_keys.of_application(unit, row.id) if each.question == booked.question), None)
    if key is None:
        return Comer(name, row.receipt_number, title)
    if (key.starts, key.ends) != (booked.starts, booked.ends):  # its number still is of the time before the change
        return Comer(name, row.receipt_number, title, door_keys.WANTED)
    # Not for who only reads the section's records.
    shown = key.state == door_keys.GIVEN and member.may("deliver", row.duty)
    return Comer(name, row.receipt_number, title, key.state, number_at_desk(installation, row, key) if shown else "")


def change_slot(installation: Basics, unit: Unit, member: Member, resource: str, slot_id: str, act: str) -> date:
    """`act`: close, open, more or fewer, the last two with `_outside`. Taken places are never lost."""
    member.demand("review", resource_of(installation, member, resource).duty)
    slot = next(
        (
            candidate
            for candidate in installation.city.slots(resource, installation.clock.today())
            if candidate.id == slot_id
        ),
        None,
    )
    if slot is None:
        raise NotFound("slot")
    after = _after(installation.settings, unit, slot, slot_changes.of(unit, time_of(slot)), act)
    slot_changes.add(unit, time_of(slot), after, str(member.actor), to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "change slot", detail=f"{resource} {slot.id} {act}")
    return date.fromisoformat(slot.starts[:10])


def _after(settings: Settings, unit: Unit, slot: Slot, before: Changed, act: str) -> Changed:
    inner = settings.zone == "inner"
    if act in ("close", "open"):
        return replace(before, closed=act == "close")
    if act == "more" and before.extra < MOST_EXTRA:
        return replace(before, extra=before.extra + 1)
    if act == "fewer" and _spare(unit, slot, before):
        return replace(before, extra=before.extra - 1)
    if act == "more_outside" and inner and before.outside < MOST_EXTRA:
        return replace(before, outside=before.outside + 1)
    if act == "fewer_outside" and before.outside:
        return replace(before, outside=before.outside - 1)
    raise BadRequest("act")


def crossed(installation: Basics, unit: Unit, resource: str) -> bool:
    return installation.settings.zone != "inner" or has_crossed(installation.clock, unit, resource)


def _spare(unit: Unit, slot: Slot, changed: Changed) -> bool:
    last = places_of(unit, slot, changed)
    return changed.extra > 0 and last not in reservations.numbers(unit, time_of(slot))
