"""Booked times as they go between the zones. Each place keeps its name; what either side gave back is given back. A place that was given
at one side is one at the other, also beyond what is left there: nobody who has a booking loses it by being carried."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.actor import Actor
from portal.services.cases import Case
from portal.services.hold_slots import slot_fields
from portal.services.installation import Installation
from portal.services.left_over import LeftOver
from portal.services.take_place import places_of
from portal.services.tell_inside import tell_inside
from portal.store import reservations, slot_changes
from portal.store.reservations import ReservationRow

Said = Mapping[str, Any]
_FACTS = (
    "resource", "slot", "starts", "ends", "place", "question", "uid", "sequence", "made_at", "changed_at",
)  # fmt: skip
_MOST = 100  # of one application
_MOMENT = 60_000_000  # in which the draft becomes the application
_COURIER = Actor("system", "courier")


def tell_bookings(unit: Unit, application_id: int) -> list[dict[str, Any]]:
    """Those that were given back, too; with the place of a procedure's capacity."""
    return [
        {name: getattr(row, name) for name in _FACTS} | {"kept": row.number is not None}
        for row in reservations.of_application(unit, application_id)
    ]


def hold_carried(unit: Unit, draft_id: str, procedure: Any, told: Sequence[Said], answers: Mapping[str, Any]) -> None:
    """For the draft that becomes the application in this transaction: the times of its answers. LeftOver where one of them was not
    booked there, or something was that the procedure does not book."""
    resources = {field.id: field.settings.resource for field in slot_fields(procedure.fields)}
    for one in told:
        fits = one["resource"] == resources.get(one["question"], procedure.id if one["question"] == "" else None)
        if not fits or len(told) > _MOST:
            raise LeftOver("slot")
    chosen = {(name, answers[name]["id"], answers[name]["starts"]) for name in resources if name in answers}
    booked = {(one["question"], one["slot"], one["starts"]): one for one in told}
    if not chosen <= booked.keys():
        raise LeftOver("slot")
    for key, one in booked.items():
        if key in chosen or one["question"] == "":
            _add(unit, replace(_row(one), draft_id=draft_id, until=one["made_at"] + _MOMENT))


def take_bookings(installation: Installation, unit: Unit, case: Case, told: Sequence[Said]) -> None:
    """The caller commits."""
    here = {row.uid: row for row in reservations.of_application(unit, case.row.id)}
    now = to_micro(installation.clock.now())
    for one in told:
        row = here.get(one["uid"])
        if row is None:
            _add(unit, replace(_row(one), application_id=case.row.id))
        elif not one["kept"]:
            reservations.give_back(unit, row.id, now)


def tell_overbooked(installation: Installation, unit: Unit, case: Case) -> None:
    """A line of the case's history for the section where more came than there are places here."""
    for row in reservations.of_application(unit, case.row.id):
        slots = installation.city.slots(row.resource, installation.clock.today()) if row.question else ()
        offered = next((slot for slot in slots if (slot.id, slot.starts) == (row.slot, row.starts)), None)
        if (
            offered is not None
            and row.number is not None
            and row.number > places_of(unit, offered, slot_changes.of(unit, row.time))
        ):
            words = f"{row.starts.replace('T', ' ')}　{row.place}"
            tell_inside(unit, _COURIER, case, "overbooked", words, to_micro(installation.clock.now()))


def _row(one: Said) -> ReservationRow:
    facts = {name: one[name] for name in _FACTS} | {"away": True}
    number = 1 if one["kept"] else None
    return ReservationRow(id=0, number=number, draft_id=None, application_id=None, until=None, **facts)


def _add(unit: Unit, row: ReservationRow) -> None:
    """At the lowest place that nobody has; beyond the last one where all are taken."""
    if row.number is None:
        reservations.copy(unit, row)
        return
    taken = reservations.numbers(unit, row.time)
    for number in count(1):
        if number not in taken and reservations.copy(unit, replace(row, number=number)):
            return
