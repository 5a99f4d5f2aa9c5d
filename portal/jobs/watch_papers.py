"""One notice per application and day."""

from datetime import timedelta

from portal.jobs import Job
from portal.services.desk.queue.watch_days import Watched, watch_days
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.desk import desk_tasks
from portal.store.my_cases import late_papers

_PAPERS = Watched(
    desk_tasks.PAPER,
    late_papers.passed,
    late_papers.near,
    late_papers.remind,
    timedelta(days=7),  # papers take longer to get than answers
    "paper_near",
    lambda row: row.application_id,
)


def watch_papers(installation: Installation) -> int:
    return watch_days(installation, _PAPERS, Actor("system", "watch_papers"))


JOB = Job("watch_papers", 600, watch_papers)
