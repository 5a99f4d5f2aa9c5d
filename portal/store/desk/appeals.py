"""審査請求, 取消訴訟."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.desk.appeal import Appeal
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class AppealRow:
    id: int
    application_id: int
    once: str
    kind: str
    filed_on: str
    sealed_words: bytes
    noted_by: int
    noted_at: int
    settled_on: str = ""  # "" while open
    result: str = ""
    settled_by: int | None = None
    settled_at: int | None = None


_appeal = Appeal.table
_ADD = sql(
    insert_into(Appeal, AppealRow, but=("id",)).on_conflict_do_nothing(
        index_elements=[_appeal.c.application_id, _appeal.c.once]
    )
)
_OF = sql(rows(AppealRow, Appeal).where(by(_appeal.c.application_id)).order_by(_appeal.c.id))
_BY_ID = sql(rows(AppealRow, Appeal).where(by(_appeal.c.application_id, _appeal.c.id)))
_OBJECTED = sql(
    select(_appeal.c.application_id)
    .distinct()
    .where(
        _appeal.c.application_id.in_(bindparam("ids")),
        _appeal.c.settled_on >= bindparam("day"),
        _appeal.c.kind != "suit",
    ),
    int,
)
_SETTLE = sql(
    update(_appeal)
    .where(by(_appeal.c.id), _appeal.c.settled_on == "")
    .values(bound("settled_on", "result", "settled_by", "settled_at"))
)


def add(unit: Unit, row: AppealRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def of(unit: Unit, application_id: int) -> list[AppealRow]:
    return every(unit, _OF, application_id=application_id)


def one_of(unit: Unit, application_id: int, number: int) -> AppealRow | None:
    return one(unit, _BY_ID, application_id=application_id, id=number)


def objected(unit: Unit, application_ids: Sequence[int], day: str) -> list[int]:
    """Objections (not lawsuits) settled since `day`."""
    return every(unit, _OBJECTED, ids=application_ids, day=day)


def settle(unit: Unit, number: int, settled_on: str, result: str, staff_id: int, now: int) -> bool:
    values = {"id": number, "settled_on": settled_on, "result": result, "settled_by": staff_id, "settled_at": now}
    return run(unit, _SETTLE, values).rowcount == 1
