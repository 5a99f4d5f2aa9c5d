"""The last day on which a draft can still be sent in time: the end of its window, or the day that follows from its answers."""

from datetime import date

from forms.consequences import due_day, window_days
from forms.path import Path
from forms.procedure import Procedure
from portal.services.installation import Installation


def last_day(installation: Installation, procedure: Procedure, path: Path, today: date) -> tuple[date | None, bool]:
    """The earlier of the two, and whether it is sure; (None, True) where there is none or it has passed."""
    _, ends = window_days(procedure, installation.settings_in_force(procedure, today))
    due = due_day(procedure, path)
    of_year = next((one.last for one in installation.years_of(procedure) if one.year == path.year), None)
    days = [
        (day, sure)
        for day, sure in ((ends, True), (of_year, True), (due, _sure(procedure)))
        if day is not None and day >= today
    ]
    return min(days, default=(None, True), key=lambda found: found[0])


def _sure(procedure: Procedure) -> bool:
    return procedure.due is not None and procedure.due.certainty != "assumed"
