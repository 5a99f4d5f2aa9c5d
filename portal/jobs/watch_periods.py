"""Days on which periods end."""

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.period_tasks import open_period_tasks


def watch_periods(installation: Installation) -> int:
    """How many days became a task."""
    return open_period_tasks(installation, Actor("system", "watch_periods"))
