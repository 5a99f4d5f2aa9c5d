"""Holds except signatures and fees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, literal, select, union_all

from portal.db import Unit
from portal.models.files.attachment import Attachment
from portal.models.handover.export_hold import ExportHold
from portal.models.residents.register_match import RegisterMatch
from portal.store.statements import by, every, insert_into, one, rows, run, sql


@dataclass(frozen=True)
class ExportHoldRow:
    application_id: int
    held_by: str
    held_at: int
    sealed_reason: bytes


_hold = ExportHold.table
_match = RegisterMatch.table
_file = Attachment.table
_ADD = sql(insert_into(ExportHold, ExportHoldRow).on_conflict_do_nothing(index_elements=[_hold.c.application_id]))
_OF = sql(rows(ExportHoldRow, ExportHold).where(by(_hold.c.application_id)))
_END = sql(delete(_hold).where(by(_hold.c.application_id)))
# The order of the partial index `ix_signature_unsettled`: SQLite compares the lists literally.
UNSETTLED_STATES = ("pending", "person", "copy", "refused", "open", "asked", "declined")
_SIGNATURE = (
    "SELECT d.application_id FROM signature s JOIN signed_document d ON d.id = s.document_id "
    f"WHERE s.state IN {UNSETTLED_STATES} AND s.role <> 'principal' AND d.application_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM signature n JOIN signed_document nd ON nd.id = n.document_id "
    "WHERE nd.application_id = d.application_id AND n.role = s.role AND n.id > s.id AND n.state NOT IN ('void', 'begun') "
    "AND (n.person_id = s.person_id OR (n.person_id IS NULL AND s.person_id IS NULL)))"
)
# A condition on `application`: a row of any table holds it. A fee without a payment has no row. It is text because the
# queue builds its statement as text (store/desk/queues).
HELD = (
    f"id IN ({_SIGNATURE} UNION SELECT application_id FROM register_match WHERE state = 'open' "
    "UNION SELECT application_id FROM attachment WHERE state = 'quarantine' AND application_id IS NOT NULL "
    "UNION SELECT application_id FROM export_hold)"
)
_IDS: "BindParameter[Any]" = bindparam("ids")
_STANDING = sql(
    union_all(
        select(_match.c.application_id, literal("person").label("hold")).where(
            _match.c.state == "open", _match.c.application_id.in_(_IDS)
        ),
        select(_file.c.application_id, literal("scan")).where(
            _file.c.state == "quarantine", _file.c.application_id.in_(_IDS)
        ),
        select(_hold.c.application_id, literal("export")).where(_hold.c.application_id.in_(_IDS)),
    )
)


def by_application(unit: Unit, application_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Kinds: person, scan, export."""
    holds: dict[int, frozenset[str]] = {}
    for row in every(unit, _STANDING, ids=application_ids):
        holds[row.application_id] = holds.get(row.application_id, frozenset()) | {row.hold}
    return holds


def add_export_hold(unit: Unit, row: ExportHoldRow) -> bool:
    return run(unit, _ADD, vars(row)).rowcount == 1


def export_hold(unit: Unit, application_id: int) -> ExportHoldRow | None:
    return one(unit, _OF, application_id=application_id)


def end_export_hold(unit: Unit, application_id: int) -> bool:
    return run(unit, _END, {"application_id": application_id}).rowcount == 1
