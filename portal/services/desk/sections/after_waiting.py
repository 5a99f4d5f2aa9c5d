"""Moves due days after a pause (行政手続法6条: 補正の期間は含まない; days at the prefecture if the definition has it)."""

from collections.abc import Iterable, Set
from datetime import date, timedelta

from forms.city.city import City
from forms.definition.kind import RETURNED
from forms.definition.terms import Period
from forms.numbers.calendar import add_days, add_open_days
from portal.clock import from_micro, tokyo_day
from portal.services.cases.cases import Case
from portal.services.shared.city_rules import NO_DUE
from portal.store.cases.applications import EventRow

Stretch = tuple[int, int | None]  # instants in microseconds; None: ongoing


def after_waiting(city: City, case: Case, asked_at: int, now: int) -> str:
    """An ISO day; instants are microseconds. Unchanged if the period does not stop for `returned`, or while at the
    prefecture: the return adds these days."""
    period = case.procedure.period
    if case.row.due == NO_DUE or period is None or RETURNED not in period.stops:
        return case.row.due
    return _put_off(city, period, case.row.due, days_waited(city, period, asked_at, now))


def after_forwarding(
    city: City,
    case: Case,
    due: str,
    stretch: tuple[date, date],
    sent_at: int,
    events: Iterable[EventRow],
) -> str:
    """An ISO day. `due`: as of `sent_at`; `stretch`: the days of sending and return. Each day is added once: earlier
    corrections are in `due`."""
    period = case.procedure.period
    if period is None or due == NO_DUE:
        return due
    away, elsewhere = paused_days(*stretch), set[date]()
    for since, until in returned_stretches(period, events):
        days = paused_days(_day(since), stretch[1] if until is None else _day(until))
        if until is not None and until >= sent_at:
            away |= days
        else:
            elsewhere |= days
    return _put_off(city, period, due, count_days(city, period, away - elsewhere))


def returned_stretches(period: Period, events: Iterable[EventRow]) -> list[Stretch]:
    stretches: list[Stretch] = []
    since = 0
    for event in events if RETURNED in period.stops else ():
        if event.to_state == RETURNED and not since:
            since = event.at
        elif since and event.to_state != RETURNED:
            stretches.append((since, event.at))
            since = 0
    return [*stretches, (since, None)] if since else stretches


def days_waited(city: City, period: Period, asked_at: int, ended_at: int) -> int:
    """From the day after asking: Friday to Monday is three."""
    return count_days(city, period, paused_days(_day(asked_at), _day(ended_at)))


def paused_days(first: date, last: date) -> set[date]:
    """From the day after `first` to `last`."""
    return {first + timedelta(days=number) for number in range(1, (last - first).days + 1)}


def count_days(city: City, period: Period, days: Set[date]) -> int:
    if period.unit != "bizday":
        return len(days)
    calendar = city.calendar
    return sum(not calendar.closed(day) for day in days)


def _put_off(city: City, period: Period, due: str, days: int) -> str:
    day = date.fromisoformat(due)
    if period.unit == "bizday":
        return add_open_days(day, days, city.calendar).isoformat()
    return add_days(day, days).isoformat()


def _day(instant: int) -> date:
    return tokyo_day(from_micro(instant))
