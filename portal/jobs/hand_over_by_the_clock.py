"""Makes and delivers scheduled batches."""

from portal.jobs import Job
from portal.services.handover.deliver_batches import deliver_batches
from portal.services.handover.make_due_batches import make_due_batches
from portal.services.shared.installation import Installation


def hand_over_by_the_clock(installation: Installation) -> int:
    if installation.settings.zone == "outer":
        return 0  # sections are in the inner zone
    return make_due_batches(installation) + deliver_batches(installation)


JOB = Job("hand_over_by_the_clock", 30, hand_over_by_the_clock, asks_neighbour=True)
