"""Days until which another section was asked for its opinion."""

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.watch_days import open_tasks
from portal.store import desk_tasks, opinions


def watch_opinions(installation: Installation) -> int:
    """How many became a task."""
    return open_tasks(installation, desk_tasks.OPINION, opinions.passed, Actor("system", "watch_opinions"))
