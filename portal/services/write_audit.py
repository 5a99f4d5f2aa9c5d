"""Writes one audit record in the transaction of what it tells of."""

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.store import audit_records


def write_audit(
    installation: Installation,
    unit: Unit,
    actor: Actor,
    action: str,
    *,
    application_id: int | None = None,
    detail: str = "",
) -> None:
    """`action` is a verb phrase of this code base; `detail` names things (a field, a layout, a reason key), never a
    person's answer."""
    audit_records.add(
        unit,
        installation.audit_key,
        installation.clock.now(),
        str(actor),
        action,
        application_id=application_id,
        place=actor.place,
        detail=detail,
    )
