"""Hands over what is due by the clock and brings it to its place; twice, the second time finds nothing."""

from portal.services.deliver_batches import deliver_batches
from portal.services.installation import Installation
from portal.services.make_due_batches import make_due_batches


def hand_over_by_the_clock(installation: Installation) -> int:
    """How many batches were made or delivered."""
    if installation.settings.zone == "outer":
        return 0  # sections and their systems are inside
    return make_due_batches(installation) + deliver_batches(installation)
