from datetime import timedelta

from portal.jobs import Job
from portal.services.desk.queue.watch_days import Watched, watch_days
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.desk import corrections, desk_tasks

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
    return watch_days(installation, _CORRECTIONS, Actor("system", "watch_corrections"))


JOB = Job("watch_corrections", 600, watch_corrections)
