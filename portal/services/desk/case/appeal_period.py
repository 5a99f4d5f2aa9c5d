import re
from datetime import date

from forms.numbers.calendar import add_days, months_on, open_day_from
from forms.path.consequences import appeal_of
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.needs import Basics
from portal.store.cases import results

_AGAIN = 1  # month: 行政不服審査法62条1項
_MONTHS = re.compile(r"([0-9]+)か月")


def period_after(case: Case, kind: str, known_on: date) -> date | None:
    """Last day of the months from the day after the person knew of the decision (行政不服審査法18条1項, 行政事件訴訟法14条1項). A closed
    day moves to the next open one: for offices by 地方自治法4条の2第4項, for courts by 民事訴訟法95条3項. None if the definition
    gives no months."""
    months = _AGAIN if kind == "again" else _months(case, kind)
    return _rolled(case, months_on(known_on, months)) if months else None


def _months(case: Case, kind: str) -> int | None:
    appeal = appeal_of(case.procedure, case.path, case.row.state)
    if appeal is None:
        return None
    match = _MONTHS.fullmatch(appeal.court_within if kind == "suit" else appeal.within)
    return int(match[1]) if match else None


def year_after(unit: Unit, case: Case, filed_on: date) -> date | None:
    """Last day of the year after the newest decision before the appeal. 行政不服審査法18条2項, 62条2項, 行政事件訴訟法14条2項. None without
    a decision (不作為)."""
    days = [date.fromisoformat(row.decided_on) for row in results.of_application(unit, case.row.id)]
    before = [day for day in days if day <= filed_on]
    return _rolled(case, months_on(before[-1], 12)) if before else None


def ruling_expected(installation: Basics, case: Case, kind: str, received_on: date) -> date | None:
    """End of the 標準審理期間 (行政不服審査法16条) from the day of receipt; None unless the city's file has one for that day."""
    days = installation.city.office(case.row.duty, received_on).ruling_days if kind == "review" else None
    return add_days(received_on, days) if days else None


def _rolled(case: Case, day: date) -> date:
    return open_day_from(day, case.environment.calendar)
