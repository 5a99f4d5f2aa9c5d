from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, exists, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.checked_item import CheckedItem
from portal.store.statements import by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class TickRow:
    item: str
    ticked: int
    answers_revision: int
    staff_id: int
    at: int


_tick = CheckedItem.table
_application = Application.table
_later = _tick.alias("later")
_ADD = sql(insert_into(CheckedItem, TickRow, beside=("application_id",)))
_OF = sql(rows(TickRow, CheckedItem).where(by(_tick.c.application_id)).order_by(_tick.c.id))
_TICKED = sql(
    select(_application.c.receipt_number)
    .distinct()
    .join(
        _tick,
        and_(_tick.c.application_id == _application.c.id, _tick.c.answers_revision == _application.c.answers_revision),
    )
    .where(
        _tick.c.ticked == 1,
        _application.c.receipt_number.in_(bindparam("numbers")),
        ~exists().where(
            _later.c.application_id == _tick.c.application_id,
            _later.c.item == _tick.c.item,
            _later.c.id > _tick.c.id,
        ),
    ),
    str,
)


def add(unit: Unit, application_id: int, row: TickRow) -> None:
    run(unit, _ADD, vars(row) | {"application_id": application_id})


def last_of(unit: Unit, application_id: int) -> dict[str, TickRow]:
    return {row.item: row for row in every(unit, _OF, application_id=application_id)}


def ticked_among(unit: Unit, receipt_numbers: Sequence[str]) -> frozenset[str]:
    """Without withdrawn ticks and earlier revisions."""
    return frozenset(every(unit, _TICKED, numbers=receipt_numbers))
