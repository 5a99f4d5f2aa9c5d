"""Afterwards deadlines would not be shown."""

from datetime import timedelta

from portal.jobs import Job
from portal.logs import log
from portal.services.shared.installation import Installation

# Holidays of a year are announced in February before (暦要項), early enough for a release.
_SOON = timedelta(days=270)


def warn_of_calendar_end(installation: Installation) -> int:
    left = installation.city.calendar.horizon - installation.clock.today()
    if left > _SOON:
        return 0
    log.warning("calendar", code="ENDS", count=left.days)
    return 1


JOB = Job("warn_of_calendar_end", 86_400, warn_of_calendar_end)
