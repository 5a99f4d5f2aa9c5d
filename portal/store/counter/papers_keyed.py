"""Paper forms keyed once."""

from dataclasses import dataclass

from sqlalchemy import update

from portal.db import Unit
from portal.models.counter.paper_keyed import PaperKeyed
from portal.store.statements import bound, by, one, put_into, rows, run, sql


@dataclass(frozen=True)
class KeyedRow:
    draft_id: str
    staff_id: int
    mark: str
    at: int
    sealed_first: bytes | None = None


_keyed = PaperKeyed.table
_OF = sql(rows(KeyedRow, PaperKeyed).where(by(_keyed.c.draft_id)))
_PUT = sql(put_into(PaperKeyed, KeyedRow))
_SETTLE = sql(update(_keyed).where(by(_keyed.c.draft_id)).values(bound("mark")))


def of_draft(unit: Unit, draft_id: str) -> KeyedRow | None:
    return one(unit, _OF, draft_id=draft_id)


def put(unit: Unit, row: KeyedRow) -> None:
    run(unit, _PUT, vars(row))


def settle(unit: Unit, draft_id: str, mark: str) -> None:
    """The choice between two keyed versions needs no check."""
    run(unit, _SETTLE, {"draft_id": draft_id, "mark": mark})
