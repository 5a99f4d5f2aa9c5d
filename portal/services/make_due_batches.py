"""Hand-overs by the clock (`hand_overs.yaml`): each time of a day once, whichever worker comes first; nothing where nothing waits."""

from datetime import timedelta

from forms.complaints import Refused
from integrations.interfaces import AdapterError
from portal.clock import TOKYO, to_micro
from portal.errors import Conflict, NotAllowed
from portal.logs import log
from portal.services.actor import Actor
from portal.services.hand_over import hand_all_over
from portal.services.hand_over_times import HandOverTime, read_hand_over_times
from portal.services.installation import Installation
from portal.store import batch_runs

_SYSTEM = Actor("system", "hand_over_by_the_clock")
_KILLED = timedelta(minutes=30)  # longer than any hand-over takes: whoever claimed it then is gone


def make_due_batches(installation: Installation) -> int:
    """How many batches were made."""
    try:
        times = read_hand_over_times(installation.settings.city).hand_overs
    except (Refused, OSError) as error:
        log.warning("hand_overs", code=type(error).__name__)
        return 0
    return sum(_make(installation, one) for one in times if one.layout in installation.layouts)


def _make(installation: Installation, one: HandOverTime) -> int:
    now = installation.clock.now()
    slot = one.slot(now.astimezone(TOKYO), installation.city.calendar())
    if not slot or not _claimed(installation, one, slot):
        return 0
    made, to_deliver = 0, installation.delivery is not None
    try:
        for done in hand_all_over(installation, one.layout, one.duty, _SYSTEM, to_deliver=to_deliver):
            made += done.batch is not None
    except (AdapterError, Conflict, NotAllowed) as error:  # tried again in half an hour, as long as it is today
        log.warning("hand_overs", code=error.code if isinstance(error, AdapterError) else type(error).__name__)
        return made
    with installation.database.write() as unit:
        batch_runs.done(unit, one.layout, one.duty, slot, to_micro(installation.clock.now()))
        unit.commit()
    return made


def _claimed(installation: Installation, one: HandOverTime, slot: str) -> bool:
    now = installation.clock.now()
    with installation.database.write() as unit:
        claimed = batch_runs.claim(unit, one.layout, one.duty, slot, to_micro(now), to_micro(now - _KILLED))
        unit.commit()
    return claimed
