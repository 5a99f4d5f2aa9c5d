"""The due day once a correction was waited for: the days that the clock stood are added (行政手続法6条: 補正の期間は含まない)."""

from datetime import date

from forms.calendar import add_days, add_open_days
from portal.clock import from_micro, tokyo_day
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.submit_application import NO_DUE


def after_waiting(installation: Installation, case: Case, asked_at: int, now: int) -> str:
    """The new due day (ISO) for a correction asked at `asked_at` and ended `now` (microseconds). Unchanged where the
    period does not stop for `returned`, as a statutory one never does."""
    period = case.procedure.period
    if case.row.due == NO_DUE or period is None or "returned" not in period.stops:
        return case.row.due
    due, asked, ended = date.fromisoformat(case.row.due), tokyo_day(from_micro(asked_at)), tokyo_day(from_micro(now))
    calendar = installation.city.calendar()
    if period.unit == "bizday":
        waited = sum(not calendar.closed(add_days(asked, day)) for day in range(1, (ended - asked).days + 1))
        return add_open_days(due, waited, calendar).isoformat()
    return add_days(due, (ended - asked).days).isoformat()
