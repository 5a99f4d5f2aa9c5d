"""Hand-overs that take longer than a page may."""

from portal.jobs import Job
from portal.services.handover.make_ordered_batch import make_ordered_batch
from portal.services.shared.installation import Installation


def make_ordered_batches(installation: Installation) -> int:
    if installation.settings.zone == "outer":
        return 0  # sections are in the inner zone
    return make_ordered_batch(installation)


JOB = Job("make_ordered_batches", 0.5, make_ordered_batches, takes_long=True, called=True)
