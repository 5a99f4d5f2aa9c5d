"""None is lost, even beyond capacity."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from forms.definition.procedure import Procedure
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.commit_budget import fits_budget
from portal.services.bookings.hold_slots import slot_fields
from portal.services.bookings.take_place import places_of
from portal.services.cases.cases import Case
from portal.services.cases.note_inside import add_inside_event
from portal.services.filing.admit_capacity import capacity_of
from portal.services.shared.catalogue import speech_of
from portal.services.shared.deferral import LeftOver
from portal.services.shared.free_places import time_of_option
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.bookings import budgets, reservations, slot_changes
from portal.store.bookings.reservations import ReservationRow

Payload = Mapping[str, Any]
_FACTS = (
    "resource", "slot", "starts", "ends", "place", "question", "uid", "sequence", "made_at", "changed_at",
)  # fmt: skip
_MOST = 100  # per application
_MOMENT = 60_000_000  # microseconds in which the draft becomes the application
_COURIER = Actor("system", "courier")


def report_bookings(unit: Unit, application_id: int) -> list[dict[str, Any]]:
    return [
        {name: getattr(row, name) for name in _FACTS} | {"kept": row.number is not None, "amount": row.amount}
        for row in reservations.of_application(unit, application_id)
        if row.question or not row.starts  # what is kept for a winner is no booking yet
    ]


def hold_carried(
    installation: Basics,
    unit: Unit,
    draft_id: str,
    procedure: Procedure,
    bookings: Sequence[Payload],
    answers: Mapping[str, Any],
) -> None:
    """Yen that are not there are left to `keep_budget`. Raises LeftOver."""
    resources = {field.id: field.settings.resource for field in slot_fields(procedure.fields)}
    for booking in bookings:
        # Places of a capacity and marks of 1回だけ name their procedure as the slot, yen of a budget as the resource.
        own = booking["question"] == "" and procedure.id in (booking["resource"], booking["slot"])
        fits = own or booking["resource"] == resources.get(booking["question"])
        if not fits or len(bookings) > _MOST:
            raise LeftOver("slot")
    chosen = {(name, answers[name]["id"], answers[name]["starts"]) for name in resources if name in answers}
    booked = {(booking["question"], booking["slot"], booking["starts"]): booking for booking in bookings}
    if not chosen <= booked.keys():
        raise LeftOver("slot")
    for key, booking in booked.items():
        if not _fits(installation, unit, procedure, booking, booking.get("amount")):
            continue
        if key in chosen or booking["question"] == "":
            copy_booking(unit, replace(_row(booking), draft_id=draft_id, until=booking["made_at"] + _MOMENT))


def take_bookings(installation: Basics, unit: Unit, case: Case, bookings: Sequence[Payload]) -> None:
    # The inner zone takes over no yen that are not there.
    known = {row.uid: row for row in reservations.of_application(unit, case.row.id)}
    now = to_micro(installation.clock.now())
    for booking in bookings:
        row, amount = known.get(booking["uid"]), booking.get("amount")
        more = amount if row is None or amount is None else amount - (row.amount or 0)
        if row is None:
            copy = replace(_row(booking), application_id=case.row.id)
            fits = _fits(installation, unit, case.procedure, booking, more)
            copy_booking(unit, copy if fits else replace(copy, number=None))
        elif not booking["kept"]:
            reservations.give_back(unit, row.id, now)
        elif booking["question"] != row.question and booking["changed_at"] > row.changed_at:
            # The first time was cancelled: this one takes its place.
            reservations.pass_on(unit, row.id, case.row.id, case.row.id, booking["question"], booking["changed_at"])
        elif (
            row.amount != amount
            and booking["changed_at"] > row.changed_at
            and _fits(installation, unit, case.procedure, booking, more)
        ):
            budgets.set_amount(unit, row.id, booking["amount"], booking["changed_at"])


def _fits(installation: Basics, unit: Unit, procedure: Procedure, booking: Payload, more: int | None) -> bool:
    if more is None or installation.settings.zone == "outer":
        return True
    return fits_budget(installation, unit, procedure, booking["slot"], more)


def note_overbooked(installation: Basics, unit: Unit, case: Case) -> None:
    for row in reservations.of_application(unit, case.row.id):
        offered, words = _offered(installation, unit, case, row)
        if offered is not None and row.number is not None and row.number > offered:
            add_inside_event(unit, _COURIER, case, "overbooked", words, to_micro(installation.clock.now()))


def _offered(installation: Basics, unit: Unit, case: Case, row: ReservationRow) -> tuple[int | None, str]:
    # Places in all, and what they are called.
    procedure = case.procedure
    if row.question:
        slots = installation.city.slots(row.resource, installation.clock.today())
        slot = next((slot for slot in slots if (slot.id, slot.starts) == (row.slot, row.starts)), None)
        places = None if slot is None else places_of(unit, slot, slot_changes.of(unit, row.time))
        return places, f"{row.starts.replace('T', ' ')}　{row.place}"
    if row.resource.startswith("capacity:"):
        return capacity_of(installation, procedure, case.path.year), "定員"
    for question, options in installation.rules.option_places(procedure).items():
        for code, number in options.items():
            if time_of_option(procedure, question, code).key == row.time.key:
                field = procedure.by_name[question]
                return number, str(field.type.show(code, field.settings, speech_of(procedure, "ja"), field.path))
    return None, ""


def _row(booking: Payload) -> ReservationRow:
    facts = {name: booking[name] for name in _FACTS} | {"away": True, "amount": booking.get("amount")}
    number = 1 if booking["kept"] else None
    return ReservationRow(id=0, number=number, draft_id=None, application_id=None, until=None, **facts)


def copy_booking(unit: Unit, row: ReservationRow) -> None:
    if row.number is None:
        reservations.copy(unit, row)
        return
    taken = reservations.numbers(unit, row.time)
    for number in count(1):
        if number not in taken and reservations.copy(unit, replace(row, number=number)):
            return
