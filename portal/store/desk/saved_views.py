from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, or_, select, update

from portal.db import Unit
from portal.models.cases.first_view import FirstView
from portal.models.desk.saved_view import SavedView
from portal.store.statements import bound, by, every, exactly, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class ViewRow:
    """`duty` "": private to `staff_id`."""

    id: int
    name: str
    query: str
    duty: str
    staff_id: int


_view = SavedView.table
_first = FirstView.table
_put_first = insert_into(FirstView, beside=("staff_id", "view_id"))
_ADD = sql(insert_into(SavedView, ViewRow, but=("id",), beside=("made_at",)).returning(_view.c.id), int)
_OF = sql(
    rows(ViewRow, SavedView)
    .where(or_(and_(_view.c.duty == "", by(_view.c.staff_id)), _view.c.duty.in_(bindparam("duties"))))
    .order_by(_view.c.duty, _view.c.name, _view.c.id)
)
_RENAME = sql(update(_view).where(by(_view.c.id)).values(bound("name")))
_REMOVE = sql(delete(_view).where(by(_view.c.id)))
_FIRST = sql(select(_first.c.view_id).where(by(_first.c.staff_id)), int)
_OPEN_WITH = sql(
    _put_first.on_conflict_do_update(index_elements=[_first.c.staff_id], set_={"view_id": _put_first.excluded.view_id})
)
_OPEN_PLAIN = sql(delete(_first).where(by(_first.c.staff_id)))


def add(unit: Unit, name: str, query: str, duty: str, staff_id: int, now: int) -> int:
    values = {"name": name, "query": query, "duty": duty, "staff_id": staff_id, "made_at": now}
    return exactly(unit, _ADD, **values)


def of_member(unit: Unit, staff_id: int, duties: Sequence[str]) -> list[ViewRow]:
    return every(unit, _OF, staff_id=staff_id, duties=duties)


def rename(unit: Unit, view_id: int, name: str) -> None:
    run(unit, _RENAME, {"id": view_id, "name": name})


def remove(unit: Unit, view_id: int) -> None:
    run(unit, _REMOVE, {"id": view_id})


def first_of(unit: Unit, staff_id: int) -> int:
    return one(unit, _FIRST, staff_id=staff_id) or 0


def open_with(unit: Unit, staff_id: int, view_id: int) -> None:
    if view_id:
        run(unit, _OPEN_WITH, {"staff_id": staff_id, "view_id": view_id})
    else:
        run(unit, _OPEN_PLAIN, {"staff_id": staff_id})
