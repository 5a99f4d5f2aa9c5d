"""Holds (廃棄停止): of one application, or of a procedure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class LegalHoldRow:
    id: int
    uid: str
    duty: str
    application_id: int | None
    procedure: str
    key_id: str
    wrapped_key: bytes
    sealed_words: bytes
    set_by: str
    set_at: int
    sealed_lifted: bytes | None = None
    lifted_by: str = ""
    lifted_at: int | None = None


_COLUMNS = (
    "id, uid, duty, application_id, procedure, key_id, wrapped_key, sealed_words, set_by, set_at, sealed_lifted, "
    "lifted_by, lifted_at"
)
_ADD = insert("legal_hold", *_COLUMNS.split(", ")[1:])
_BY_ID = sql(f"SELECT {_COLUMNS} FROM legal_hold WHERE id = :id")
_OF_APPLICATION = sql(f"SELECT {_COLUMNS} FROM legal_hold WHERE application_id = :id ORDER BY id")
_STANDING = sql(
    f"SELECT {_COLUMNS} FROM legal_hold WHERE lifted_at IS NULL AND duty IN :duties ORDER BY id DESC LIMIT 500"
).bindparams(bindparam("duties", expanding=True))
_PROCEDURES = sql(
    "SELECT DISTINCT procedure FROM legal_hold WHERE lifted_at IS NULL AND application_id IS NULL AND duty = :duty"
)
_LIFT = sql(
    "UPDATE legal_hold SET sealed_lifted = :words, lifted_by = :by, lifted_at = :now "
    "WHERE id = :id AND lifted_at IS NULL"
)


def add(unit: Unit, row: LegalHoldRow) -> None:
    """Under a number of its own: that of `row` counts for nothing."""
    run(unit, _ADD, {name: value for name, value in vars(row).items() if name != "id"})


def by_id(unit: Unit, number: int) -> LegalHoldRow | None:
    row = one(unit, _BY_ID, id=number)
    return LegalHoldRow(*row) if row else None


def of_application(unit: Unit, application_id: int) -> list[LegalHoldRow]:
    """Those that were lifted, too."""
    return [LegalHoldRow(*row) for row in every(unit, _OF_APPLICATION, id=application_id)]


def standing(unit: Unit, duties: Sequence[str]) -> list[LegalHoldRow]:
    """The last 500, newest first."""
    return [LegalHoldRow(*row) for row in every(unit, _STANDING, duties=list(duties) or [""])]


def procedures(unit: Unit, duty: str) -> frozenset[str]:
    """Those of which nothing goes."""
    return frozenset(row.procedure for row in every(unit, _PROCEDURES, duty=duty))


def lift(unit: Unit, number: int, words: bytes, by: str, now: int) -> bool:
    """False if it was lifted already."""
    return run(unit, _LIFT, {"id": number, "words": words, "by": by, "now": now}).rowcount == 1
