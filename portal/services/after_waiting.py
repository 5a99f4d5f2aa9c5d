"""The due day once a correction was waited for: the days that the clock stood are added (行政手続法6条: 補正の期間は含まない)."""

from datetime import date

from forms.calendar import add_days, add_open_days
from forms.procedure import Period
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
    due, waited = date.fromisoformat(case.row.due), days_waited(installation, period, asked_at, now)
    if period.unit == "bizday":
        return add_open_days(due, waited, installation.city.calendar()).isoformat()
    return add_days(due, waited).isoformat()


def days_waited(installation: Installation, period: Period, asked_at: int, ended_at: int) -> int:
    """How many days of this period's kind the clock stood: from the day after it was asked to the day of the
    answer, so that as many are left as were then. Days, not hours: asked on Friday evening and mended on Monday are three."""
    asked, ended = tokyo_day(from_micro(asked_at)), tokyo_day(from_micro(ended_at))
    days = (ended - asked).days
    if period.unit != "bizday":
        return days
    calendar = installation.city.calendar()
    return sum(not calendar.closed(add_days(asked, day)) for day in range(1, days + 1))
