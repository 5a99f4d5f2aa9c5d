"""Days until which others are to sign. The sender is told, who hands on the codes; nobody else's address is known."""

from datetime import timedelta

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.watch_days import Watched, watch_days
from portal.store import desk_tasks, signer_requests

_SIGNERS = Watched(
    desk_tasks.SIGNER,
    signer_requests.passed,
    signer_requests.near,
    signer_requests.remind,
    timedelta(days=3),
    "signer_near",
    lambda row: row.application_id,
)


def watch_signers(installation: Installation) -> int:
    """How many were reminded of or became a task."""
    return watch_days(installation, _SIGNERS, Actor("system", "watch_signers"))
