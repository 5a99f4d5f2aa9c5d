from datetime import date, timedelta

from forms.definition.kind import IN_VAIN
from forms.path.consequences import withdraw_until
from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.shared.needs import Basics
from portal.store.bookings import reservations
from portal.store.bookings.reservations import ReservationRow
from portal.store.my_cases import withdrawals

CHANGE_DAYS = 1  # default


def last_change(installation: Basics, row: ReservationRow) -> date:
    rules = installation.city.times.rules(row.resource, installation.clock.today())
    days = CHANGE_DAYS if rules is None else rules.change_days
    return date.fromisoformat(row.starts[:10]) - timedelta(days=days)


def booked_times(unit: Unit, case: Case) -> list[ReservationRow]:
    """Of a reservation, in order of time: kept ones that have a time."""
    if case.row.kind != "reservation" or case.row.state in IN_VAIN:
        return []
    rows = reservations.of_application(unit, case.row.id)
    return [row for row in rows if row.question and row.starts and row.number is not None]


def last_day_to_give_back(installation: Basics, unit: Unit, case: Case) -> date | None:
    """Of all times of a reservation; None without any."""
    return min((last_change(installation, row) for row in booked_times(unit, case)), default=None)


def last_day_to_stop(installation: Basics, unit: Unit, case: Case) -> date | None:
    """Of the definition; of a reservation that of its first time."""
    if case.procedure.withdraw is not None:
        return withdraw_until(case.procedure, case.path)
    return last_day_to_give_back(installation, unit, case)


def asked_late(installation: Basics, unit: Unit, case: Case, stated: date | None = None) -> bool:
    """Whether the wish to stop came after the last day; `stated`: on which the section learned of it, None = today."""
    until = last_day_to_stop(installation, unit, case)
    return until is not None and (stated or _wished_on(installation, unit, case)) > until


def percent_back(installation: Basics, unit: Unit, case: Case, stated: date | None = None) -> int:
    # Of a paid fee, by the day of the wish to stop; that of the time that gives back least.
    on = stated or _wished_on(installation, unit, case)
    return min((_percent(installation, row, on) for row in booked_times(unit, case)), default=100)


def percent_of_time(installation: Basics, row: ReservationRow) -> int:
    # Of a time that is given up today.
    return _percent(installation, row, installation.clock.today())


def _percent(installation: Basics, row: ReservationRow, on: date) -> int:
    rules = installation.city.times.rules(row.resource, installation.clock.today())
    return 100 if rules is None else rules.percent_back((date.fromisoformat(row.starts[:10]) - on).days)


def _wished_on(installation: Basics, unit: Unit, case: Case) -> date:
    wishes = [row for row in withdrawals.of_application(unit, case.row.id) if row.answer != withdrawals.DECLINED]
    return tokyo_day(from_micro(wishes[-1].asked_at)) if wishes else installation.clock.today()


def is_past(installation: Basics, unit: Unit, case: Case) -> bool:
    times = booked_times(unit, case)
    return bool(times) and max(row.starts[:10] for row in times) < installation.clock.today().isoformat()


PAST, GIVEN_UP = "past", "given_up"


def end_of_times(installation: Basics, unit: Unit, case: Case) -> str:
    # Of a reservation: PAST, GIVEN_UP after a decision (before it, giving up the last withdraws it), or "".
    if case.row.kind != "reservation" or case.row.state in IN_VAIN:
        return ""
    rows = [row for row in reservations.of_application(unit, case.row.id) if row.question and row.starts]
    kept = [row.starts[:10] for row in rows if row.number is not None]
    if not kept:
        return GIVEN_UP if rows and case.row.decided_at is not None else ""
    return PAST if max(kept) < installation.clock.today().isoformat() else ""
