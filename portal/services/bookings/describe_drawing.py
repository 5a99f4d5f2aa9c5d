import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from forms.definition.kind import IN_VAIN
from forms.definition.procedure import Procedure
from forms.fields.slot import day_in_words, hours_at_place
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.bookings.promise_seeds import round_on
from portal.services.bookings.slot_drawn import slot_drawn
from portal.services.cases.cases import Case
from portal.services.shared.catalogue import speech_of
from portal.services.shared.free_places import closed_after, confirm_until
from portal.services.shared.needs import Basics
from portal.store.bookings import drawing_entries, drawings
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.bookings.drawings import DrawingRow
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow

WON, NEXT, ENDED, BEFORE, OUT = "won", "next", "ended", "before", "out"
HEAD = ("区分", "受付番号", "札の数", "順番")  # of the file that repeats a drawing (docs/language.md)


@dataclass(frozen=True)
class Line:
    rank: int
    receipt_number: str
    tickets: int
    standing: str  # WON, NEXT or ENDED
    number: int = 0  # of those next in line, else 0
    moved_up: bool = False  # won later
    booked: bool = False  # of a time
    book_by: date | None = None  # of a time that is won and not booked; then it passes on
    passed: bool = False  # of a time that was not booked by then
    state: str = ""  # of the application; "": it is deleted
    revision: int = 0
    gave_back: bool = False  # ENDED after a place was won; another never had one
    by_staff: bool = False  # applied at the counter and has no page: only staff can say what came of it


@dataclass(frozen=True)
class UnitView:
    """`label` "": the drawing has one unit."""

    code: str
    label: str
    places: int
    lines: tuple[Line, ...]

    @property
    def won(self) -> int:
        return sum(line.standing == WON for line in self.lines)

    @property
    def lacks(self) -> bool:
        # Ranks are counted from 1 without gaps: the others went with their application at the end of its retention.
        return bool(self.lines) and self.lines[-1].rank > len(self.lines)


@dataclass(frozen=True)
class DrawingView:
    procedure: str
    closes: date
    commitment: str  # "", and `promised_at` None: the round has begun and the job comes within minutes
    promised_at: datetime | None
    late: bool  # the seed was promised after the last day; `seed` "", `drawn_at` None: not held
    seed: str
    drawn_at: datetime | None
    units: tuple[UnitView, ...]
    moved: bool = False  # the city has moved the last day since: no drawing follows this promise


@dataclass(frozen=True)
class DrawingStatus:
    """`standing` also BEFORE the drawing, or OUT of it."""

    standing: str
    closes: date
    number: int = 0
    moved_up: bool = False
    label: str = ""  # of the unit
    rank: int = 0
    # Of a time:
    booked: bool = False
    book_by: date | None = None  # over if it is in the past
    passed: bool = False  # not booked by then, and it is the next applicant's, or free
    free_after: date | None = None  # what no winner took may be booked by all then
    over: bool = False
    inside: bool = False  # it is booked at the counter

    @property
    def drawn(self) -> bool:
        return self.standing != BEFORE


def describe_drawing(installation: Basics, unit: Unit, row: DrawingRow, language: str) -> DrawingView:
    procedure, closes, promised = (
        installation.catalogue.current(row.procedure),
        date.fromisoformat(row.closes),
        row.made_at,
    )
    units: tuple[UnitView, ...] = ()
    if row.drawn_at is not None:
        entries = drawing_entries.of(unit, row.id)
        cases = _cases(unit, entries)
        units = tuple(
            UnitView(
                code,
                label_in(installation, row, procedure, code, language),
                places,
                tuple(_lines(row, entries, code, cases, _starts(installation, row, code))),
            )
            for code, places in _in_order(procedure, json.loads(row.places))
        )
    drawn_at = None if row.drawn_at is None else from_micro(row.drawn_at)
    late = tokyo_day(from_micro(promised)) > closes
    moved = drawn_at is None and not _is_round(installation, procedure, closes)
    return DrawingView(
        row.procedure, closes, row.commitment, from_micro(promised), late, row.seed, drawn_at, units, moved
    )  # fmt: skip


def without_promise(
    installation: Basics, procedure: Procedure, rows: Sequence[DrawingRow]
) -> DrawingView | None:  # fmt: skip
    # Of a round that has begun a moment ago, as after its last day was moved.
    today = installation.clock.today()
    current = round_on(installation, procedure, today)
    if current is None or not current.begun(today) or current.closes.isoformat() in {row.closes for row in rows}:
        return None
    return DrawingView(procedure.id, current.closes, "", None, False, "", None, ())


def _is_round(installation: Basics, procedure: Procedure, closes: date) -> bool:
    current = round_on(installation, procedure, closes)
    return current is not None and current.closes == closes


def label_in(installation: Basics, row: DrawingRow, procedure: Procedure, code: str, language: str) -> str:
    slot = slot_drawn(installation, row, code) if row.of_times else None
    if slot is None:
        return unit_label(procedure, code, language)
    speech = speech_of(procedure, language)
    return f"{day_in_words(slot.starts, speech)} {hours_at_place(slot.starts, slot.ends, slot.place, speech)}"


def unit_label(procedure: Procedure, code: str, language: str) -> str:
    question = procedure.by_name.get(procedure.drawing.units) if procedure.drawing is not None else None
    if not code or question is None or code not in question.settings.options:
        return code
    return str(question.type.show(code, question.settings, speech_of(procedure, language), question.path))


def drawing_status(installation: Basics, unit: Unit, case: Case, language: str) -> DrawingStatus | None:
    """None without a drawing, or if the application ended before it."""
    if case.procedure.drawing is None:
        return None
    entry = drawing_entries.of_application(unit, case.row.id)
    if entry is None:
        return _without_entry(installation, unit, case)
    row = drawings.by_id(unit, entry.drawing_id)
    if row is None:
        return None
    entries = drawing_entries.of(unit, row.id)
    cases, starts = _cases(unit, entries), _starts(installation, row, entry.drawn_for)
    line = next(order for order in _lines(row, entries, entry.drawn_for, cases, starts) if order.rank == entry.rank)
    label = label_in(installation, row, case.procedure, entry.drawn_for, language)
    closes = date.fromisoformat(row.closes)
    standing = DrawingStatus(
        line.standing, closes, line.number, line.moved_up, label, line.rank, line.booked, line.book_by
    )
    return _of_time(standing, row, line, starts, installation.clock.today()) if row.of_times else standing


def _of_time(
    standing: DrawingStatus, row: DrawingRow, line: Line, starts: str, today: date
) -> DrawingStatus:  # fmt: skip
    late = standing.book_by is not None and standing.book_by < today  # the job comes within minutes
    passed = late or line.passed
    return replace(
        standing,
        standing=ENDED if passed else standing.standing,
        passed=passed,
        book_by=None if passed else standing.book_by,
        free_after=None if row.drawn_at is None else closed_after(row.drawn_at, row.confirm_days),
        inside=row.of_inner_zone,
        over=bool(starts) and starts[:10] <= today.isoformat(),
    )


def _starts(installation: Basics, row: DrawingRow, code: str) -> str:
    slot = slot_drawn(installation, row, code) if row.of_times else None
    return "" if slot is None else slot.starts


def list_file(view: DrawingView | None) -> str:
    """CSV in the order of the drawing; names nobody."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(HEAD)
    for drawn_for in view.units if view is not None else ():
        lines.writerows((drawn_for.code, line.receipt_number, line.tickets, line.rank) for line in drawn_for.lines)
    return f"\ufeff{text.getvalue()}"


def _without_entry(installation: Basics, unit: Unit, case: Case) -> DrawingStatus | None:
    if case.row.state in IN_VAIN:
        return None
    current = round_on(installation, case.procedure, case.arrival_day)
    if current is None:
        return None
    row = drawings.of(unit, case.row.procedure, current.closes.isoformat())
    held = row is not None and row.drawn_at is not None
    return DrawingStatus(OUT if held or case.arrival_day > current.closes else BEFORE, current.closes)


def _in_order(procedure: Procedure, places: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    question = procedure.by_name.get(procedure.drawing.units) if procedure.drawing is not None else None
    options = list(question.settings.options) if question is not None else []
    known = [code for code in options if code in places]
    yield from ((code, places[code]) for code in [*known, *sorted(set(places) - set(known))])


def _cases(unit: Unit, entries: Sequence[EntryRow]) -> Mapping[int, ApplicationRow]:
    return applications.by_ids(
        unit, [entry.application_id for entry in entries if entry.application_id is not None]
    )  # fmt: skip


def _lines(
    row: DrawingRow, entries: Sequence[EntryRow], drawn_for: str, cases: Mapping[int, ApplicationRow], starts: str
) -> Iterator[Line]:
    waiting, places = 0, json.loads(row.places).get(drawn_for, 0)
    for entry in entries:
        if entry.drawn_for != drawn_for:
            continue
        standing = WON if entry.place is not None else NEXT
        case = cases.get(entry.application_id or 0)
        state, revision = ("", 0) if case is None else (case.state, case.revision)
        left = state in IN_VAIN
        if entry.ended_at is not None or left:
            standing = ENDED
        waiting += standing == NEXT
        moved_up = standing == WON and entry.rank > places
        booked, won = entry.booked_at is not None, standing == WON and entry.won_at is not None
        by = confirm_until(entry.won_at or 0, row.confirm_days, starts) if won and starts and not booked else None
        yield Line(
            entry.rank, entry.receipt_number, entry.tickets, standing, waiting if standing == NEXT else 0, moved_up,
            booked, by, row.of_times and entry.ended_at is not None and not left, state, revision,
            standing == ENDED and entry.won_at is not None, case is not None and case.person_id is None,
        )  # fmt: skip
