"""Only the sender is notified: other addresses are unknown."""

from datetime import timedelta

from portal.jobs import Job
from portal.services.desk.queue.watch_days import Watched, watch_days
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.desk import desk_tasks
from portal.store.signing import signer_requests

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
    return watch_days(installation, _SIGNERS, Actor("system", "watch_signers"))


JOB = Job("watch_signers", 600, watch_signers)
