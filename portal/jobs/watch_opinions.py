"""Deadlines of other sections' opinions."""

from portal.jobs import Job
from portal.services.desk.queue.watch_days import open_tasks
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.desk import desk_tasks, opinions


def watch_opinions(installation: Installation) -> int:
    return open_tasks(installation, desk_tasks.OPINION, opinions.passed, Actor("system", "watch_opinions"))


JOB = Job("watch_opinions", 600, watch_opinions)
