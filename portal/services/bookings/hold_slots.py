"""Holds chosen times for minutes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forms.definition.procedure import Field
from forms.fields.slot import full
from forms.mistakes import Mistake
from forms.path.environment import Environment, Slot
from forms.path.path import AskedPage, Path
from portal.clock import Clock, from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import Conflict
from portal.services.bookings.take_place import take_place, time_of
from portal.services.bookings.won_times import book_won, won_of_draft
from portal.services.filing.drafts import Draft, draft_environment
from portal.services.shared.needs import Basics
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker, Time
from portal.store.filing import drafts

HOLD_MINUTES = 15  # if the city's file does not name the resource
_MINUTE = 60_000_000

Mistakes = Mapping[str, tuple[Mistake, ...]]


@dataclass(frozen=True)
class Held:
    question: str
    time: Time
    until: datetime
    in_time: bool  # still kept


def slot_fields(fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if field.type.id == "slot" and not field.settings.drawn]


def offered_at(installation: Basics, draft: Draft, path: Path, page: AskedPage | None) -> Environment:
    """As a page is offered times: without the places that other questions of the same draft have."""
    environment, fields = draft_environment(installation, draft), page.fields if page is not None else ()
    if not slot_fields(fields):
        return environment
    asked = {field.id for field in fields}
    others = [path.answers.get(field.id) for field in slot_fields(path.fields) if field.id not in asked]
    own = Counter((value["id"], value["starts"]) for value in others if value)
    if not own:
        return environment

    def left(resource: str) -> tuple[Slot, ...]:
        offered = environment.slots(resource)
        return tuple(replace(slot, left=max(slot.left - own[slot.id, slot.starts], 0)) for slot in offered)

    return replace(environment, slots=left)


def hold_slots(
    installation: Basics, unit: Unit, draft_id: str, fields: Sequence[Field], path: Path, environment: Environment
) -> Mistakes:
    """Releases previous places. With a taken time (a mistake) the caller stores nothing. Raises Conflict if the draft
    is deleted."""
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    chosen = [(field, path.answers.get(field.id)) for field in slot_fields(fields)]
    if chosen and not drafts.lock(unit, draft_id):
        raise Conflict("draft")
    # Everybody in the same order, so that two who want the same two times do not wait for each other.
    for field, value in sorted(chosen, key=lambda choice: (choice[0].settings.resource, str(choice[1]))):
        if value is None:
            reservations.free_holds(unit, draft_id, field.id)
            continue
        wrong = _hold(installation, unit, draft_id, field, value, environment)
        if wrong is not None:
            mistakes[field.id] = (wrong,)
    return mistakes


def _hold(
    installation: Basics, unit: Unit, draft_id: str, field: Field, value: Mapping[str, Any], environment: Environment
) -> Mistake | None:  # fmt: skip
    if value.get("won"):
        # The place is kept already; this only looks whether it is still theirs.
        if won_of_draft(unit, draft_id, value, installation.clock.today()) is None:
            return Mistake("slot.gone")
        reservations.free_holds(unit, draft_id, field.id)
        return None
    slot = offer_of(installation, field.settings.resource, value)
    if slot is None:
        return Mistake("slot.gone")
    now = to_micro(installation.clock.now())
    until = now + hold_minutes(installation, slot.resource) * _MINUTE
    reservations.drop_past(unit, time_of(slot), now)
    held = reservations.extend(unit, draft_id, field.id, time_of(slot), until, now)
    if not held and not take_place(installation.clock, unit, slot, Taker(field.id, draft_id), until):
        return full(slot.starts, field.settings, environment)
    reservations.free_holds(unit, draft_id, field.id, but=time_of(slot))
    return None


def offer_of(installation: Basics, resource: str, value: Mapping[str, Any]) -> Slot | None:
    offered = installation.city.slots(resource, installation.clock.today())
    return next((slot for slot in offered if slot.id == value["id"] and slot.starts == value["starts"]), None)


def hold_minutes(installation: Basics, resource: str) -> int:
    rules = installation.city.times.rules(resource, installation.clock.today())
    return HOLD_MINUTES if rules is None else rules.hold_minutes


def held_of(clock: Clock, unit: Unit, draft_id: str) -> list[Held]:
    now = to_micro(clock.now())
    return [
        Held(row.question, row.time, from_micro(row.until or now), (row.until or now) > now)
        for row in reservations.of_draft(unit, draft_id)
        if row.number is not None and row.question
    ]


def held_until(held: Sequence[Held], fields: Sequence[Field] | None = None) -> datetime | None:
    asked = None if fields is None else {field.id for field in fields}
    return min(
        (slot.until for slot in held if slot.in_time and (asked is None or slot.question in asked)), default=None
    )


def keep_slots(unit: Unit, draft_id: str, application_id: int, path: Path, now: int) -> None:
    """Before the draft goes. Raises Conflict if one was taken."""
    for field in slot_fields(path.fields):
        value = path.answers.get(field.id)
        if value is not None and value.get("won"):
            won = won_of_draft(unit, draft_id, value, tokyo_day(from_micro(now)))
            if won is None or not book_won(unit, won, application_id, field.id, now):
                raise Conflict("slot")
        elif value is not None:
            time = Time(field.settings.resource, value["id"], value["starts"])
            if not reservations.keep(unit, draft_id, application_id, field.id, time, now):
                raise Conflict("slot")


def taken_meanwhile(path: Path, fields: Sequence[Field], environment: Environment) -> Mistakes:
    """The answer has already been removed."""
    soon = f"{environment.today}T00:00"
    return {
        field.id: (full(soon, field.settings, environment),)
        for field in slot_fields(fields)
        if field.id not in path.answers and field.id in path.required
    }


def any_full(fields: Sequence[Field], environment: Environment) -> bool:
    return any(slot.left <= 0 for field in slot_fields(fields) for slot in environment.slots(field.settings.resource))
