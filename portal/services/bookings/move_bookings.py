"""Exchanges places in one transaction."""

from collections.abc import Mapping, Sequence

from forms.definition.procedure import Field
from forms.fields.choice import is_full
from forms.fields.slot import full
from forms.mistakes import Mistake
from forms.path.path import Path
from portal.db import Unit
from portal.services.bookings.hold_slots import Mistakes, offer_of, slot_fields
from portal.services.bookings.option_places import move_options
from portal.services.bookings.take_place import take_place
from portal.services.cases.cases import Case
from portal.services.shared.needs import Basics
from portal.store.bookings import reservations
from portal.store.bookings.reservations import ReservationRow, Taker


def move_bookings(installation: Basics, unit: Unit, case: Case, path: Path, now: int) -> Mistakes:
    """Takes all new places before giving old ones back. With mistakes the caller rolls back."""
    booked = {
        row.question: row
        for row in reservations.of_application(unit, case.row.id)
        if row.question and row.number is not None
    }
    wanted = {
        field.id: (field, path.answers[field.id]) for field in slot_fields(path.fields) if field.id in path.answers
    }
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    # one order for all: two who want the same two times cannot deadlock
    for field, value in sorted(
        wanted.values(), key=lambda field_and_value: (field_and_value[0].settings.resource, str(field_and_value[1]))
    ):
        if _is(booked.get(field.id), value):
            continue
        slot = offer_of(installation, field.settings.resource, value)
        if slot is None:
            mistakes[field.id] = (Mistake("slot.gone"),)
        elif not take_place(installation.clock, unit, slot, Taker(field.id, application_id=case.row.id), None):
            mistakes[field.id] = (full(slot.starts, field.settings, case.environment),)
    full_options, given_up = move_options(installation, unit, case, path)
    mistakes |= full_options
    if not mistakes:
        for reservation in given_up:
            reservations.give_back(unit, reservation, now)
        for question, row in booked.items():
            if question not in wanted or not _is(row, wanted[question][1]):
                reservations.give_back(unit, row.id, now)
    return mistakes


def times_taken(case: Case, path: Path, fields: Sequence[Field]) -> Mistakes:
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    for field in slot_fields(fields):
        value = path.answers.get(field.id)
        if value is None or value == case.answers.get(field.id):
            continue
        offered = case.environment.slots(field.settings.resource)
        if not any(slot.left > 0 and (slot.id, slot.starts) == (value["id"], value["starts"]) for slot in offered):
            mistakes[field.id] = (full(value["starts"], field.settings, case.environment),)
    for field in fields:
        value, left = path.answers.get(field.id), case.environment.left.get(field.id, {})
        if left and value is not None and value != case.answers.get(field.id) and is_full(value, left):
            mistakes[field.id] = (Mistake("choice.full"),)
    return mistakes


def _is(row: ReservationRow | None, value: Mapping[str, str]) -> bool:
    return row is not None and (row.slot, row.starts) == (value["id"], value["starts"])
