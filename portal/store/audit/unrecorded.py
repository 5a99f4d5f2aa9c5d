from sqlalchemy import exists, select

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.cases.application_event import ApplicationEvent
from portal.models.shared.audit_record import AuditRecord
from portal.store.statements import every, one, sql

_application, _event, _record = Application.table, ApplicationEvent.table, AuditRecord.table
_UNRECORDED = sql(
    select(_application.c.receipt_number)
    .where(~exists().where(_record.c.application_id == _application.c.id))
    .order_by(_application.c.id),
    str,
)
_LAST_AT = sql(select(_event.c.at).order_by(_event.c.id.desc()).limit(1), int)


def unrecorded(unit: Unit) -> list[str]:
    return every(unit, _UNRECORDED)


def last_event_at(unit: Unit) -> int:
    """0 if none."""
    return one(unit, _LAST_AT) or 0
