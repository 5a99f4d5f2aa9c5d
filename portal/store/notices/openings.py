from sqlalchemy import select

from portal.db import Unit
from portal.models.notices.opening import Opening
from portal.store.statements import by, every, insert_into, run, sql

_opening = Opening.table
_ADD = sql(insert_into(Opening, beside=("application_id", "document", "opened_at")).on_conflict_do_nothing())
_OF = sql(select(_opening.c.document, _opening.c.opened_at).where(by(_opening.c.application_id)))


def add(unit: Unit, application_id: int, document: str, now: int) -> None:
    """The first time stays."""
    run(unit, _ADD, {"application_id": application_id, "document": document, "opened_at": now})


def of(unit: Unit, application_id: int) -> dict[str, int]:
    return {row.document: row.opened_at for row in every(unit, _OF, application_id=application_id)}
