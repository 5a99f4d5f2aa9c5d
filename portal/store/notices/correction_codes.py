from dataclasses import dataclass

from sqlalchemy import bindparam, update

from portal.db import Unit
from portal.models.notices.correction_code import CorrectionCode
from portal.store.statements import by, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class CodeRow:
    correction_id: int
    code_hash: bytes
    fact_hash: bytes
    printed: int
    printed_at: int
    used_at: int | None
    sealed_code: bytes | None = None


_code = CorrectionCode.table
# A reprinted letter gets a new code, and the earlier code becomes invalid.
_insertion = insert_into(CorrectionCode, CodeRow, but=("printed", "used_at")).values(printed=1)
_PUT = sql(
    _insertion.on_conflict_do_update(
        index_elements=[_code.c.correction_id],
        set_={name: _insertion.excluded[name] for name in ("code_hash", "fact_hash", "printed_at", "sealed_code")}
        | {"printed": _code.c.printed + 1},
    )
)
_BY_HASH = sql(rows(CodeRow, CorrectionCode).where(by(_code.c.code_hash)))
_OF_CORRECTION = sql(rows(CodeRow, CorrectionCode).where(by(_code.c.correction_id)))
_USE = sql(
    update(_code)
    .where(by(_code.c.correction_id), _code.c.used_at.is_(None))
    .values(used_at=bindparam("now"), sealed_code=None)
)


def put(
    unit: Unit, correction_id: int, code_hash: bytes, fact_hash: bytes, now: int, sealed_code: bytes | None = None
) -> None:
    """`sealed_code`: for the other zone."""
    values = {
        "correction_id": correction_id, "code_hash": code_hash, "fact_hash": fact_hash, "printed_at": now,
        "sealed_code": sealed_code,
    }  # fmt: skip
    run(unit, _PUT, values)


def by_hash(unit: Unit, code_hash: bytes) -> CodeRow | None:
    return one(unit, _BY_HASH, code_hash=code_hash)


def of_correction(unit: Unit, correction_id: int) -> CodeRow | None:
    return one(unit, _OF_CORRECTION, correction_id=correction_id)


def use(unit: Unit, correction_id: int, now: int) -> bool:
    return run(unit, _USE, {"correction_id": correction_id, "now": now}).rowcount == 1
