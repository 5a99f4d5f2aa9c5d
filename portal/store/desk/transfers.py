"""移送・所管替え."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, update

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.transfer import Transfer
from portal.store.cases.applications import ApplicationRow
from portal.store.statements import bound, by, cross_join, every, insert_into, one, rows, run, sql

OFFERED, ACCEPTED, SENT_BACK, TAKEN_BACK = "offered", "accepted", "sent_back", "taken_back"


@dataclass(frozen=True)
class TransferRow:
    id: int
    application_id: int
    once: str
    from_duty: str
    to_duty: str
    state: str
    offered_by: int
    offered_at: int
    sealed_reason: bytes
    ended_by: int | None
    ended_at: int | None
    sealed_answer: bytes | None


_transfer = Transfer.table
_application = Application.table
_OFFERS = _transfer.c.state == OFFERED
_ROWS = rows(TransferRow, Transfer)
_ADD = sql(
    insert_into(Transfer, TransferRow, but=("id", "state", "ended_by", "ended_at", "sealed_answer"))
    .values(state=OFFERED)
    .on_conflict_do_nothing(index_elements=[_transfer.c.application_id, _transfer.c.once])
)
_BY_ID = sql(_ROWS.where(by(_transfer.c.id)))
_BY_FORM = sql(_ROWS.where(by(_transfer.c.application_id, _transfer.c.once)))
_OF = sql(_ROWS.where(by(_transfer.c.application_id)).order_by(_transfer.c.id))
_END = sql(
    update(_transfer).where(by(_transfer.c.id), _OFFERS).values(bound("state", "ended_by", "ended_at", "sealed_answer"))
)
# The assignee of the old section is removed.
_MOVE = sql(
    update(_application)
    .where(by(_application.c.id, _application.c.revision), _application.c.decided_at.is_(None))
    .values(bound("duty", "changed_at") | {"assignee_id": None, "revision": _application.c.revision + 1})
)
# This order makes SQLite read the few offers first instead of every application by its number.
_OFFERED_TO = sql(
    _ROWS.select_from(cross_join(_transfer, _application))
    .where(
        _application.c.id == _transfer.c.application_id,
        _OFFERS,
        _application.c.decided_at.is_(None),
        _transfer.c.to_duty.in_(bindparam("duties")),
    )
    .order_by(_transfer.c.id)
    .limit(bindparam("most"))
)


def add(
    unit: Unit, row: ApplicationRow, once: str, to_duty: str, staff_id: int, sealed_reason: bytes, now: int
) -> bool:
    values = {
        "application_id": row.id, "once": once, "from_duty": row.duty, "to_duty": to_duty, "offered_by": staff_id,
        "offered_at": now, "sealed_reason": sealed_reason,
    }  # fmt: skip
    return run(unit, _ADD, values).rowcount == 1


def by_id(unit: Unit, transfer_id: int) -> TransferRow | None:
    return one(unit, _BY_ID, id=transfer_id)


def by_form(unit: Unit, application_id: int, once: str) -> TransferRow | None:
    return one(unit, _BY_FORM, application_id=application_id, once=once)


def of(unit: Unit, application_id: int) -> list[TransferRow]:
    return every(unit, _OF, application_id=application_id)


def end(unit: Unit, transfer_id: int, state: str, staff_id: int, sealed_answer: bytes | None, now: int) -> bool:
    values = {"id": transfer_id, "state": state, "ended_by": staff_id, "ended_at": now, "sealed_answer": sealed_answer}
    return run(unit, _END, values).rowcount == 1


def move(unit: Unit, row: ApplicationRow, duty: str, now: int) -> bool:
    values = {"id": row.id, "revision": row.revision, "duty": duty, "changed_at": now}
    return run(unit, _MOVE, values).rowcount == 1


def offered_to(unit: Unit, duties: Sequence[str], most: int) -> list[TransferRow]:
    return every(unit, _OFFERED_TO, duties=duties, most=most)
