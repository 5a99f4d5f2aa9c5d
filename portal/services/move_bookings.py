"""A correction that names another time takes its place and gives the old one back, in the transaction that sends it."""

from collections.abc import Mapping, Sequence

from forms.fields.slot import full
from forms.mistakes import Mistake
from forms.path import Path
from forms.procedure import Field
from portal.db import Unit
from portal.services.cases import Case
from portal.services.hold_slots import Mistakes, offer_of, slot_fields
from portal.services.installation import Installation
from portal.services.take_place import take_place
from portal.store import reservations
from portal.store.reservations import ReservationRow, Taker


def move_bookings(installation: Installation, unit: Unit, case: Case, path: Path, now: int) -> Mistakes:
    """Every new place is taken before any old one is given back. With mistakes the caller stores nothing, so that who was
    too late keeps what they have."""
    standing = {
        row.question: row
        for row in reservations.of_application(unit, case.row.id)
        if row.question and row.number is not None
    }
    wanted = {
        field.id: (field, path.answers[field.id]) for field in slot_fields(path.fields) if field.id in path.answers
    }
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    # Everybody in the same order, so that two who want the same two times do not wait for each other.
    for field, value in sorted(wanted.values(), key=lambda one: (one[0].settings.resource, str(one[1]))):
        if _is(standing.get(field.id), value):
            continue
        slot = offer_of(installation, field.settings.resource, value)
        if slot is None:
            mistakes[field.id] = (Mistake("slot.gone"),)
        elif not take_place(installation, unit, slot, Taker(field.id, application_id=case.row.id), None):
            mistakes[field.id] = (full(slot.starts, field.settings, case.environment),)
    if not mistakes:
        for question, row in standing.items():
            if question not in wanted or not _is(row, wanted[question][1]):
                reservations.give_back(unit, row.id, now)
    return mistakes


def times_gone(case: Case, path: Path, fields: Sequence[Field]) -> Mistakes:
    """Of these questions: the times that were chosen in the correction and have no room left by now."""
    mistakes: dict[str, tuple[Mistake, ...]] = {}
    for field in slot_fields(fields):
        value = path.answers.get(field.id)
        if value is None or value == case.answers.get(field.id):
            continue
        offered = case.environment.slots(field.settings.resource)
        if not any(slot.left > 0 and (slot.id, slot.starts) == (value["id"], value["starts"]) for slot in offered):
            mistakes[field.id] = (full(value["starts"], field.settings, case.environment),)
    return mistakes


def _is(row: ReservationRow | None, value: Mapping[str, str]) -> bool:
    return row is not None and (row.slot, row.starts) == (value["id"], value["starts"])
