"""Numbers of smart locks."""

from portal.jobs import Job
from portal.services.bookings.door_keys import keep_door_keys as keep
from portal.services.bookings.door_keys import remind_of_door_keys as remind
from portal.services.shared.installation import Installation


def keep_door_keys(installation: Installation) -> int:
    if installation.locks is None:
        return 0
    return keep(installation) + remind(installation)


JOB = Job("keep_door_keys", 10, keep_door_keys)
