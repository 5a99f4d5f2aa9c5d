"""One day of something that is booked, as the section sees it: each time with its places, who comes, and what can be changed."""

from dataclasses import dataclass
from datetime import date, timedelta

from forms.environment import Slot
from forms.offers import ResourceRow
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, NotFound
from portal.services.carry_times import waiting_outside
from portal.services.installation import Installation
from portal.services.name_principal import name_principal
from portal.services.rights import Member
from portal.services.take_place import time_of
from portal.services.write_audit import write_audit
from portal.store import applications, reservations, slot_changes, slot_waits
from portal.store.slot_changes import Changed

MOST_EXTRA = 100


@dataclass(frozen=True)
class Comer:
    """Who comes; "" while somebody only holds the place. `receipt_number` leads to the case."""

    name: str
    receipt_number: str
    title: str


@dataclass(frozen=True)
class TimeOfDay:
    slot: Slot
    places: int
    changed: Changed
    comers: tuple[Comer, ...]
    waiting: int = 0


def resources_of(installation: Installation, member: Member) -> list[ResourceRow]:
    """What this member's sections let people book."""
    today = installation.clock.today()
    return [row for row in installation.city.times.resources if row.holds(today) and member.may("see", row.duty)]


def resource_of(installation: Installation, member: Member, resource: str) -> ResourceRow:
    """NotFound also for another section's."""
    found = next((row for row in resources_of(installation, member) if row.id == resource), None)
    if found is None:
        raise NotFound("resource")
    return found


def days_of(installation: Installation, resource: str) -> list[date]:
    """Those that have times."""
    return sorted({date.fromisoformat(slot.starts[:10]) for slot in _from_today(installation, resource)})


def _from_today(installation: Installation, resource: str) -> list[Slot]:
    """Nobody books a time of today any more, but people come. The times of a demo move with the day that is asked for, so
    that yesterday's are others."""
    today, city = installation.clock.today(), installation.city
    earlier = city.slots(resource, today - timedelta(days=1)) if city.times.as_of is None else ()
    return [
        *(slot for slot in earlier if slot.starts.startswith(today.isoformat())),
        *city.slots(resource, today),
    ]


def day_of_slots(installation: Installation, unit: Unit, member: Member, resource: str, day: date) -> list[TimeOfDay]:
    """Names by right, each look recorded; the caller commits."""
    resource_of(installation, member, resource)
    changes = slot_changes.of_resource(unit, resource, installation.clock.today().isoformat())
    rows = reservations.of_day(unit, resource, day.isoformat())
    here, outside = slot_waits.counts(unit, resource, ""), waiting_outside(unit, resource)
    now = to_micro(installation.clock.now())
    found = []
    for slot in _slots(installation, resource, day):
        changed = changes.get((slot.id, slot.starts), Changed())
        comers = tuple(
            _comer(installation, unit, member, row.application_id)
            for row in rows
            if (row.slot, row.starts) == (slot.id, slot.starts) and (row.until is None or row.until > now)
        )
        waiting = sum(counted.get((slot.id, slot.starts), 0) for counted in (here, outside))
        found.append(TimeOfDay(slot, slot.left + changed.extra, changed, comers, waiting))
    write_audit(installation, unit, member.actor, "see reservations", detail=f"{resource} {day}")
    return found


def _slots(installation: Installation, resource: str, day: date) -> list[Slot]:
    on_day = [slot for slot in _from_today(installation, resource) if slot.starts.startswith(day.isoformat())]
    return sorted(on_day, key=lambda slot: (slot.starts, slot.place, slot.id))


def _comer(installation: Installation, unit: Unit, member: Member, application_id: int | None) -> Comer:
    row = applications.by_id(unit, application_id) if application_id is not None else None
    if row is None:
        return Comer("", "", "")
    if not member.may("see", row.duty):
        return Comer("", "", "ほかの課の予約")
    title = installation.catalogue.version(unit, row.meaning).title
    return Comer(name_principal(installation, unit, row), row.receipt_number, title)


def change_slot(installation: Installation, unit: Unit, member: Member, resource: str, slot_id: str, act: str) -> date:
    """`act` close, open, more or fewer; the day. Nobody who has a place loses it: closing takes no more people, and places
    that were added go only while they are free."""
    member.demand("review", resource_of(installation, member, resource).duty)
    slot = next(
        (one for one in installation.city.slots(resource, installation.clock.today()) if one.id == slot_id), None
    )
    if slot is None:
        raise NotFound("slot")
    before = slot_changes.of(unit, time_of(slot))
    if act in ("close", "open"):
        after = Changed(before.extra, act == "close")
    elif act == "more" and before.extra < MOST_EXTRA:
        after = Changed(before.extra + 1, before.closed)
    elif act == "fewer" and _spare(installation, unit, slot, before):
        after = Changed(before.extra - 1, before.closed)
    else:
        raise BadRequest("act")
    slot_changes.add(unit, time_of(slot), after, str(member.actor), to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "change slot", detail=f"{resource} {slot.id} {act}")
    return date.fromisoformat(slot.starts[:10])


def _spare(installation: Installation, unit: Unit, slot: Slot, changed: Changed) -> bool:
    last = slot.left + changed.extra
    return changed.extra > 0 and last not in reservations.numbers(unit, time_of(slot))
