"""In the query string, inclusive."""

from datetime import date, timedelta

from fastapi import Request

from forms.numbers.calendar import FIRST_DAY, month_end

_LAST_DAY = date.max - timedelta(days=1)  # pages count up to the midnight after it
_NO_DAY = "期間を日付で入れてください。例：2026-11-01"


def period(
    request: Request, today: date, *, most_days: int = 0, usual: tuple[date, date] | None = None
) -> tuple[date, date, str]:
    """With an error message or "". `most_days` 0: unlimited; `usual` None: this month."""
    first, last = usual or (today.replace(day=1), month_end(today))
    try:
        since = date.fromisoformat(request.query_params.get("from") or first.isoformat())
        until = date.fromisoformat(request.query_params.get("to") or last.isoformat())
    except ValueError:
        return first, last, _NO_DAY
    until = min(until, _LAST_DAY)
    if since < FIRST_DAY:
        return first, last, _NO_DAY
    if until < since:
        return since, until, "終わりの日を、始めの日よりあとにしてください。"
    if most_days and (until - since).days >= most_days:
        return since, until, f"期間は、{most_days}日までにしてください。"
    return since, until, ""


def periods(today: date) -> tuple[tuple[str, date, date], ...]:
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    april = date(today.year - (today.month < 4), 4, 1)
    return (
        ("今日", today, today), ("今月", first, month_end(first)), ("先月", before.replace(day=1), before),
        ("今年度", april, date(april.year + 1, 3, 31)),
    )  # fmt: skip
