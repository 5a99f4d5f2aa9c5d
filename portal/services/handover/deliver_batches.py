"""Scheduled ones, with the same bytes until delivery is recorded."""

from functools import partial

from integrations.sockets.interfaces import AdapterError
from portal.clock import to_micro
from portal.db import Database
from portal.errors import Conflict, NotAllowed
from portal.logs import log
from portal.services.handover.hand_over import batch_files
from portal.services.handover.needs import HandoverNeeds
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.handover import batch_steps, hand_overs
from portal.store.handover.batch_steps import DELIVERED, BatchStepRow
from portal.store.handover.hand_overs import BatchRow

_SYSTEM = Actor("system", "hand_over_by_the_clock")
_MOST = 20  # per round


def deliver_batches(installation: HandoverNeeds) -> int:
    if installation.delivery is None:
        return 0
    return sum(_tried(installation, batch) for batch in undelivered(installation.database))


def undelivered(database: Database) -> list[BatchRow]:
    with database.read() as unit:
        return [hand_overs.by_id(unit, number) for number in batch_steps.undelivered(unit, _MOST)]


def _tried(installation: HandoverNeeds, batch: BatchRow) -> int:
    try:
        deliver_batch(installation, batch)
    except (AdapterError, Conflict, NotAllowed) as error:
        log.warning("delivery", code=error.code if isinstance(error, AdapterError) else type(error).__name__)
        return 0
    return 1


def deliver_batch(installation: HandoverNeeds, batch: BatchRow) -> None:
    """Raises AdapterError; Conflict if the files would differ by now."""
    assert installation.delivery is not None  # noqa: S101  # checked by the callers
    installation.delivery.deliver(partial(batch_files, installation, batch))
    now = to_micro(installation.clock.now())
    with installation.database.change() as unit:
        held = hand_overs.count(unit, batch.origin)
        row = BatchStepRow(0, f"{DELIVERED}:{batch.id}", batch.id, DELIVERED, now, str(_SYSTEM), held)
        if batch_steps.add(unit, row):
            write_audit(installation, unit, _SYSTEM, "deliver batch", detail=f"{batch.layout} {batch.number}")
