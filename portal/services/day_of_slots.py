"""One day of something that is booked, as the section sees it: each time with its places, who comes, and what can be changed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from forms.environment import Slot
from forms.offers import ResourceRow
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import BadRequest, NotFound
from portal.services.carry_times import Waiter, has_crossed, waiting_outside
from portal.services.installation import Installation
from portal.services.name_principal import name_principal
from portal.services.rights import Member
from portal.services.take_place import places_of, time_of
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
    """`waiting`: how many wait here and at the other zone; `outside`: those of the other zone, and for whom it keeps a place."""

    slot: Slot
    places: int
    changed: Changed
    comers: tuple[Comer, ...]
    waiting: int = 0
    outside: tuple[Waiter, ...] = ()


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
    away = reservations.away(unit, resource, installation.clock.today().isoformat())
    now = to_micro(installation.clock.now())
    found = []
    for slot in _slots(installation, resource, day):
        key = (slot.id, slot.starts)
        changed, there = changes.get(key, Changed()), tuple(outside.get(key, ()))
        comers = tuple(
            _comer(installation, unit, member, row.application_id)
            for row in rows
            if (row.slot, row.starts) == key and (row.until is None or row.until > now)
        )
        waiting = here.get(key, 0) + sum(one.until is None for one in there)
        places = changed.places(slot.left, away.get(key, 0), apart=slot.apart)
        found.append(TimeOfDay(slot, places, changed, comers, waiting, there))
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
    """`act` close, open, more or fewer, the last two also with `_outside` for places that the other zone is to give; the day. Nobody who has
    a place loses it: closing takes no more people, and places that were added go only while they are free."""
    member.demand("review", resource_of(installation, member, resource).duty)
    slot = next(
        (one for one in installation.city.slots(resource, installation.clock.today()) if one.id == slot_id), None
    )
    if slot is None:
        raise NotFound("slot")
    after = _after(installation, unit, slot, slot_changes.of(unit, time_of(slot)), act)
    slot_changes.add(unit, time_of(slot), after, str(member.actor), to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "change slot", detail=f"{resource} {slot.id} {act}")
    return date.fromisoformat(slot.starts[:10])


def _after(installation: Installation, unit: Unit, slot: Slot, before: Changed, act: str) -> Changed:
    inner = installation.settings.zone == "inner"
    if act in ("close", "open"):
        return replace(before, closed=act == "close")
    if act == "more" and before.extra < MOST_EXTRA:
        return replace(before, extra=before.extra + 1)
    if act == "fewer" and _spare(installation, unit, slot, before):
        return replace(before, extra=before.extra - 1)
    if act == "more_outside" and inner and before.outside < MOST_EXTRA:
        return replace(before, outside=before.outside + 1)
    if act == "fewer_outside" and before.outside:
        return replace(before, outside=before.outside - 1)
    raise BadRequest("act")


def crossed(installation: Installation, unit: Unit, resource: str) -> bool:
    """Whether the other zone knows of all that was changed; True where there is none."""
    return installation.settings.zone != "inner" or has_crossed(installation, unit, resource)


def _spare(installation: Installation, unit: Unit, slot: Slot, changed: Changed) -> bool:
    last = places_of(unit, slot, changed)
    return changed.extra > 0 and last not in reservations.numbers(unit, time_of(slot))
