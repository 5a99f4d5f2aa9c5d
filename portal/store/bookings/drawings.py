"""Drawings: a promised seed for each procedure and last day, drawn once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.bookings.drawing import Drawing
from portal.models.cases.application import Application
from portal.store.cases.applications import ApplicationRow
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql

OUTSIDE = "outside:"  # begins the uid in the outer zone of what the inner one draws


@dataclass(frozen=True)
class DrawingRow:
    """`seed`, `opens`, `places` "" and `drawn_at` None until it is held."""

    id: int
    uid: str
    procedure: str
    duty: str
    closes: str
    commitment: str
    key_id: str
    wrapped_key: bytes
    sealed_seed: bytes
    made_at: int
    opens: str = ""
    seed: str = ""
    places: str = ""
    drawn_at: int | None = None
    staff_id: int | None = None
    resources: str = ""
    use_from: str = ""
    use_to: str = ""
    confirm_days: int = 0

    @property
    def of_times(self) -> bool:
        return bool(self.resources)

    @property
    def of_inner_zone(self) -> bool:
        return self.uid.startswith(OUTSIDE)


@dataclass(frozen=True)
class DrawnDays:
    # What a drawing of times closes.
    uid: str
    procedure: str
    closes: str
    resources: str
    use_from: str
    use_to: str
    confirm_days: int
    drawn_at: int | None

    @property
    def of_inner_zone(self) -> bool:
        return self.uid.startswith(OUTSIDE)


_drawing = Drawing.table
_application = Application.table
_ROWS = rows(DrawingRow, Drawing)
_CARRIED = (
    "duty", "commitment", "made_at", "opens", "seed", "places", "drawn_at", "resources", "use_from", "use_to",
    "confirm_days",
)  # fmt: skip
_PROMISE = sql(
    insert_into(Drawing, DrawingRow, but=("id",)).on_conflict_do_nothing(
        index_elements=[_drawing.c.procedure, _drawing.c.closes]
    )
)
_OF = sql(_ROWS.where(by(_drawing.c.procedure, _drawing.c.closes)))
_OF_PROCEDURE = sql(_ROWS.where(by(_drawing.c.procedure)).order_by(_drawing.c.closes.desc()))
_SINCE = sql(_ROWS.where(_drawing.c.closes >= bindparam("day")).order_by(_drawing.c.closes, _drawing.c.id))
_OF_DUTIES = sql(
    _ROWS.where(_drawing.c.duty.in_(bindparam("duties"))).order_by(_drawing.c.closes.desc(), _drawing.c.id).limit(200)
)
_BY_ID = sql(_ROWS.where(by(_drawing.c.id)))
_DAYS = sql(rows(DrawnDays, Drawing).where(_drawing.c.use_to >= bindparam("today")).order_by(_drawing.c.id))
_WAITING = sql(_ROWS.where(_drawing.c.use_to >= bindparam("today"), _drawing.c.drawn_at.is_(None)))
_CLOSE = sql(
    update(_drawing)
    .where(by(_drawing.c.id), _drawing.c.drawn_at.is_(None))
    .values(bound("resources", "use_from", "use_to", "confirm_days"))
)
_CLAIM = sql(
    update(_drawing)
    .where(by(_drawing.c.id), _drawing.c.drawn_at.is_(None))
    .values(bound("drawn_at", "staff_id", "opens", "seed", "places"))
)
_BE_AS_INSIDE = sql(update(_drawing).where(by(_drawing.c.id)).values(bound(*_CARRIED)))
_APPLIED = sql(
    rows(ApplicationRow, Application)
    .where(
        by(_application.c.procedure),
        _application.c.arrived_at >= bindparam("since"),
        _application.c.arrived_at < bindparam("until"),
        _application.c.state.not_in(bindparam("ended")),
    )
    .order_by(_application.c.id)
)
_PROMISED = sql(select(_drawing.c.procedure, _drawing.c.closes))


def promise(unit: Unit, row: DrawingRow) -> bool:
    return run(unit, _PROMISE, vars(row)).rowcount == 1


def promised(unit: Unit) -> set[tuple[str, str]]:
    """(procedure, last day)."""
    return {(row[0], row[1]) for row in every(unit, _PROMISED)}


def of(unit: Unit, procedure: str, closes: str) -> DrawingRow | None:
    return one(unit, _OF, procedure=procedure, closes=closes)


def of_procedure(unit: Unit, procedure: str) -> list[DrawingRow]:
    """The newest first."""
    return every(unit, _OF_PROCEDURE, procedure=procedure)


def since(unit: Unit, day: str) -> list[DrawingRow]:
    """By last day."""
    return every(unit, _SINCE, day=day)


def copy_from_inside(unit: Unit, row: DrawingRow) -> None:
    run(unit, _BE_AS_INSIDE, {name: getattr(row, name) for name in ("id", *_CARRIED)})


def days(unit: Unit, today: str) -> list[DrawnDays]:
    return every(unit, _DAYS, today=today)


def not_drawn(unit: Unit, today: str) -> list[DrawingRow]:
    return every(unit, _WAITING, today=today)


def close(unit: Unit, drawing_id: int, resources: str, use_from: str, use_to: str, confirm_days: int) -> bool:
    values = {"resources": resources, "use_from": use_from, "use_to": use_to, "confirm_days": confirm_days}
    return run(unit, _CLOSE, {"id": drawing_id, **values}).rowcount == 1


def of_duties(unit: Unit, duties: Sequence[str]) -> list[DrawingRow]:
    """The newest first."""
    return every(unit, _OF_DUTIES, duties=duties)


def by_id(unit: Unit, drawing_id: int) -> DrawingRow | None:
    return one(unit, _BY_ID, id=drawing_id)


def claim(unit: Unit, drawing_id: int, *, now: int, staff_id: int, opens: str, seed: str, places: str) -> bool:
    """False: it was held before. Another transaction waits here."""
    values = {"drawn_at": now, "staff_id": staff_id, "opens": opens, "seed": seed, "places": places}
    return run(unit, _CLAIM, {"id": drawing_id, **values}).rowcount == 1


def applied(unit: Unit, procedure: str, since: int, until: int, ended: Sequence[str]) -> list[ApplicationRow]:
    """Arrived from `since` to before `until`, in none of the states `ended`."""
    return every(unit, _APPLIED, procedure=procedure, since=since, until=until, ended=ended)
