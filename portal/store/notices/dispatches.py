"""発送簿: waiting → checked → packed → sent, and back."""

# Of two simultaneous steps one succeeds.

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.notices.dispatch import Dispatch, DispatchBatch
from portal.store.statements import Statement, bound, by, cross_join, every, exactly, insert_into, one, rows, run, sql

WAITING, CHECKED, PACKED, SENT, RETURNED, DROPPED = "waiting", "checked", "packed", "sent", "returned", "dropped"
OPEN = (WAITING, CHECKED, PACKED)


@dataclass(frozen=True)
class DispatchRow:
    id: int
    application_id: int
    duty: str
    kind: str
    source: int  # id in the table of `kind`
    copies: int  # 0 is the first
    state: str
    why: str
    registered: int
    sealed_note: bytes
    put_at: int
    checked_by: int | None
    batch_id: int | None
    place: int
    sent_on: str
    sent_by: int | None
    marked_at: int | None
    returned_on: str

    @property
    def note_name(self) -> str:
        return f"dispatch:{self.kind}:{self.source}:{self.copies}"


@dataclass(frozen=True)
class BatchRow:
    id: int
    duty: str
    day: str
    made_by: int
    made_at: int
    printed_at: int | None


_application = Application.table
_line = Dispatch.table
_later = _line.alias()
_batch = DispatchBatch.table
_ROWS = rows(DispatchRow, Dispatch)
_ADD = sql(insert_into(Dispatch, DispatchRow, but=("id",)).on_conflict_do_nothing())
_BY_ID = sql(_ROWS.where(by(_line.c.id)))
_OF_APPLICATION = sql(_ROWS.where(by(_line.c.application_id)).order_by(_line.c.id))
_OF_BATCH = sql(_ROWS.where(by(_line.c.batch_id)).order_by(_line.c.place, _line.c.id))
_PAGE = _ROWS.where(by(_line.c.duty, _line.c.state)).limit(bindparam("most")).offset(bindparam("after"))
_IN_STATE, _LATEST = sql(_PAGE.order_by(_line.c.id)), sql(_PAGE.order_by(_line.c.id.desc()))
_SENT_BETWEEN = sql(
    _ROWS.where(by(_line.c.duty), _line.c.sent_on.between(bindparam("since"), bindparam("until"))).order_by(
        _line.c.sent_on, _line.c.batch_id, _line.c.place, _line.c.id
    )
)
_COUNTS = sql(select(_line.c.state, func.count()).where(by(_line.c.duty)).group_by(_line.c.state))
_WAITING_OF = sql(
    select(_line.c.duty, func.count())
    .where(_line.c.duty.in_(bindparam("duties")), _line.c.state == WAITING)
    .group_by(_line.c.duty)
)
_SENT_OF = sql(
    select(_line.c.application_id, _line.c.sent_on)
    .distinct()
    # Dropped: one that came back and goes no more.
    .where(
        _line.c.application_id.in_(bindparam("ids")),
        _line.c.state.in_((SENT, RETURNED, DROPPED)),
        _line.c.sent_on != "",
    )
    .order_by(_line.c.application_id, _line.c.sent_on)
)
# Those with a further copy are not waiting: the next one says what becomes of the letter.
_CAME_BACK = sql(
    select(_application.c.receipt_number)
    .select_from(cross_join(_line, _application))
    .where(
        _application.c.id == _line.c.application_id,
        _line.c.duty.in_(bindparam("duties")),
        _line.c.state == RETURNED,
        ~exists(_later.c.id).where(
            _later.c.kind == _line.c.kind, _later.c.source == _line.c.source, _later.c.copies > _line.c.copies
        ),
    )
    .group_by(_application.c.receipt_number)
    .order_by(func.min(_line.c.returned_on), func.min(_line.c.id))
    .limit(bindparam("most")),
    str,
)


def _move(was: Any, to: Any, **values: Any) -> Statement[Any]:
    return sql(update(_line).where(by(_line.c.id), _line.c.state == was).values(state=to, **values))


_STEP = _move(bindparam("was"), bindparam("to"), **bound("why"))
_CHECK = _move(WAITING, CHECKED, checked_by=bindparam("by"), **bound("sealed_note", "registered"))
_PACK = sql(
    update(_line)
    .where(by(_line.c.id, _line.c.duty), _line.c.state == CHECKED)
    .values(bound("batch_id", "place") | {"state": PACKED})
)
_UNPACK = _move(PACKED, bindparam("to"), batch_id=None, place=0, **bound("why"))
_SEND = sql(
    update(_line)
    .where(by(_line.c.id, _line.c.batch_id), _line.c.state == PACKED)
    .values(state=SENT, sent_on=bindparam("on"), sent_by=bindparam("by"), marked_at=bindparam("now"))
)
_UNSEND = _move(SENT, PACKED, sent_on="", sent_by=None, marked_at=None)
_RETURN = _move(SENT, RETURNED, returned_on=bindparam("on"), **bound("why"))
_UNRETURN = _move(RETURNED, SENT, returned_on="", why="")
_ADD_BATCH = sql(insert_into(DispatchBatch, beside=("duty", "day", "made_by", "made_at")).returning(_batch.c.id), int)
_BATCH = sql(rows(BatchRow, DispatchBatch).where(by(_batch.c.id)))
_BATCHES = sql(
    rows(BatchRow, DispatchBatch)
    .where(by(_batch.c.duty), exists(_line.c.id).where(_line.c.batch_id == _batch.c.id))
    .order_by(_batch.c.id.desc())
    .limit(bindparam("most"))
)
_PRINTED = sql(update(_batch).where(by(_batch.c.id)).values(printed_at=bindparam("now")))


def add(unit: Unit, row: DispatchRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_id(unit: Unit, line_id: int) -> DispatchRow | None:
    return one(unit, _BY_ID, id=line_id)


def of_application(unit: Unit, application_id: int) -> list[DispatchRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def of_batch(unit: Unit, batch_id: int) -> list[DispatchRow]:
    return every(unit, _OF_BATCH, batch_id=batch_id)


def in_state(unit: Unit, duty: str, state: str, *, after: int = 0, most: int) -> list[DispatchRow]:
    """`after`: rows to skip. Open lines oldest first, ended lines newest first."""
    return every(unit, _IN_STATE if state in OPEN else _LATEST, duty=duty, state=state, after=after, most=most)


def sent_between(unit: Unit, duty: str, since: str, until: str) -> list[DispatchRow]:
    return every(unit, _SENT_BETWEEN, duty=duty, since=since, until=until)


def counts(unit: Unit, duty: str) -> dict[str, int]:
    return dict(every(unit, _COUNTS, duty=duty))


def waiting_of(unit: Unit, duties: Sequence[str]) -> dict[str, int]:
    """Letters to be compared, by duty."""
    return dict(every(unit, _WAITING_OF, duties=duties))


def sent_days(unit: Unit, application_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    days: dict[int, tuple[str, ...]] = {}
    for row in every(unit, _SENT_OF, ids=application_ids):
        days[row.application_id] = (*days.get(row.application_id, ()), row.sent_on)
    return days


def numbers_returned(unit: Unit, duties: Sequence[str], most: int) -> list[str]:
    return every(unit, _CAME_BACK, duties=duties, most=most)


def step(unit: Unit, line_id: int, was: str, to: str, why: str = "") -> bool:
    return run(unit, _STEP, {"id": line_id, "was": was, "to": to, "why": why}).rowcount == 1


def check(unit: Unit, row: DispatchRow, sealed_note: bytes, registered: int, staff_id: int) -> bool:
    values = {"id": row.id, "sealed_note": sealed_note, "registered": registered, "by": staff_id}
    return run(unit, _CHECK, values).rowcount == 1


def add_batch(unit: Unit, duty: str, day: str, staff_id: int, now: int) -> int:
    return exactly(unit, _ADD_BATCH, duty=duty, day=day, made_by=staff_id, made_at=now)


def pack(unit: Unit, line_id: int, duty: str, batch_id: int, place: int) -> bool:
    return run(unit, _PACK, {"id": line_id, "duty": duty, "batch_id": batch_id, "place": place}).rowcount == 1


def unpack(unit: Unit, line_id: int, to: str, why: str = "") -> bool:
    return run(unit, _UNPACK, {"id": line_id, "to": to, "why": why}).rowcount == 1


def batch(unit: Unit, batch_id: int) -> BatchRow | None:
    return one(unit, _BATCH, id=batch_id)


def batches(unit: Unit, duty: str, most: int) -> list[BatchRow]:
    return every(unit, _BATCHES, duty=duty, most=most)


def mark_printed(unit: Unit, batch_id: int, now: int) -> None:
    run(unit, _PRINTED, {"id": batch_id, "now": now})


def send(unit: Unit, line_id: int, batch_id: int, on: str, staff_id: int, now: int) -> bool:
    values = {"id": line_id, "batch_id": batch_id, "on": on, "by": staff_id, "now": now}
    return run(unit, _SEND, values).rowcount == 1


def unsend(unit: Unit, line_id: int) -> bool:
    return run(unit, _UNSEND, {"id": line_id}).rowcount == 1


def mark_returned(unit: Unit, line_id: int, on: str, why: str) -> bool:
    return run(unit, _RETURN, {"id": line_id, "on": on, "why": why}).rowcount == 1


def unreturn(unit: Unit, line_id: int) -> bool:
    return run(unit, _UNRETURN, {"id": line_id}).rowcount == 1
