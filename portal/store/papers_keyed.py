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
    sealed_first: bytes | None = None


_COLUMNS = "draft_id, staff_id, mark, at, sealed_first"
_OF = sql(f"SELECT {_COLUMNS} FROM paper_keyed WHERE draft_id = :draft_id")
_PUT = insert(
    "paper_keyed", *_COLUMNS.split(", "),
    tail="ON CONFLICT (draft_id) DO UPDATE SET staff_id = excluded.staff_id, mark = excluded.mark, at = excluded.at, "
    "sealed_first = excluded.sealed_first",
)  # fmt: skip


_SETTLE = sql("UPDATE paper_keyed SET mark = :mark WHERE draft_id = :draft_id")


def of_draft(unit: Unit, draft_id: str) -> KeyedRow | None:
    row = one(unit, _OF, draft_id=draft_id)
    return KeyedRow(*row) if row else None


def put(unit: Unit, row: KeyedRow) -> None:
    """In the place of the one before."""
    run(unit, _PUT, vars(row))


def settle(unit: Unit, draft_id: str, mark: str) -> None:
    """What was chosen where two had keyed it: that alone is registered without being asked about again."""
    run(unit, _SETTLE, {"draft_id": draft_id, "mark": mark})
