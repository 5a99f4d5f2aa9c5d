"""Objections and suits against what was decided (審査請求, 取消訴訟)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class AppealRow:
    """Days are ISO, `settled_on` "" while it is open; instants are microseconds UTC."""

    id: int
    application_id: int
    once: str
    kind: str
    filed_on: str
    sealed_words: bytes
    noted_by: int
    noted_at: int
    settled_on: str = ""
    result: str = ""
    settled_by: int | None = None
    settled_at: int | None = None


_COLUMNS = (
    "id, application_id, once, kind, filed_on, sealed_words, noted_by, noted_at, settled_on, result, settled_by, "
    "settled_at"
)
_ADD = insert("appeal", *_COLUMNS.split(", ")[1:], tail="ON CONFLICT (application_id, once) DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM appeal WHERE application_id = :application_id ORDER BY id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM appeal WHERE application_id = :application_id AND id = :id")
_OBJECTED = sql(
    "SELECT DISTINCT application_id FROM appeal WHERE application_id IN :ids AND settled_on >= :day AND kind <> 'suit'"
).bindparams(bindparam("ids", expanding=True))
_SETTLE = sql(
    "UPDATE appeal SET settled_on = :settled_on, result = :result, settled_by = :staff_id, settled_at = :now "
    "WHERE id = :id AND settled_on = ''"
)


def add(unit: Unit, row: AppealRow) -> bool:
    """Under a number of its own. False if the same form was sent before."""
    return run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"}).rowcount == 1


def of(unit: Unit, application_id: int) -> list[AppealRow]:
    """The oldest first."""
    return [AppealRow(*row) for row in every(unit, _OF, application_id=application_id)]


def one_of(unit: Unit, application_id: int, number: int) -> AppealRow | None:
    row = one(unit, _BY_ID, application_id=application_id, id=number)
    return AppealRow(*row) if row else None


def objected(unit: Unit, application_ids: Sequence[int], day: str) -> list[int]:
    """Those of them to which an objection (no suit) was settled on this day (ISO) or later."""
    return [row.application_id for row in every(unit, _OBJECTED, ids=list(application_ids) or [0], day=day)]


def settle(unit: Unit, number: int, settled_on: str, result: str, staff_id: int, now: int) -> bool:
    """False if it was settled already."""
    values = {"id": number, "settled_on": settled_on, "result": result, "staff_id": staff_id, "now": now}
    return run(unit, _SETTLE, values).rowcount == 1
