"""Reads roots that another process has made."""

from portal.jobs import Job
from portal.services.shared.installation import Installation


def follow_keys(installation: Installation) -> int:
    installation.keys.follow()
    return 0


JOB = Job("follow_keys", 1, follow_keys)
