"""In the transaction of the act."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.store.shared import audit_records
from portal.store.shared.audit_records import Entry

# Prefix of a machine's id in columns that name a member of staff. No login contains a colon.
MACHINE = "machine:"


@dataclass(frozen=True)
class Actor:
    kind: str  # resident, staff, machine or system
    id: str  # person id, login, client or job
    name: str = ""
    place: str = ""  # network address

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def write_audit(
    installation: Basics,
    unit: Unit,
    actor: Actor,
    action: str,
    *,
    application_id: int | None = None,
    detail: str = "",
) -> None:
    """`action`: a verb phrase; `detail`: a field, layout or reason key, never an answer."""
    write_audits(installation, unit, actor, [Entry(action, application_id, detail)])


def write_audits(installation: Basics, unit: Unit, actor: Actor, entries: Sequence[Entry]) -> None:
    now = installation.clock.now()
    audit_records.add(unit, installation.audit_key, now, str(actor), actor.place, entries)
