"""When documents were first opened by the applicant."""

from portal.db import Unit
from portal.store.statements import every, insert, run, sql

_ADD = insert("opening", "application_id", "document", "opened_at", tail="ON CONFLICT DO NOTHING")
_OF = sql("SELECT document, opened_at FROM opening WHERE application_id = :application_id")


def add(unit: Unit, application_id: int, document: str, now: int) -> None:
    """The first time stays."""
    run(unit, _ADD, {"application_id": application_id, "document": document, "opened_at": now})


def of(unit: Unit, application_id: int) -> dict[str, int]:
    return {row.document: row.opened_at for row in every(unit, _OF, application_id=application_id)}
