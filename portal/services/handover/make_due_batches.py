"""Makes scheduled batches (`hand_overs.yaml`), each once."""

from datetime import timedelta

from forms.complaints import Refused
from integrations.sockets.interfaces import AdapterError
from portal.clock import TOKYO, to_micro
from portal.errors import Conflict, NotAllowed
from portal.logs import log
from portal.services.handover.hand_over import hand_all_over
from portal.services.handover.hand_over_times import HandOverTime, read_hand_over_times
from portal.services.handover.needs import HandoverNeeds
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import Actor
from portal.store.handover import batch_runs

_SYSTEM = Actor("system", "hand_over_by_the_clock")
_KILLED = timedelta(minutes=30)  # longer than any hand-over: its worker has died


def make_due_batches(installation: HandoverNeeds) -> int:
    try:
        times = read_hand_over_times(installation.city).hand_overs
    except (Refused, OSError) as error:
        log.warning("hand_overs", code=type(error).__name__)
        return 0
    return sum(_make(installation, entry) for entry in times if entry.layout in installation.layouts)


def _make(installation: HandoverNeeds, entry: HandOverTime) -> int:
    now = installation.clock.now()
    slot = entry.slot(now.astimezone(TOKYO), installation.city.calendar)
    if not slot or not _claimed(installation, entry, slot):
        return 0
    made, to_deliver = 0, installation.delivery is not None
    try:
        for done in hand_all_over(installation, entry.layout, entry.duty, _SYSTEM, to_deliver=to_deliver):
            made += done.batch is not None
    except (AdapterError, Conflict, NotAllowed) as error:  # retried in half an hour, today only
        log.warning("hand_overs", code=error.code if isinstance(error, AdapterError) else type(error).__name__)
        return made
    with installation.database.change() as unit:
        batch_runs.done(unit, entry.layout, entry.duty, slot, to_micro(installation.clock.now()))
    return made


def _claimed(installation: Basics, entry: HandOverTime, slot: str) -> bool:
    now = installation.clock.now()
    with installation.database.change() as unit:
        return batch_runs.claim(unit, entry.layout, entry.duty, slot, to_micro(now), to_micro(now - _KILLED))
