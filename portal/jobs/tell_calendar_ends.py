"""Tells whoever operates the service, day by day, that the holidays it knows of end soon: rules count no open day past them,
so that deadlines on open days would be shown no more."""

from datetime import timedelta

from portal.logs import log
from portal.services.installation import Installation

# The holidays of a year are announced in February of the year before (暦要項); a release with them is there by then.
_SOON = timedelta(days=270)


def tell_calendar_ends(installation: Installation) -> int:
    """Whether it was told."""
    left = installation.city.calendar().horizon - installation.clock.today()
    if left > _SOON:
        return 0
    log.warning("calendar", code="ENDS", count=left.days)
    return 1
