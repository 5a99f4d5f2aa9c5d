from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, update

from portal.db import Unit
from portal.models.procedures.signed_line import SignedLine
from portal.store.statements import by, every, insert_into, rows, run, sql


@dataclass(frozen=True)
class SignedLineRow:
    line: bytes
    signed_by: str
    signed_on: str
    stored_at: int


_line = SignedLine.table
_OF = sql(select(_line.c.line).where(by(_line.c.procedure)), bytes)
_ROWS_OF = sql(rows(SignedLineRow, SignedLine).where(by(_line.c.procedure)))
_ADD = sql(
    insert_into(SignedLine, beside=("procedure", "line", "signed_by", "signed_on", "stored_at")).on_conflict_do_nothing(
        index_elements=[_line.c.procedure, _line.c.line]
    )
)

_there = _line.alias()
# A discarded draft may have had the new name: what was signed under it stays.
_RENAME = sql(
    update(_line)
    .where(
        _line.c.procedure == bindparam("was"),
        ~exists(_there.c.line).where(_there.c.procedure == bindparam("to"), _there.c.line == _line.c.line),
    )
    .values(procedure=bindparam("to"))
)


def of_procedure(unit: Unit, procedure: str) -> frozenset[bytes]:
    return frozenset(every(unit, _OF, procedure=procedure))


def rows_of(unit: Unit, procedure: str) -> dict[bytes, SignedLineRow]:
    # By line.
    return {row.line: row for row in every(unit, _ROWS_OF, procedure=procedure)}


def add(unit: Unit, procedure: str, line: bytes, *, signed_by: str, signed_on: str, now: int) -> None:
    # The first signature stays.
    values = {"procedure": procedure, "line": line, "signed_by": signed_by, "signed_on": signed_on, "stored_at": now}
    run(unit, _ADD, values)


def rename(unit: Unit, was: str, to: str) -> None:
    run(unit, _RENAME, {"was": was, "to": to})
