"""Writes audit records in the transaction of what they tell of."""

from collections.abc import Sequence

from portal.db import Unit
from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.store import audit_records
from portal.store.audit_records import Told


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
    write_audits(installation, unit, actor, [Told(action, application_id, detail)])


def write_audits(installation: Installation, unit: Unit, actor: Actor, told: Sequence[Told]) -> None:
    """A record of each, at once."""
    now = installation.clock.now()
    audit_records.add(unit, installation.audit_key, now, str(actor), actor.place, told)
