"""抽選: once, over all who applied in time."""

# It decides no case: winners are examined as ever.

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from forms.definition.drawing import Drawing, places_of, units_of
from forms.definition.kind import IN_VAIN
from forms.definition.procedure import Procedure
from forms.numbers.lots import Entry, draw
from forms.path.consequences import tickets, unit_drawn_for
from forms.path.environment import Slot
from portal.clock import iso_day, to_micro, tokyo_midnight
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.bookings.outside_entries import entries_lacking
from portal.services.bookings.promise_seeds import Round, round_on, seed_of
from portal.services.bookings.slot_drawn import slot_drawn
from portal.services.bookings.take_place import places_left, take_place
from portal.services.cases.cases import Case, open_case
from portal.services.cases.move_application import notify_applicant
from portal.services.cases.own_case import demand_not_own
from portal.services.shared.needs import Basics, Correspondence, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.store.bookings import drawing_entries, drawings
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.bookings.drawings import DrawingRow
from portal.store.bookings.reservations import Taker


@dataclass(frozen=True)
class Candidate:
    case: Case
    unit: str
    tickets: int


@dataclass(frozen=True)
class Applied:
    places: Mapping[str, int]  # by unit
    candidates: tuple[Candidate, ...]
    left_out: tuple[Case, ...]  # in time, but without a unit (an earlier form)

    def of(self, unit: str) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.unit == unit]

    @property
    def mark(self) -> str:
        # Of what is confirmed: a number alone is the same where one leaves and another comes.
        drawn = sorted((each.case.row.receipt_number, each.unit, each.tickets) for each in self.candidates)
        return sha256(json.dumps([sorted(self.places.items()), drawn]).encode()).hexdigest()


class ListChanged(Conflict):  # since it was confirmed; nothing is drawn
    pass


def drawing_of(unit: Unit, member: Member, procedure: str, closes: str) -> DrawingRow:
    """Raises NotFound, also for another section's."""
    row = drawings.of(unit, procedure, closes) if iso_day(closes) is not None else None
    if row is None or not member.may("see", row.duty):
        raise NotFound("drawing")
    return row


def round_of(installation: Basics, row: DrawingRow) -> Round | None:
    """None if the city has moved the last day since."""
    closes = date.fromisoformat(row.closes)
    current = round_on(installation, installation.catalogue.current(row.procedure), closes)
    return current if current is not None and current.closes == closes else None


def arrived_in(current: Round) -> tuple[int, int]:
    """From and before, microseconds."""
    since = 0 if current.opens is None else to_micro(tokyo_midnight(current.opens))
    return since, to_micro(tokyo_midnight(current.closes + timedelta(days=1)))


def places_in(installation: Basics, procedure: Procedure, on: date) -> dict[str, int]:
    """unit → places on that day."""
    drawing = _drawing(procedure)
    options = {drawing.units: tuple(procedure.field(drawing.units).settings.options)} if drawing.units else {}
    return places_of(drawing, units_of(drawing, options), installation.rules.settings_in_force(procedure, on))


def _times(installation: Basics, row: DrawingRow, drawn_for: Iterable[str]) -> dict[str, Slot]:
    # Those of the drawing that are asked for.
    return {code: slot for code in sorted(set(drawn_for)) if (slot := slot_drawn(installation, row, code)) is not None}


def list_applied(installation: Records, unit: Unit, row: DrawingRow) -> Applied:
    """Arrived within the window, and neither withdrawn nor declined. Raises Conflict if the last day has moved."""
    current = required(round_of(installation, row), Conflict("drawing"))
    applications = drawings.applied(unit, row.procedure, *arrived_in(current), IN_VAIN)
    cases = [open_case(installation, unit, application) for application in applications]
    wanted = [(case, unit_drawn_for(case.procedure, case.path)) for case in cases]
    places = _places(installation, unit, row, current, [code for _, code in wanted if code is not None])
    candidates, left_out = [], []
    for case, drawn_for in wanted:
        if drawn_for in places:
            candidates.append(Candidate(case, drawn_for, tickets(case.procedure, case.path)))
        else:
            left_out.append(case)
    return Applied(places, tuple(candidates), tuple(left_out))


def _places(installation: Basics, unit: Unit, row: DrawingRow, current: Round, asked: Iterable[str]) -> dict[str, int]:
    if not row.of_times:
        return places_in(installation, installation.catalogue.current(row.procedure), current.closes)
    return {code: places_left(unit, slot) for code, slot in _times(installation, row, asked).items()}


def may_draw(installation: Basics, row: DrawingRow) -> bool:
    """From the day after the last day."""
    over = installation.clock.today() > date.fromisoformat(row.closes)
    return over and row.drawn_at is None and round_of(installation, row) is not None


def hold_drawing(installation: Correspondence, unit: Unit, member: Member, row: DrawingRow, seen: str) -> int:
    """`seen`: the mark on the page. Returns how many were drawn. Raises NotAllowed, OwnCase; Conflict, ListChanged."""
    member.demand("review", row.duty)
    if not may_draw(installation, row) or entries_lacking(installation, unit, row) != 0:
        raise Conflict("drawing")
    current, now, seed = (
        round_of(installation, row),
        to_micro(installation.clock.now()),
        seed_of(installation.keys, row),
    )
    applied = list_applied(installation, unit, row)
    places = applied.places
    opens = current.opens.isoformat() if current is not None and current.opens is not None else ""
    # First: a second request waits here and then finds it held.
    if not drawings.claim(
        unit, row.id, now=now, staff_id=member.id, opens=opens, seed=seed, places=json.dumps(places, sort_keys=True)
    ):
        raise Conflict("drawing")
    applied = list_applied(installation, unit, row)
    if applied.mark != seen or applied.places != places:
        raise ListChanged("drawing")
    for candidate in applied.candidates:
        demand_not_own(installation, unit, member, candidate.case)
    entries = [entry for name in applied.places for entry in _drawn(row, seed, applied, name, now)]
    drawing_entries.add(unit, entries)
    if row.of_times:
        _keep_times(installation, unit, row, entries)
    write_audit(installation, unit, member.actor, "hold drawing", detail=f"{row.procedure} {row.closes} {len(entries)}")
    for candidate in applied.candidates:
        notify_applicant(installation, unit, candidate.case, "drawn", now)
    return len(entries)


def _keep_times(installation: Basics, unit: Unit, row: DrawingRow, entries: Iterable[EntryRow]) -> None:
    # For each winner alone. Raises Conflict: somebody took a place of it in this moment.
    won = [entry for entry in entries if entry.place is not None]
    times = _times(installation, row, (entry.drawn_for for entry in won))
    for entry in won:
        taker = Taker("", application_id=entry.application_id)
        if not take_place(installation.clock, unit, times[entry.drawn_for], taker, None, drawn=True):
            raise Conflict("drawing")


def _drawn(row: DrawingRow, seed: str, applied: Applied, unit: str, now: int) -> Iterable[EntryRow]:
    ids = {candidate.case.row.receipt_number: candidate.case.row.id for candidate in applied.of(unit)}
    drum = [Entry(candidate.case.row.receipt_number, candidate.tickets) for candidate in applied.of(unit)]
    for rank, entry in enumerate(draw(seed, unit, drum), 1):
        place = rank if rank <= applied.places[unit] else None
        won_at = now if place is not None else None
        yield EntryRow(0, row.id, ids[entry.number], entry.number, unit, entry.tickets, rank, place, won_at)


def _drawing(procedure: Procedure) -> Drawing:
    if procedure.drawing is None:
        raise NotFound("drawing")
    return procedure.drawing
