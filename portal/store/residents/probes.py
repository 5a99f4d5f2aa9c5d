"""Protected people named by others, from the audit."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.shared.audit_record import AuditRecord
from portal.store.statements import every, sql


class ProbeRow(NamedTuple):
    """Of the sender, "" if unknown."""

    at: int
    receipt_number: str
    procedure: str
    person_id: str
    place: str


NAMED = "look for protected people"  # constant: PostgreSQL and SQLite see the condition of the index
_record, _application = AuditRecord.table, Application.table
_sent = AuditRecord.table.alias("sent")
_SINCE = sql(
    select(
        _record.c.at,
        _application.c.receipt_number,
        _application.c.procedure,
        func.coalesce(_application.c.person_id, ""),
        func.coalesce(_sent.c.place, ""),
    )
    .select_from(
        _record.join(_application, _application.c.id == _record.c.application_id).outerjoin(
            _sent, and_(_sent.c.application_id == _application.c.id, _sent.c.action == "submit application")
        )
    )
    .where(
        _record.c.at >= bindparam("since"),
        _record.c.action == NAMED,
        _record.c.detail == bindparam("detail"),
        _application.c.duty.in_(bindparam("duties")),
    )
    .order_by(_record.c.at.desc(), _record.c.id.desc()),
    ProbeRow,
)


def since(unit: Unit, duties: Sequence[str], since: int, detail: str) -> list[ProbeRow]:
    """The newest first."""
    return every(unit, _SINCE, duties=duties, since=since, detail=detail)
