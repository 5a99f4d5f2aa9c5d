"""Promises, lists and places of drawings outward; inward, which applications the outer zone took in time (D316)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from forms.definition.procedure import Procedure
from portal.clock import to_micro, tokyo_midnight
from portal.db import Unit
from portal.sealing import new_sealer
from portal.services.bookings.hold_drawing import arrived_in
from portal.services.bookings.outside_entries import CLOSES, DRAWING, PROCEDURE, keep_entries
from portal.services.bookings.promise_seeds import round_on
from portal.services.cases.move_application import notify_of
from portal.services.shared.deferral import LeftOver
from portal.services.shared.needs import Basics, Correspondence, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.bookings import drawing_entries, drawings
from portal.store.bookings.drawing_entries import EntryRow
from portal.store.bookings.drawings import DrawingRow
from portal.store.cases import applications
from portal.store.cases.applications import ApplicationRow

DRAWINGS = "drawings"
Item = tuple[str, object, Callable[[], dict[str, Any]]]
Payload = Mapping[str, Any]
# `seed` is "" until it is drawn: the sealed one stays inside.
_FACTS = ("duty", "commitment", "made_at", "opens", "seed", "places", "drawn_at")
_OF_TIMES = ("resources", "use_from", "use_to", "confirm_days")  # a package of an earlier version has none of these
_OF_ENTRY = ("receipt_number", "drawn_for", "tickets", "rank", "place", "won_at", "ended_at", "booked_at")
_YEAR, _MARGIN = timedelta(days=366), 300_000_000  # what was sent before midnight is committed by then


def report_drawings(installation: Basics, unit: Unit) -> Iterator[Item]:
    for row in drawings.since(unit, (installation.clock.today() - _YEAR).isoformat()):
        entries = [[getattr(entry, name) for name in _OF_ENTRY] for entry in drawing_entries.of(unit, row.id)]
        content = {name: getattr(row, name) for name in (*_FACTS, *_OF_TIMES)} | {"entries": entries}
        yield f"{row.procedure}/{row.closes}", content, lambda content=content: content  # type: ignore[misc]


def take_drawing(installation: Correspondence, unit: Unit, rest: str, item: Payload, actor: Actor) -> None:
    # Outside. Applicants are notified here: their contacts are not kept inside.
    procedure, _, closes = rest.partition("/")
    drawing = _drawing(installation, unit, procedure, closes, item)
    before = {entry.receipt_number: entry for entry in drawing_entries.of(unit, drawing.id)}
    known = applications.by_numbers(unit, [facts[0] for facts in item["entries"]])
    entries = [_entry(drawing.id, known.get(facts[0]), facts) for facts in item["entries"]]
    drawing_entries.replace_all(unit, drawing.id, entries)
    now, first = to_micro(installation.clock.now()), drawing.drawn_at is None
    for entry in entries:
        message = "drawn" if first else _news(entry, before.get(entry.receipt_number))
        if message and entry.receipt_number in known:
            notify_of(installation, unit, known[entry.receipt_number], message, now)
    write_audit(installation, unit, actor, "take drawing by courier", detail=f"{procedure} {closes} {len(entries)}")


def _drawing(installation: Records, unit: Unit, procedure: str, closes: str, item: Payload) -> DrawingRow:
    # As it was before this item.
    facts = {name: item[name] for name in _FACTS} | {name: item[name] for name in _OF_TIMES if name in item}
    uid = f"{drawings.OUTSIDE}{procedure}:{closes}"
    box, stored = new_sealer(installation.keys, f"drawing:{uid}")
    sealed = box.seal("seed", "")
    new = DrawingRow(
        0, uid, procedure, closes=closes, key_id=stored.key_id, wrapped_key=stored.wrapped, sealed_seed=sealed, **facts
    )
    drawings.promise(unit, replace(new, drawn_at=None))
    row = drawings.of(unit, procedure, closes)
    if row is None:
        raise LeftOver("unknown")
    drawings.copy_from_inside(unit, replace(new, id=row.id))
    return row


def _entry(drawing_id: int, row: ApplicationRow | None, facts: list[Any]) -> EntryRow:
    return EntryRow(
        id=0, drawing_id=drawing_id, application_id=None if row is None else row.id,
        **dict(zip(_OF_ENTRY, facts, strict=False)),
    )  # fmt: skip


def _news(entry: EntryRow, before: EntryRow | None) -> str:
    moved_up = before is not None and before.place is None and entry.place is not None
    return "moved_up" if moved_up else ""


def report_entries(installation: Basics, unit: Unit) -> Iterator[Item]:
    # Outside, once the last day is over.
    today, now = installation.clock.today(), to_micro(installation.clock.now())
    procedures = {procedure.id: procedure for procedure in installation.catalogue.all()}
    for row in drawings.since(unit, (today - _YEAR).isoformat()):
        over = tokyo_midnight(date.fromisoformat(row.closes) + timedelta(days=1))
        if row.drawn_at is None and now >= to_micro(over) + _MARGIN:
            content = _entries(installation, unit, row, procedures.get(row.procedure))
            yield f"{row.procedure}/{row.closes}", content, lambda content=content: content  # type: ignore[misc]


def _entries(installation: Basics, unit: Unit, row: DrawingRow, procedure: Procedure | None) -> dict[str, Any]:
    # The receipt numbers of all who applied in its window, also of those who withdrew; or why there is no such list.
    if procedure is None or procedure.drawing is None:
        return {"why": PROCEDURE if procedure is None else DRAWING, "closes": ""}
    current = round_on(installation, procedure, date.fromisoformat(row.closes))
    if current is None or current.closes.isoformat() != row.closes:
        return {"why": CLOSES, "closes": "" if current is None else current.closes.isoformat()}
    applied = drawings.applied(unit, row.procedure, *arrived_in(current), ())
    return {"numbers": [application.receipt_number for application in applied]}


def apply_entries(installation: Basics, unit: Unit, rest: str, item: Payload, actor: Actor) -> str:
    """Inside. Raises LeftOver for a drawing of which nothing is known."""
    procedure, _, closes = rest.partition("/")
    if drawings.of(unit, procedure, closes) is None:
        raise LeftOver("unknown")
    return keep_entries(item)
