"""What the tables say of holds beside the state. Those of signatures have a store of their own (`signatures`), and a fee is known
to whoever opens the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam

from portal.db import Unit
from portal.store.statements import every, insert, one, run, sql


@dataclass(frozen=True)
class ExportHoldRow:
    application_id: int
    held_by: str
    held_at: int
    sealed_reason: bytes


_COLUMNS = "application_id, held_by, held_at, sealed_reason"
_ADD = insert("export_hold", *_COLUMNS.split(", "), tail="ON CONFLICT (application_id) DO NOTHING")
_OF = sql(f"SELECT {_COLUMNS} FROM export_hold WHERE application_id = :application_id")
_END = sql("DELETE FROM export_hold WHERE application_id = :application_id")
_FOUND = {
    "person": "SELECT application_id FROM register_match WHERE state = 'open'",
    "scan": "SELECT application_id FROM attachment WHERE state = 'quarantine' AND application_id IS NOT NULL",
    "export": "SELECT application_id FROM export_hold",
}
# Word for word as the partial index says it, or SQLite does not see that it may use that one.
UNSETTLED = "s.state IN ('pending', 'person', 'copy', 'refused', 'open', 'asked', 'declined')"
_SIGNATURE = (
    "SELECT d.application_id FROM signature s JOIN signed_document d ON d.id = s.document_id "
    f"WHERE {UNSETTLED} AND s.role <> 'principal' AND d.application_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM signature n JOIN signed_document nd ON nd.id = n.document_id "
    "WHERE nd.application_id = d.application_id AND n.role = s.role AND n.id > s.id AND n.state NOT IN ('void', 'begun') "
    "AND (n.person_id = s.person_id OR (n.person_id IS NULL AND s.person_id IS NULL)))"
)
# For a WHERE about `application`: held by anything that stands in a row. A fee that nobody began to pay has none.
HELD = f"id IN ({' UNION '.join((_SIGNATURE, *_FOUND.values()))})"
_STANDING = sql(
    " UNION ALL ".join(
        f"SELECT application_id, '{name}' AS hold FROM ({found}) AS {name}_of WHERE application_id IN :ids"
        for name, found in _FOUND.items()
    )
).bindparams(bindparam("ids", expanding=True))


def standing(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Of those that are held: person, scan, export."""
    found: dict[int, frozenset[str]] = {}
    for row in every(unit, _STANDING, ids=list(application_ids)):
        found[row.application_id] = found.get(row.application_id, frozenset()) | {row.hold}
    return found


def add_export_hold(unit: Unit, row: ExportHoldRow) -> bool:
    """False if its hand-over is stopped already."""
    return run(unit, _ADD, vars(row)).rowcount == 1


def export_hold(unit: Unit, application_id: int) -> ExportHoldRow | None:
    row = one(unit, _OF, application_id=application_id)
    return ExportHoldRow(*row) if row else None


def end_export_hold(unit: Unit, application_id: int) -> bool:
    return run(unit, _END, {"application_id": application_id}).rowcount == 1
