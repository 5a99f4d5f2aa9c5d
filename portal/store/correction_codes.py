"""Codes of letters that ask for a correction: one for each return, by its keyed hash."""

from dataclasses import dataclass
from typing import Any

from portal.db import Unit
from portal.store.statements import one, run, sql


@dataclass(frozen=True)
class CodeRow:
    correction_id: int
    code_hash: bytes
    fact_hash: bytes
    printed: int
    printed_at: int
    used_at: int | None
    sealed_code: bytes | None = None


_COLUMNS = "correction_id, code_hash, fact_hash, printed, printed_at, used_at, sealed_code"
# A letter that is printed again has a new code, and the one before opens nothing any more.
_PUT = sql(
    f"INSERT INTO correction_code ({_COLUMNS}) VALUES (:correction_id, :code_hash, :fact_hash, 1, :now, NULL, :sealed_code) "
    "ON CONFLICT (correction_id) DO UPDATE SET code_hash = excluded.code_hash, fact_hash = excluded.fact_hash, "
    "printed = correction_code.printed + 1, printed_at = excluded.printed_at, sealed_code = excluded.sealed_code"
)
_BY_HASH = sql(f"SELECT {_COLUMNS} FROM correction_code WHERE code_hash = :code_hash")
_OF_CORRECTION = sql(f"SELECT {_COLUMNS} FROM correction_code WHERE correction_id = :correction_id")
_USE = sql(
    "UPDATE correction_code SET used_at = :now, sealed_code = NULL WHERE correction_id = :correction_id AND used_at IS NULL"
)


def put(
    unit: Unit, correction_id: int, code_hash: bytes, fact_hash: bytes, now: int, sealed_code: bytes | None = None
) -> None:
    """`sealed_code`: for the other zone, which is to open it."""
    values = {
        "correction_id": correction_id, "code_hash": code_hash, "fact_hash": fact_hash, "now": now,
        "sealed_code": sealed_code,
    }  # fmt: skip
    run(unit, _PUT, values)


def by_hash(unit: Unit, code_hash: bytes) -> CodeRow | None:
    return _row(one(unit, _BY_HASH, code_hash=code_hash))


def of_correction(unit: Unit, correction_id: int) -> CodeRow | None:
    return _row(one(unit, _OF_CORRECTION, correction_id=correction_id))


def use(unit: Unit, correction_id: int, now: int) -> bool:
    """False if it was used already."""
    return run(unit, _USE, {"correction_id": correction_id, "now": now}).rowcount == 1


def _row(row: Any) -> CodeRow | None:
    if row is None:
        return None
    return CodeRow(row.correction_id, bytes(row.code_hash), bytes(row.fact_hash), *row[3:])
