"""In small pieces: a break is found within a day."""

from dataclasses import dataclass
from time import monotonic

from portal.clock import to_micro
from portal.logs import log
from portal.services.audit.note_faults import report_faults
from portal.services.shared.needs import Records
from portal.services.shared.verify_audit import Fault, audit_keys, follow_chain, missing_records
from portal.services.shared.write_audit import Actor
from portal.store.shared.audit_records import AuditBatch

_DAY = 86_400_000_000
_WATCH = Actor("system", "watch_audit")


@dataclass
class Place:
    """After a round only new links are read, for a day."""

    last: AuditBatch | None = None
    began_at: int = 0


def watch_chain(installation: Records, place: Place, seconds: float) -> int:
    """Number of new faults."""
    now = to_micro(installation.clock.now())
    if now - place.began_at >= _DAY:
        place.last, place.began_at = None, now
    until = monotonic() + seconds
    faults: list[Fault] = []
    with installation.database.read() as unit:
        for batch, _, more in follow_chain(audit_keys(unit, installation.keys), unit, place.last):
            faults += more
            place.last = batch
            if monotonic() > until:
                break
        else:
            faults += missing_records(unit)
    new = report_faults(installation, _WATCH, faults) if faults else []
    for fault in new:
        log.error("audit fault", reference=fault.mark)
    return len(new)
