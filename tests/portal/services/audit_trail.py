"""Reads audit records in tests of use cases."""

from portal.db import Unit
from portal.store.shared import audit_records


def trail(unit: Unit) -> list[tuple[str, str, str]]:
    """(actor, action, detail) of each record, oldest first."""
    return [(record.actor, record.action, record.detail) for record in audit_records.after(unit, 0)]
