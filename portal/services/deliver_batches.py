"""Brings the files of batches by the clock to where their receiver fetches them. Made anew until it is recorded that they are there: the
same files with the same bytes, so that a second time changes nothing."""

from functools import partial

from integrations.interfaces import AdapterError
from integrations.layout_socket import Bench, ExportFile
from portal.clock import to_micro
from portal.errors import Conflict, NotAllowed
from portal.logs import log
from portal.services.actor import Actor
from portal.services.hand_over import batch_files
from portal.services.installation import Installation
from portal.services.write_audit import write_audit
from portal.store import batch_steps, hand_overs
from portal.store.batch_steps import DELIVERED, BatchStepRow
from portal.store.hand_overs import BatchRow

_SYSTEM = Actor("system", "hand_over_by_the_clock")
_MOST = 20  # of a round


def deliver_batches(installation: Installation) -> int:
    """How many were delivered; 0 where there is no such place: then they wait at the desk."""
    if installation.delivery is None:
        return 0
    return sum(_tried(installation, batch) for batch in undelivered(installation))


def undelivered(installation: Installation) -> list[BatchRow]:
    """Some of those that are to be brought there, the oldest first."""
    with installation.database.read() as unit:
        return [hand_overs.by_id(unit, number) for number in batch_steps.undelivered(unit, _MOST)]


def _tried(installation: Installation, batch: BatchRow) -> int:
    try:
        deliver_batch(installation, batch)
    except (AdapterError, Conflict, NotAllowed) as error:
        log.warning("delivery", code=error.code if isinstance(error, AdapterError) else type(error).__name__)
        return 0
    return 1


def deliver_batch(installation: Installation, batch: BatchRow) -> None:
    """Brings its files to the place that there is, and records it. AdapterError; Conflict where its files would be others by now."""
    assert installation.delivery is not None  # noqa: S101  # asked before
    installation.delivery.deliver(partial(_files, installation, batch))
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        held = hand_overs.count(unit, batch.origin)
        row = BatchStepRow(0, f"{DELIVERED}:{batch.id}", batch.id, DELIVERED, now, str(_SYSTEM), held)
        if batch_steps.add(unit, row):
            write_audit(installation, unit, _SYSTEM, "deliver batch", detail=f"{batch.layout} {batch.number}")
        unit.commit()


def _files(installation: Installation, batch: BatchRow, bench: Bench) -> tuple[ExportFile, ...]:
    return batch_files(installation, batch, bench)
