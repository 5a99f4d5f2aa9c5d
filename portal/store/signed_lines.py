"""Lines of a 確認票 that were signed."""

from portal.db import Unit
from portal.store.statements import every, insert, run, sql

_OF = sql("SELECT line FROM signed_line WHERE procedure = :procedure")
_ADD = insert(
    "signed_line", "procedure", "line", "signed_by", "signed_on", "stored_at",
    tail="ON CONFLICT (procedure, line) DO NOTHING",
)  # fmt: skip


def of_procedure(unit: Unit, procedure: str) -> frozenset[bytes]:
    return frozenset(bytes(row[0]) for row in every(unit, _OF, procedure=procedure))


def add(unit: Unit, procedure: str, line: bytes, *, signed_by: str, signed_on: str, now: int) -> None:
    """The first signature stays."""
    values = {"procedure": procedure, "line": line, "signed_by": signed_by, "signed_on": signed_on, "stored_at": now}
    run(unit, _ADD, values)
