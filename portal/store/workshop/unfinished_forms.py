"""What authors typed and have not saved."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete

from portal.db import Unit
from portal.models.workshop.unfinished_form import UnfinishedForm
from portal.store.statements import by, one, put_into, rows, run, sql


@dataclass(frozen=True)
class UnfinishedRow:
    draft_id: int
    staff_id: int
    page: str
    key_id: str
    wrapped_key: bytes
    sealed_boxes: bytes
    typed_at: int


_form = UnfinishedForm.table
_PAGE = by(_form.c.draft_id, _form.c.staff_id, _form.c.page)
_PUT = sql(put_into(UnfinishedForm, UnfinishedRow))
_FIND = sql(rows(UnfinishedRow, UnfinishedForm).where(_PAGE))
_REMOVE = sql(delete(_form).where(_PAGE, by(_form.c.typed_at)))
_REMOVE_OF = sql(delete(_form).where(by(_form.c.draft_id)))
_SWEEP = sql(delete(_form).where(_form.c.typed_at < bindparam("before")))


def put(unit: Unit, row: UnfinishedRow) -> None:
    run(unit, _PUT, vars(row))


def find(unit: Unit, draft_id: int, staff_id: int, page: str) -> UnfinishedRow | None:
    return one(unit, _FIND, draft_id=draft_id, staff_id=staff_id, page=page)


def remove(unit: Unit, draft_id: int, staff_id: int, page: str, typed_at: int) -> None:
    # Not what was typed since.
    run(unit, _REMOVE, {"draft_id": draft_id, "staff_id": staff_id, "page": page, "typed_at": typed_at})


def remove_of(unit: Unit, draft_id: int) -> None:
    run(unit, _REMOVE_OF, {"draft_id": draft_id})


def sweep(unit: Unit, before: int) -> None:
    run(unit, _SWEEP, {"before": before})
