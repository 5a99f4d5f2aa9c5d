"""Stands in the row for a time that is full (順番待ち), and gets a place, for some hours, when one is given back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.environment import Environment, Slot
from forms.procedure import Field
from portal.clock import TOKYO, from_micro, to_micro, tokyo_minute
from portal.db import Unit
from portal.errors import NotFound
from portal.services.drafts import Draft
from portal.services.hold_slots import offer_of
from portal.services.installation import Installation
from portal.services.notify import Addressee, notify
from portal.services.take_place import take_place, time_of
from portal.store import drafts, reservations, slot_waits
from portal.store.reservations import Taker
from portal.store.slot_waits import OFFERED, WAITING, WaitRow

OFFERED_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Standing:
    """One full time: `place` in the row (1 is next), 0 for who does not wait there."""

    slot: Slot
    place: int


def full_times(unit: Unit, draft_id: str, field: Field, environment: Environment) -> list[Standing]:
    """The times of this question that are full, in order."""
    mine = {row.time.key: row for row in slot_waits.of_draft(unit, draft_id) if row.question == field.id}
    found = []
    for slot in sorted(environment.slots(field.settings.resource), key=lambda one: (one.starts, one.place)):
        row = mine.get(time_of(slot).key)
        waits = row is not None and row.state == WAITING
        if slot.left <= 0 or waits:
            found.append(Standing(slot, slot_waits.ahead(unit, row) + 1 if row is not None and waits else 0))
    return found


def wait_for_slot(
    installation: Installation, unit: Unit, draft_id: str, field: Field, environment: Environment, slot_id: str
) -> bool:
    """At the end of the row; twice is once. False where a place is free: it is chosen, and not waited for. NotFound for a time
    that is not offered."""
    slot = next((one for one in environment.slots(field.settings.resource) if one.id == slot_id), None)
    if slot is None:
        raise NotFound("slot")
    if slot.left > 0:
        return False
    slot_waits.add(unit, time_of(slot), draft_id, field.id, to_micro(installation.clock.now()))
    return True


def stop_waiting_for(unit: Unit, draft: Draft, field: Field, slot_id: str) -> None:
    """Out of the row, also of a time that is offered no more. A place that was kept for them goes to the next, unless they
    have chosen it."""
    chosen = draft.answers.get(field.id) or {}
    for row in slot_waits.of_draft(unit, draft.id):
        if (row.question, row.slot) != (field.id, slot_id):
            continue
        slot_waits.remove(unit, row.time, draft.id, field.id)
        if row.state == OFFERED and (chosen.get("id"), chosen.get("starts")) != (row.slot, row.starts):
            reservations.free_hold(unit, draft.id, field.id, row.time)


@dataclass(frozen=True)
class Waits:
    """One time for which this draft waits: at which place of the row (1 is next), 0 where a place is kept for them now."""

    field: Field
    row: WaitRow
    place: int


def waits_of(unit: Unit, draft: Draft, now: int) -> list[Waits]:
    """In the order in which they were asked for; times that are over are not told."""
    found = []
    wall = tokyo_minute(from_micro(now))
    for row in slot_waits.of_draft(unit, draft.id):
        kept = row.state == OFFERED and (row.until or 0) > now
        if row.starts > wall and (kept or row.state == WAITING):
            place = 0 if kept else slot_waits.ahead(unit, row) + 1
            found.append(Waits(draft.procedure.field(row.question), row, place))
    return found


def offer_place(installation: Installation, unit: Unit, row: WaitRow) -> bool:
    """Holds a free place for whose turn it is, and tells them until when. False while the time is full."""
    draft = drafts.by_id(unit, row.draft_id)
    slot = offer_of(installation, row.resource, {"id": row.slot, "starts": row.starts})
    if draft is None or slot is None:
        return False
    now = installation.clock.now()
    starts = datetime.fromisoformat(row.starts).replace(tzinfo=TOKYO)
    until = min(now + OFFERED_FOR, starts)
    if not take_place(installation, unit, slot, Taker(row.question, row.draft_id), to_micro(until), turn=True):
        return False
    if not slot_waits.offer(unit, row.id, to_micro(until)):
        return False
    to = Addressee(person_id=draft.person_id, draft_id=row.draft_id)
    link = f"/apply/{draft.procedure}"
    notify(installation, unit, to, "slot_free", link=link, once=f"slot:{row.id}", until=tokyo_minute(until))
    return True
