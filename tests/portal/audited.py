"""Audit records by action."""

from portal.db import Unit
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.store.shared.audit_records import AuditRecord


def audited(installation: Installation, action: str) -> list[tuple[str, str]]:
    """(actor, detail), in order."""
    with installation.database.read() as unit:
        return [(record.actor, record.detail) for record in audit_records.after(unit, 0) if record.action == action]


def actions(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [record.action for record in audit_records.after(unit, 0)]


def audited_of(unit: Unit, application_id: int) -> list[AuditRecord]:
    """Newest first."""
    every = audit_records.after(unit, 0, audit_records.last_number(unit))
    return [record for record in reversed(every) if record.application_id == application_id]
