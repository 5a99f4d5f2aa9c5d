"""Paper forms that somebody keyed and nobody else has looked at yet."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import insert, one, run, sql


@dataclass(frozen=True)
class KeyedRow:
    draft_id: str
    staff_id: int
    mark: str
    at: int


_COLUMNS = "draft_id, staff_id, mark, at"
_OF = sql(f"SELECT {_COLUMNS} FROM paper_keyed WHERE draft_id = :draft_id")
_PUT = insert(
    "paper_keyed", *_COLUMNS.split(", "),
    tail="ON CONFLICT (draft_id) DO UPDATE SET staff_id = excluded.staff_id, mark = excluded.mark, at = excluded.at",
)  # fmt: skip


def of_draft(unit: Unit, draft_id: str) -> KeyedRow | None:
    row = one(unit, _OF, draft_id=draft_id)
    return KeyedRow(*row) if row else None


def put(unit: Unit, row: KeyedRow) -> None:
    """In the place of the one before."""
    run(unit, _PUT, vars(row))
