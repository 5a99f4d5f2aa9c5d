"""The due day once somebody else was waited for: the days that the clock stood are added (行政手続法6条: 補正の期間は含まない; so do days at
the prefecture, where the definition says it)."""

from collections.abc import Iterable, Set
from datetime import date, timedelta

from forms.calendar import add_days, add_open_days
from forms.kind import RETURNED
from forms.terms import Period
from portal.clock import from_micro, tokyo_day
from portal.services.cases import Case
from portal.services.installation import Installation
from portal.services.submit_application import NO_DUE
from portal.store.applications import EventRow

Stretch = tuple[int, int | None]  # instants in microseconds; None: it goes on


def after_waiting(installation: Installation, case: Case, asked_at: int, now: int) -> str:
    """The new due day (ISO) for a correction asked at `asked_at` and ended `now` (microseconds). Unchanged where the
    period does not stop for `returned`, as a statutory one never does; and while it is at the prefecture, where all is added on return."""
    period = case.procedure.period
    if case.row.due == NO_DUE or period is None or RETURNED not in period.stops:
        return case.row.due
    return _put_off(installation, period, case.row.due, days_waited(installation, period, asked_at, now))


def after_forwarding(
    installation: Installation, case: Case, due: str, there: tuple[date, date], sent_at: int, events: Iterable[EventRow]
) -> str:
    """The new due day (ISO) of a case that comes back: `due` as it was when that it had been sent was entered at `sent_at`, `there` from the
    day it was sent to the day it came back. Each day is added once: corrections that ended before are in `due` already, one that is waited
    for is added when it ends."""
    period = case.procedure.period
    if period is None or due == NO_DUE:
        return due
    away, elsewhere = stood_days(*there), set[date]()
    for since, until in returned_stretches(period, events):
        days = stood_days(_day(since), there[1] if until is None else _day(until))
        if until is not None and until >= sent_at:
            away |= days
        else:
            elsewhere |= days
    return _put_off(installation, period, due, count_days(installation, period, away - elsewhere))


def returned_stretches(period: Period, events: Iterable[EventRow]) -> list[Stretch]:
    """From each time it came to wait for a correction to the time it left, where the period stands so long."""
    found: list[Stretch] = []
    since = 0
    for event in events if RETURNED in period.stops else ():
        if event.to_state == RETURNED and not since:
            since = event.at
        elif since and event.to_state != RETURNED:
            found.append((since, event.at))
            since = 0
    return [*found, (since, None)] if since else found


def days_waited(installation: Installation, period: Period, asked_at: int, ended_at: int) -> int:
    """How many days of this period's kind the clock stood: from the day after it was asked to the day of the
    answer, so that as many are left as were then. Days, not hours: asked on Friday evening and mended on Monday are three."""
    return count_days(installation, period, stood_days(_day(asked_at), _day(ended_at)))


def stood_days(first: date, last: date) -> set[date]:
    """From the day after `first` to `last`."""
    return {first + timedelta(days=number) for number in range(1, (last - first).days + 1)}


def count_days(installation: Installation, period: Period, days: Set[date]) -> int:
    if period.unit != "bizday":
        return len(days)
    calendar = installation.city.calendar()
    return sum(not calendar.closed(day) for day in days)


def _put_off(installation: Installation, period: Period, due: str, days: int) -> str:
    day = date.fromisoformat(due)
    if period.unit == "bizday":
        return add_open_days(day, days, installation.city.calendar()).isoformat()
    return add_days(day, days).isoformat()


def _day(instant: int) -> date:
    return tokyo_day(from_micro(instant))
