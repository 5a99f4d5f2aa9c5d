"""Cases at the prefecture (進達)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, case, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.forwarding import Forwarding
from portal.store.cases.applications import ApplicationRow
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class ForwardingRow:
    id: int
    application_id: int
    once: str
    number: str
    sent_on: str
    sent_by: int
    sent_at: int
    returned_on: str  # "" until the return
    result: str
    sealed_words: bytes | None
    returned_by: int | None
    returned_at: int | None
    due: str = ""


_forwarding = Forwarding.table
_application = Application.table
_AWAY = _forwarding.c.returned_on == ""
_ROWS = rows(ForwardingRow, Forwarding)
_OF_SECTIONS = _ROWS.join(_application, _application.c.id == _forwarding.c.application_id).where(
    _application.c.duty.in_(bindparam("duties"))
)
_ADD = sql(
    insert_into(
        Forwarding, beside=("application_id", "once", "number", "sent_on", "sent_by", "sent_at", "due")
    ).on_conflict_do_nothing(index_elements=[_forwarding.c.application_id, _forwarding.c.once])
)
_BY_FORM = sql(_ROWS.where(by(_forwarding.c.application_id, _forwarding.c.once)))
_OF = sql(_ROWS.where(by(_forwarding.c.application_id)).order_by(_forwarding.c.id))
_RETURN = sql(
    update(_forwarding)
    .where(by(_forwarding.c.id), _AWAY)
    .values(bound("returned_on", "result", "sealed_words", "returned_by", "returned_at"))
)
_OF_DUTIES = sql(
    _OF_SECTIONS.order_by(
        case((_AWAY, 0), else_=1), _forwarding.c.sent_on.desc(), _forwarding.c.number, _forwarding.c.id
    ).limit(bindparam("most"))
)
_UNDER = sql(
    _OF_SECTIONS.where(by(_forwarding.c.number, _forwarding.c.sent_on)).order_by(
        _application.c.arrived_at, _forwarding.c.id
    )
)


def add(
    unit: Unit, row: ApplicationRow, once: str, number: str, sent_on: str, staff_id: int, now: int, due: str
) -> bool:
    """`due`: before forwarding, if the period is suspended."""
    values = {
        "application_id": row.id, "once": once, "number": number, "sent_on": sent_on, "sent_by": staff_id, "sent_at": now,
        "due": due,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def by_form(unit: Unit, application_id: int, once: str) -> ForwardingRow | None:
    return one(unit, _BY_FORM, application_id=application_id, once=once)


def of(unit: Unit, application_id: int) -> list[ForwardingRow]:
    return every(unit, _OF, application_id=application_id)


def mark_returned(
    unit: Unit, forwarding_id: int, returned_on: str, result: str, sealed_words: bytes | None, staff_id: int, now: int
) -> bool:
    values = {
        "id": forwarding_id, "returned_on": returned_on, "result": result, "sealed_words": sealed_words,
        "returned_by": staff_id, "returned_at": now,
    }  # fmt: skip
    return run(unit, _RETURN, values).rowcount == 1


def of_duties(unit: Unit, duties: Sequence[str], most: int) -> list[ForwardingRow]:
    return every(unit, _OF_DUTIES, duties=duties, most=most)


def under(unit: Unit, duties: Sequence[str], number: str, sent_on: str) -> list[ForwardingRow]:
    return every(unit, _UNDER, duties=duties, number=number, sent_on=sent_on)
