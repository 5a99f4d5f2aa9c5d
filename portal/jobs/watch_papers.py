"""Days of papers that follow. One notice tells of all papers of an application that are due on the same day."""

from datetime import timedelta

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.watch_days import Watched, watch_days
from portal.store import desk_tasks, late_papers

_PAPERS = Watched(
    desk_tasks.PAPER,
    late_papers.passed,
    late_papers.near,
    late_papers.remind,
    timedelta(days=7),  # a paper has to be fetched from somebody, an answer does not
    "paper_near",
    lambda row: row.application_id,
)


def watch_papers(installation: Installation) -> int:
    """How many were reminded of or became a task."""
    return watch_days(installation, _PAPERS, Actor("system", "watch_papers"))
