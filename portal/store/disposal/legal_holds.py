"""廃棄停止."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from portal.db import Unit
from portal.models.disposal.legal_hold import LegalHold
from portal.store.statements import bound, by, every, insert_into, one, rows, run, sql


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


_hold = LegalHold.table
_IN_FORCE = _hold.c.lifted_at.is_(None)
_ADD = sql(insert_into(LegalHold, LegalHoldRow, but=("id",)))
_BY_ID = sql(rows(LegalHoldRow, LegalHold).where(by(_hold.c.id)))
_OF_APPLICATION = sql(rows(LegalHoldRow, LegalHold).where(by(_hold.c.application_id)).order_by(_hold.c.id))
_STANDING = sql(
    rows(LegalHoldRow, LegalHold)
    .where(_IN_FORCE, _hold.c.duty.in_(bindparam("duties")))
    .order_by(_hold.c.id.desc())
    .limit(500)
)
_PROCEDURES = sql(
    select(_hold.c.procedure).distinct().where(_IN_FORCE, _hold.c.application_id.is_(None), by(_hold.c.duty)), str
)
_LIFT = sql(update(_hold).where(by(_hold.c.id), _IN_FORCE).values(bound("sealed_lifted", "lifted_by", "lifted_at")))


def add(unit: Unit, row: LegalHoldRow) -> None:
    """`row.id` is ignored."""
    run(unit, _ADD, vars(row))


def by_id(unit: Unit, number: int) -> LegalHoldRow | None:
    return one(unit, _BY_ID, id=number)


def of_application(unit: Unit, application_id: int) -> list[LegalHoldRow]:
    return every(unit, _OF_APPLICATION, application_id=application_id)


def in_force(unit: Unit, duties: Sequence[str]) -> list[LegalHoldRow]:
    return every(unit, _STANDING, duties=duties)


def procedures(unit: Unit, duty: str) -> frozenset[str]:
    return frozenset(every(unit, _PROCEDURES, duty=duty))


def lift(unit: Unit, number: int, words: bytes, by: str, now: int) -> bool:
    return run(unit, _LIFT, {"id": number, "sealed_lifted": words, "lifted_by": by, "lifted_at": now}).rowcount == 1
