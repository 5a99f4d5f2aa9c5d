from portal.jobs import Job
from portal.services.bookings.remind_winners import remind_winners as remind
from portal.services.shared.installation import Installation


def remind_winners(installation: Installation) -> int:
    return remind(installation)


JOB = Job("remind_winners", 3600, remind_winners)
