"""順番待ち: a freed place is held for some hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.definition.procedure import Field
from forms.path.environment import Environment, Slot
from portal.clock import TOKYO, Clock, from_micro, to_micro, tokyo_minute
from portal.db import Unit
from portal.errors import NotFound
from portal.services.bookings.hold_slots import offer_of
from portal.services.bookings.take_place import take_place, time_of
from portal.services.filing.drafts import Draft
from portal.services.shared.needs import Correspondence
from portal.services.shared.notify import Addressee, notify
from portal.store.bookings import reservations, slot_waits
from portal.store.bookings.reservations import Taker
from portal.store.bookings.slot_waits import OFFERED, WAITING, WaitRow
from portal.store.filing import drafts

OFFERED_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class WaitingPlace:
    """`place` in the queue (1 is next), 0 if not waiting."""

    slot: Slot
    place: int
    since: datetime | None = None


def full_times(unit: Unit, draft_id: str, field: Field, environment: Environment) -> list[WaitingPlace]:
    own_waits = {row.time.key: row for row in slot_waits.of_draft(unit, draft_id) if row.question == field.id}
    standings = []
    for slot in sorted(environment.slots(field.settings.resource), key=lambda offered: (offered.starts, offered.place)):
        row = own_waits.get(time_of(slot).key)
        waits = row is not None and row.state == WAITING
        if slot.left <= 0 or waits:
            place = slot_waits.ahead(unit, row) + 1 if row is not None and waits else 0
            standings.append(WaitingPlace(slot, place, from_micro(row.made_at) if row is not None and waits else None))
    return standings


def wait_for_slot(
    clock: Clock, unit: Unit, draft_id: str, field: Field, environment: Environment, slot_id: str
) -> bool:
    """Idempotent. False if a place is free. Raises NotFound for an unknown time."""
    slot = next((offered for offered in environment.slots(field.settings.resource) if offered.id == slot_id), None)
    if slot is None:
        raise NotFound("slot")
    if slot.left > 0:
        return False
    slot_waits.add(unit, time_of(slot), draft_id, field.id, to_micro(clock.now()))
    return True


# What ended: waiting, the time that was kept, or waiting alone, since the draft has chosen that time and keeps it.
LEFT, DECLINED, CHOSEN = "left", "declined", "chosen"


def stop_waiting_for(unit: Unit, draft: Draft, field: Field, slot_id: str) -> str:
    chosen, ended = draft.answers.get(field.id) or {}, LEFT
    for row in slot_waits.of_draft(unit, draft.id):
        if (row.question, row.slot) != (field.id, slot_id):
            continue
        slot_waits.remove(unit, row.time, draft.id, field.id)
        if row.state == OFFERED:
            ended = CHOSEN if (chosen.get("id"), chosen.get("starts")) == (row.slot, row.starts) else DECLINED
        if ended == DECLINED:
            reservations.free_hold(unit, draft.id, field.id, row.time)
    return ended


@dataclass(frozen=True)
class Waits:
    """`place`: 0 while held, until `until`; `passed`: held, and not taken."""

    field: Field
    row: WaitRow
    place: int
    until: datetime | None = None
    passed: bool = False


def waits_of(unit: Unit, draft: Draft, now: int) -> list[Waits]:
    waiting_list = []
    wall = tokyo_minute(from_micro(now))
    for row in slot_waits.of_draft(unit, draft.id):
        if row.starts <= wall:
            continue
        field, until = draft.procedure.field(row.question), from_micro(row.until or now)
        if row.state == WAITING:
            waiting_list.append(Waits(field, row, slot_waits.ahead(unit, row) + 1))
        elif row.state == OFFERED and until > from_micro(now):
            waiting_list.append(Waits(field, row, 0, until))
        elif not draft.answers.get(field.id):
            waiting_list.append(Waits(field, row, 0, until, passed=True))
    return waiting_list


def offer_place(installation: Correspondence, unit: Unit, row: WaitRow) -> bool:
    draft = drafts.by_id(unit, row.draft_id)
    slot = offer_of(installation, row.resource, {"id": row.slot, "starts": row.starts})
    if draft is None or slot is None:
        return False
    now = installation.clock.now()
    starts = datetime.fromisoformat(row.starts).replace(tzinfo=TOKYO)
    until = min(now + OFFERED_FOR, starts)
    if not take_place(installation.clock, unit, slot, Taker(row.question, row.draft_id), to_micro(until), turn=True):
        return False
    if not slot_waits.offer(unit, row.id, to_micro(until)):
        return False
    to = Addressee(person_id=draft.person_id, draft_id=row.draft_id)
    link = f"/apply/{draft.procedure}"
    notify(installation, unit, to, "slot_free", link=link, once=f"slot:{row.id}", until=tokyo_minute(until))
    return True
