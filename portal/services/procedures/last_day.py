"""The last day to send a draft in time."""

from datetime import date

from forms.definition.procedure import Procedure
from forms.path.consequences import due_day, window_days
from forms.path.path import Path
from portal.services.shared.city_rules import CityRules


def last_day(rules: CityRules, procedure: Procedure, path: Path, today: date) -> tuple[date | None, bool]:
    """(None, True) if none or it has passed."""
    _, ends = window_days(procedure, rules.settings_in_force(procedure, today))
    due = due_day(procedure, path)
    of_year = next((year.last for year in rules.years_of(procedure) if year.year == path.year), None)
    days = [
        (day, sure)
        for day, sure in ((ends, True), (of_year, True), (due, _sure(procedure)))
        if day is not None and day >= today
    ]
    return min(days, default=(None, True), key=lambda candidate: candidate[0])


def _sure(procedure: Procedure) -> bool:
    return procedure.due is not None and procedure.due.certainty != "assumed"
