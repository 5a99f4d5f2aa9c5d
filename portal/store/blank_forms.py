"""Blank forms that were printed with a number, one row a sheet. A sheet is keyed once: what became an application stays keyed, also when
that is deleted; what was begun and is gone can be begun again."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class BlankRow:
    number: int
    batch: str
    procedure: str
    meaning: str
    staff_id: int
    made_at: int
    uid: str | None = None
    filed_at: int | None = None
    spoiled_at: int | None = None


_COLUMNS = "number, batch, procedure, meaning, staff_id, made_at, uid, filed_at, spoiled_at"
_ADD = insert("blank_form", *_COLUMNS.split(", "), tail="ON CONFLICT DO NOTHING RETURNING number")
_LAST = sql("SELECT COALESCE(MAX(number), 0) FROM blank_form")
_OF_BATCH = sql(f"SELECT {_COLUMNS} FROM blank_form WHERE batch = :batch ORDER BY number")
_BY_NUMBER = sql(f"SELECT {_COLUMNS} FROM blank_form WHERE number = :number")
_OF_UID = sql(f"SELECT {_COLUMNS} FROM blank_form WHERE uid = :uid")
_OPEN = sql(
    f"SELECT {_COLUMNS} FROM blank_form WHERE filed_at IS NULL AND spoiled_at IS NULL ORDER BY number LIMIT 1000"
)
_FREE = "filed_at IS NULL AND spoiled_at IS NULL AND (uid IS NULL OR NOT EXISTS (SELECT 1 FROM draft WHERE draft.id = blank_form.uid))"
_KEY = sql(f"UPDATE blank_form SET uid = :uid WHERE number = :number AND {_FREE}")
_SPOIL = sql(f"UPDATE blank_form SET spoiled_at = :now WHERE number = :number AND {_FREE}")
_FILE = sql("UPDATE blank_form SET filed_at = :now WHERE uid = :uid")


def add(unit: Unit, row: BlankRow) -> bool:
    """False if somebody else took this number."""
    return one(unit, _ADD, **vars(row)) is not None


def last(unit: Unit) -> int:
    """The highest number there is; 0 of none."""
    row = one(unit, _LAST)
    return int(row[0]) if row else 0


def of_batch(unit: Unit, batch: str) -> list[BlankRow]:
    return [BlankRow(*row) for row in every(unit, _OF_BATCH, batch=batch)]


def by_number(unit: Unit, number: int) -> BlankRow | None:
    return _row(one(unit, _BY_NUMBER, number=number))


def of_uid(unit: Unit, uid: str) -> BlankRow | None:
    """The sheet that this draft is keyed from."""
    return _row(one(unit, _OF_UID, uid=uid))


def _row(found: Sequence[object] | None) -> BlankRow | None:
    return BlankRow(*found) if found else None  # type: ignore[arg-type]


def open_ones(unit: Unit) -> list[BlankRow]:
    """Neither registered nor thrown away; at most 1000."""
    return [BlankRow(*row) for row in every(unit, _OPEN)]


def key(unit: Unit, number: int, uid: str) -> bool:
    """False where it is keyed, or thrown away."""
    return run(unit, _KEY, {"number": number, "uid": uid}).rowcount == 1


def spoil(unit: Unit, number: int, now: int) -> bool:
    return run(unit, _SPOIL, {"number": number, "now": now}).rowcount == 1


def file(unit: Unit, uid: str, now: int) -> None:
    run(unit, _FILE, {"uid": uid, "now": now})
