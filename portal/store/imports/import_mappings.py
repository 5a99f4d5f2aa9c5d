from dataclasses import dataclass

from sqlalchemy import and_, bindparam, or_, update

from portal.db import Unit
from portal.models.imports.import_mapping import ImportMapping
from portal.store.statements import by, every, exactly, insert_into, one, rows, run, sql

PROPOSED, APPROVED, REPLACED, WITHDRAWN = "proposed", "approved", "replaced", "withdrawn"


@dataclass(frozen=True)
class MappingRow:
    id: int
    form: str
    procedure: str
    duty: str
    document: str
    trial: str
    state: str
    proposed_by: str
    proposed_at: int
    settled_by: str | None
    settled_at: int | None


_mapping = ImportMapping.table
_ADD = sql(insert_into(ImportMapping, MappingRow, but=("id",)).returning(_mapping.c.id), int)
_BY_ID = sql(rows(MappingRow, ImportMapping).where(by(_mapping.c.id)))
_APPROVED = sql(
    rows(MappingRow, ImportMapping)
    .where(by(_mapping.c.form), _mapping.c.state == APPROVED)
    .order_by(_mapping.c.id.desc())
    .limit(1)
)
_OPEN = sql(
    rows(MappingRow, ImportMapping).where(by(_mapping.c.form), _mapping.c.state == PROPOSED).order_by(_mapping.c.id)
)
_LATEST = sql(rows(MappingRow, ImportMapping).order_by(_mapping.c.id.desc()).limit(100))
_SETTLE = sql(
    update(_mapping)
    .where(by(_mapping.c.id), _mapping.c.state == bindparam("since"))
    .values(state=bindparam("to"), settled_by=bindparam("by"), settled_at=bindparam("now"))
)
_REPLACE = sql(
    update(_mapping)
    .where(
        by(_mapping.c.form),
        # An older proposal would put its mapping back.
        or_(
            and_(_mapping.c.state == APPROVED, _mapping.c.id != bindparam("id")),
            and_(_mapping.c.state == PROPOSED, _mapping.c.id < bindparam("id")),
        ),
    )
    .values(state=REPLACED)
)


def add(unit: Unit, row: MappingRow) -> int:
    return exactly(unit, _ADD, **vars(row))


def by_id(unit: Unit, mapping_id: int) -> MappingRow | None:
    return one(unit, _BY_ID, id=mapping_id)


def approved(unit: Unit, form: str) -> MappingRow | None:
    return one(unit, _APPROVED, form=form)


def proposed(unit: Unit, form: str) -> list[MappingRow]:
    return every(unit, _OPEN, form=form)


def latest(unit: Unit) -> list[MappingRow]:
    return every(unit, _LATEST)


def settle(unit: Unit, mapping_id: int, to: str, by: str, now: int, since: str = PROPOSED) -> bool:
    values = {"id": mapping_id, "to": to, "by": by, "now": now, "since": since}
    return run(unit, _SETTLE, values).rowcount == 1


def replace_others(unit: Unit, form: str, mapping_id: int) -> None:
    run(unit, _REPLACE, {"form": form, "id": mapping_id})
