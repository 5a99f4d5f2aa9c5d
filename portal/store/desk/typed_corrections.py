from dataclasses import dataclass

from sqlalchemy import and_, delete, not_, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.desk.correction import Correction
from portal.models.desk.typed_correction import TypedCorrection
from portal.store.statements import by, one, put_into, rows, run, sql


@dataclass(frozen=True)
class TypedRow:
    correction_id: int
    page: str
    sealed_boxes: bytes
    made_at: int


_typed = TypedCorrection.table
_correction = Correction.table
_application = Application.table
_PUT = sql(put_into(TypedCorrection, TypedRow))
_FIND = sql(rows(TypedRow, TypedCorrection).where(by(_typed.c.correction_id, _typed.c.page)))
_LATEST = sql(select(_typed.c.page).where(by(_typed.c.correction_id)).order_by(_typed.c.made_at.desc()).limit(1), str)
_REMOVE = sql(delete(_typed).where(by(_typed.c.correction_id, _typed.c.page)))
_REMOVE_ALL = sql(delete(_typed).where(by(_typed.c.correction_id)))
# Also of cases that were decided or withdrawn before anybody answered.
_OPEN = (
    select(_correction.c.id)
    .join_from(_correction, _application, _application.c.id == _correction.c.application_id)
    .where(
        and_(
            _correction.c.id == _typed.c.correction_id,
            _correction.c.answered_at.is_(None),
            _application.c.state == "returned",
        )
    )
)
_SWEEP = sql(delete(_typed).where(not_(_OPEN.exists())))


def put(unit: Unit, row: TypedRow) -> None:
    run(unit, _PUT, vars(row))


def find(unit: Unit, correction_id: int, page: str) -> TypedRow | None:
    return one(unit, _FIND, correction_id=correction_id, page=page)


def latest(unit: Unit, correction_id: int) -> str | None:
    # The page.
    return one(unit, _LATEST, correction_id=correction_id)


def remove(unit: Unit, correction_id: int, page: str) -> None:
    run(unit, _REMOVE, {"correction_id": correction_id, "page": page})


def remove_all(unit: Unit, correction_id: int) -> None:
    run(unit, _REMOVE_ALL, {"correction_id": correction_id})


def sweep(unit: Unit) -> None:
    run(unit, _SWEEP, {})
