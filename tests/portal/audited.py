"""Audit records by action."""

from portal.services.shared.installation import Installation
from portal.store.shared import audit_records


def audited(installation: Installation, action: str) -> list[tuple[str, str]]:
    """(actor, detail), in order."""
    with installation.database.read() as unit:
        return [(record.actor, record.detail) for record in audit_records.after(unit, 0) if record.action == action]
