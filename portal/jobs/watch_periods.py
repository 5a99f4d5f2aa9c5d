from portal.jobs import Job
from portal.services.desk.queue.period_tasks import open_period_tasks
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor


def watch_periods(installation: Installation) -> int:
    return open_period_tasks(installation, Actor("system", "watch_periods"))


JOB = Job("watch_periods", 600, watch_periods)
