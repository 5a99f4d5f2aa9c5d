"""The outbox: rows are claimed by one worker and ended once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.sql.schema import Column

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.shared.outbox import Outbox
from portal.store.statements import bound, by, columns, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class DeliveryRow:
    """Stored rows have a `once` key, never ""."""

    id: str
    once: str
    kind: str
    message: str
    state: str
    attempts: int
    next_try: int
    error_code: str
    duty: str
    person_id: str | None
    application_id: int | None
    draft_id: str | None
    contact_id: str | None
    key_id: str
    wrapped_key: bytes
    sealed_payload: bytes
    made_at: int
    changed_at: int


@dataclass(frozen=True)
class BoardRow:
    id: str
    kind: str
    message: str
    state: str
    attempts: int
    next_try: int
    error_code: str
    duty: str
    made_at: int
    receipt_number: str | None


def _if_given(column: "Column[Any]") -> ColumnElement[bool]:
    #  "" matches any.
    return or_(bindparam(column.name, type_=String) == "", by(column))


_outbox = Outbox.table
_application = Application.table
_next = _outbox.alias("next")
_CHANGED: "dict[str, Any]" = {"changed_at": bindparam("now")}
_CODE: "dict[str, Any]" = {"error_code": bindparam("code")}
_ADD = sql(insert_into(Outbox, DeliveryRow).on_conflict_do_nothing(index_elements=[_outbox.c.once]))
_BY_ID = sql(rows(DeliveryRow, Outbox).where(by(_outbox.c.id)))
_ASKED_FOR = sql(select(_outbox.c.id).where(by(_outbox.c.once)), str)
_WAITS = sql(select(_outbox.c.id).where(by(_outbox.c.once), _outbox.c.state == "waiting"), str)
_LETTERS_OF = sql(
    rows(DeliveryRow, Outbox)
    .where(by(_outbox.c.application_id), _outbox.c.kind == "letter")
    .order_by(_outbox.c.made_at, _outbox.c.id)
)
_DUE = and_(_outbox.c.state == "waiting", _outbox.c.next_try <= bindparam("now"))
_ANY_DUE = sql(select(_outbox.c.id).where(_DUE, by(_outbox.c.kind)).limit(1))
# On PostgreSQL several workers take the next row each; on SQLite writers are serialised anyway.
_NEXT = (
    select(_next.c.id)
    .where(_next.c.state == "waiting", _next.c.next_try <= bindparam("now"), by(_next.c.kind))
    .order_by(case((_next.c.message.in_(bindparam("first")), 0), else_=1), _next.c.next_try, _next.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = sql(
    update(_outbox)
    .where(_outbox.c.id == _NEXT.scalar_subquery(), _DUE)
    .values(_CHANGED | {"attempts": _outbox.c.attempts + 1, "next_try": bindparam("until")})
    .returning(*columns(DeliveryRow, Outbox)),
    DeliveryRow,
)
_END = sql(
    update(_outbox)
    .where(by(_outbox.c.id, _outbox.c.attempts), _outbox.c.state == "waiting")
    .values(_CHANGED | bound("state", "next_try", "error_code"))
)
_BOUNCE = sql(
    update(_outbox)
    .where(by(_outbox.c.id), _outbox.c.state.in_(("waiting", "sent", "parked")))
    .values(_CHANGED | _CODE | {"state": "bounced"})
)
_CLOSE = sql(
    update(_outbox)
    .where(by(_outbox.c.id), _outbox.c.state.in_(("waiting", "parked", "bounced")))
    .values(_CHANGED | _CODE | bound("state"))
)
_SWEEP = sql(
    delete(_outbox).where(
        _outbox.c.state.in_(("sent", "given_up", "bounced")), _outbox.c.changed_at < bindparam("before")
    )
)
_WANTED = and_(_outbox.c.duty.in_(bindparam("duties")), _if_given(_outbox.c.state), _if_given(_outbox.c.kind))
_BOARD = sql(
    select(*columns(BoardRow, Outbox, but=("receipt_number",)), _application.c.receipt_number)
    .select_from(_outbox.outerjoin(_application, _application.c.id == _outbox.c.application_id))
    .where(
        _WANTED,
        _if_given(_application.c.receipt_number),
        or_(
            _outbox.c.made_at < bindparam("made_at"),
            and_(_outbox.c.made_at == bindparam("made_at"), _outbox.c.id < bindparam("after")),
        ),
    )
    .order_by(_outbox.c.made_at.desc(), _outbox.c.id.desc())
    .limit(bindparam("most")),
    BoardRow,
)
_COUNT = sql(
    select(func.count()).select_from(select(_outbox.c.id).where(_WANTED).limit(bindparam("most")).subquery()), int
)


def board(
    unit: Unit, duties: Sequence[str], *, state: str, kind: str, number: str, before: tuple[int, str], most: int
) -> list[BoardRow]:
    """Newest first, after `before` (made_at, id). "" matches any."""
    values = {"duties": duties, "state": state, "kind": kind, "receipt_number": number, "most": most}
    return every(unit, _BOARD, made_at=before[0], after=before[1], **values)


def count(unit: Unit, duties: Sequence[str], state: str, kind: str, most: int) -> int:
    return exactly(unit, _COUNT, duties=duties, state=state, kind=kind, most=most)


def close(unit: Unit, delivery_id: str, state: str, code: str, now: int) -> bool:
    return run(unit, _CLOSE, {"id": delivery_id, "state": state, "code": code, "now": now}).rowcount == 1


def add(unit: Unit, row: DeliveryRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def by_id(unit: Unit, delivery_id: str) -> DeliveryRow | None:
    return one(unit, _BY_ID, id=delivery_id)


def asked_for(unit: Unit, once: str) -> bool:
    return one(unit, _ASKED_FOR, once=once) is not None


def waits(unit: Unit, once: str) -> bool:
    return one(unit, _WAITS, once=once) is not None


def letters_of(unit: Unit, application_id: int) -> list[DeliveryRow]:
    return every(unit, _LETTERS_OF, application_id=application_id)


def any_due(unit: Unit, kind: str, now: int) -> bool:
    return one(unit, _ANY_DUE, kind=kind, now=now) is not None


def claim(unit: Unit, kind: str, now: int, until: int, first: Sequence[str] = ()) -> DeliveryRow | None:
    """One statement: only one worker gets it. `first`: messages; `attempts` includes this one."""
    return one(unit, _CLAIM, kind=kind, now=now, until=until, first=first)


def end(unit: Unit, row: DeliveryRow, state: str, next_try: int, error_code: str, now: int) -> bool:
    values = {
        "id": row.id, "attempts": row.attempts, "state": state, "next_try": next_try, "error_code": error_code, "now": now,
    }  # fmt: skip
    return run(unit, _END, values).rowcount == 1


def bounce(unit: Unit, delivery_id: str, code: str, now: int) -> bool:
    return run(unit, _BOUNCE, {"id": delivery_id, "code": code, "now": now}).rowcount == 1


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
