"""Options with a capacity: each is a slot without a time."""

from dataclasses import replace

from forms.definition.procedure import Procedure
from forms.fields.choice import codes_of
from forms.mistakes import Mistake
from forms.path.environment import Slot
from forms.path.path import Path
from portal.clock import to_micro
from portal.db import Unit
from portal.services.bookings.hold_slots import Mistakes
from portal.services.bookings.take_place import take_place, time_of
from portal.services.cases.cases import Case
from portal.services.shared.free_places import OPTION, time_of_option
from portal.services.shared.needs import Basics
from portal.store.bookings import reservations
from portal.store.bookings.reservations import Taker

NO_QUESTION = ""
_MINUTE = 60_000_000
_MOST = 100_000  # what arrived without a hold is counted, even beyond the capacity


def places_of(installation: Basics, procedure: Procedure, path: Path) -> list[tuple[str, Slot]]:
    """With their questions. In one order, against deadlocks."""
    return [
        (question, Slot(time.slot, time.resource, "", "", "", places[code]))
        for question, places in sorted(installation.rules.option_places(procedure).items())
        if question in path.answers
        for code in sorted(codes_of(path.answers[question]))
        if code in places
        for time in (time_of_option(procedure, question, code),)
    ]


def take_options(installation: Basics, unit: Unit, procedure: Procedure, path: Path, draft_id: str) -> Mistakes:
    now, mistakes = to_micro(installation.clock.now()), dict[str, tuple[Mistake, ...]]()
    for question, place in places_of(installation, procedure, path):
        reservations.free_hold(unit, draft_id, NO_QUESTION, time_of(place))
        if not take_place(installation.clock, unit, place, Taker(NO_QUESTION, draft_id), now + _MINUTE):
            mistakes[question] = (Mistake("choice.full"),)
    return mistakes


def keep_options(
    installation: Basics, unit: Unit, procedure: Procedure, path: Path, draft_id: str, application_id: int
) -> None:
    now = to_micro(installation.clock.now())
    for _, place in places_of(installation, procedure, path):
        if not reservations.keep(unit, draft_id, application_id, NO_QUESTION, time_of(place), now):
            take_place(
                installation.clock,
                unit,
                replace(place, left=_MOST),
                Taker(NO_QUESTION, application_id=application_id),
                None,
            )


def move_options(installation: Basics, unit: Unit, case: Case, path: Path) -> tuple[Mistakes, list[int]]:
    """Takes what a correction chose. Also returns the reservations that it gives up."""
    rows = reservations.of_application(unit, case.row.id)
    held = {row.slot: row.id for row in rows if row.number is not None and row.slot.startswith(OPTION)}
    mistakes, wanted = dict[str, tuple[Mistake, ...]](), places_of(installation, case.procedure, path)
    for question, place in wanted:
        taker = Taker(NO_QUESTION, application_id=case.row.id)
        if place.id not in held and not take_place(installation.clock, unit, place, taker, None):
            mistakes[question] = (Mistake("choice.full"),)
    return mistakes, [held[slot] for slot in held.keys() - {place.id for _, place in wanted}]
