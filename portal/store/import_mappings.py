"""Mappings that were made here: proposed by one, approved by another, one at a time for a form."""

from dataclasses import dataclass

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql

PROPOSED, APPROVED, REPLACED, WITHDRAWN = "proposed", "approved", "replaced", "withdrawn"


@dataclass(frozen=True)
class MappingRow:
    id: int
    form: str
    procedure: str
    duty: str
    told: str
    trial: str
    state: str
    proposed_by: str
    proposed_at: int
    settled_by: str | None
    settled_at: int | None


_COLUMNS = "id, form, procedure, duty, told, trial, state, proposed_by, proposed_at, settled_by, settled_at"
_ADD = insert("import_mapping", *_COLUMNS.split(", ")[1:], tail="RETURNING id")
_BY_ID = sql(f"SELECT {_COLUMNS} FROM import_mapping WHERE id = :id")
_APPROVED = sql(f"SELECT {_COLUMNS} FROM import_mapping WHERE form = :form AND state = 'approved' ORDER BY id")
_LATEST = sql(f"SELECT {_COLUMNS} FROM import_mapping ORDER BY id DESC LIMIT 100")
_SETTLE = sql(
    "UPDATE import_mapping SET state = :to, settled_by = :by, settled_at = :now WHERE id = :id AND state = 'proposed'"
)
_REPLACE = sql("UPDATE import_mapping SET state = 'replaced' WHERE form = :form AND state = 'approved' AND id <> :id")


def add(unit: Unit, row: MappingRow) -> int:
    return int(one(unit, _ADD, **{name: value for name, value in vars(row).items() if name != "id"})[0])


def by_id(unit: Unit, mapping_id: int) -> MappingRow | None:
    row = one(unit, _BY_ID, id=mapping_id)
    return MappingRow(*row) if row else None


def approved(unit: Unit, form: str) -> MappingRow | None:
    """The newest one in force."""
    rows = every(unit, _APPROVED, form=form)
    return MappingRow(*rows[-1]) if rows else None


def latest(unit: Unit) -> list[MappingRow]:
    return [MappingRow(*row) for row in every(unit, _LATEST)]


def settle(unit: Unit, mapping_id: int, to: str, by: str, now: int) -> bool:
    """False if it was settled before."""
    return run(unit, _SETTLE, {"id": mapping_id, "to": to, "by": by, "now": now}).rowcount == 1


def replace_others(unit: Unit, form: str, mapping_id: int) -> None:
    """What was in force for this form is not any more."""
    run(unit, _REPLACE, {"form": form, "id": mapping_id})
