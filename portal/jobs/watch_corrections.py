"""Days of corrections."""

from datetime import timedelta

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.watch_days import Watched, watch_days
from portal.store import corrections, desk_tasks

_CORRECTIONS = Watched(
    desk_tasks.CORRECTION,
    corrections.passed,
    corrections.near,
    corrections.remind,
    timedelta(days=3),
    "correction_near",
    lambda row: row.id,
)


def watch_corrections(installation: Installation) -> int:
    """How many were reminded or became a task."""
    return watch_days(installation, _CORRECTIONS, Actor("system", "watch_corrections"))
