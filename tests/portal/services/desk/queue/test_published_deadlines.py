"""Deadlines as laws and offices count them."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.definition.terms import Period
from forms.numbers.calendar import add_days
from portal.clock import to_micro
from portal.services.cases.cases import Case, open_case
from portal.services.desk.case.extend_period import later_end
from portal.services.desk.sections.after_waiting import after_waiting, days_waited
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.portal.later import at
from tests.portal.world import alice, file_application

CARE = "yokaigo-nintei"


def moment(day: date, hour: int = 12) -> int:
    return to_micro(datetime.fromisoformat(f"{day}T{hour:02d}:00:00+09:00"))


def due(installation: Installation, arrival: str, period: Period) -> str:
    procedure = replace(installation.catalogue.current(CARE), period=period)
    return installation.rules.due_day(procedure, date.fromisoformat(arrival), {})


@pytest.fixture
def case(installation: Installation) -> Case:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return open_case(installation, unit, row)


@pytest.mark.parametrize(
    ("arrival", "unit", "days", "day"),
    [
        # Over 連休 and the end of a year only open days count (埼玉県「許認可等の標準処理期間」(3): 県の休日 are not in it).
        ("2026-04-28", "bizday", 5, "2026-05-11"), ("2026-12-25", "bizday", 5, "2027-01-07"),
        ("2027-03-29", "bizday", 5, "2027-04-05"), ("2026-09-18", "bizday", 1, "2026-09-24"),
        # Calendar days and weeks: the end may be any day of the week.
        ("2026-04-28", "day", 5, "2026-05-03"), ("2026-12-22", "week", 1, "2026-12-29"),
        # From the last day of a month full months count (民法143条1項): not 28 March, not 30 May.
        ("2027-02-28", "month", 1, "2027-03-31"), ("2026-04-30", "month", 1, "2026-05-31"),
        ("2026-11-30", "month", 3, "2027-02-28"), ("2026-12-15", "month", 2, "2027-02-15"),
    ],
)  # fmt: skip
def test_a_period_ends_on_the_day_that_the_law_counts(
    installation: Installation, arrival: str, unit: str, days: int, day: str
) -> None:
    assert due(installation, arrival, Period("standard", days, unit, ("returned",), "std")) == day


@pytest.mark.parametrize(
    ("arrival", "day"),
    [("2026-04-10", "2026-05-10"), ("2026-12-01", "2026-12-31"), ("2027-01-30", "2027-03-01"), ("2026-11-20", "2026-12-20")],
)  # fmt: skip
def test_the_thirty_days_of_care_stay_where_they_fall(installation: Installation, arrival: str, day: str) -> None:
    """介護保険法27条11項: 申請のあった日から三十日以内. Sundays and New Year do not extend it."""
    period = installation.catalogue.current(CARE).period
    assert period is not None
    assert (period.kind, period.stops) == ("statutory", ())
    assert due(installation, arrival, period) == day


@pytest.mark.parametrize(
    ("today", "expected", "until"),
    [
        # 神戸市・佐久市「延期通知書」: about a month later, where no meeting is set, and on an open day.
        ("2026-12-10", "2026-12-20", "2027-01-19"), ("2026-04-06", "2026-04-05", "2026-05-07"),
        ("2026-12-01", "2026-12-01", "2027-01-04"),
    ],
)  # fmt: skip
def test_an_extension_offers_a_day_thirty_days_on_when_the_office_is_open(
    installation: Installation, case: Case, today: str, expected: str, until: str
) -> None:
    later_installation = at(installation, f"{today}T10:00:00+09:00")
    assert later_end(later_installation, replace(case, row=case.row._replace(due=expected))) == date.fromisoformat(
        until
    )


@pytest.mark.parametrize(
    ("unit", "asked", "answered", "waited", "day"),
    [
        # 行政手続法6条 with 7条; 原子力規制委員会「開示決定等の期限」: the days from the request to the answer do not count.
        ("day", "2026-11-24", "2026-12-01", 7, "2026-12-09"), ("day", "2026-11-24", "2026-11-24", 0, "2026-12-02"),
        # Over the end of a year: six closed days, which count neither for the city nor for the applicant.
        ("bizday", "2026-12-28", "2027-01-04", 1, "2026-12-03"), ("bizday", "2026-12-28", "2027-01-05", 2, "2026-12-04"),
        ("bizday", "2026-11-20", "2026-11-23", 0, "2026-12-02"),
    ],
)  # fmt: skip
def test_days_of_correction_are_not_in_the_period(
    installation: Installation, case: Case, unit: str, asked: str, answered: str, waited: int, day: str
) -> None:
    period = Period("standard", 7, unit, ("returned",), "std")
    changed = replace(case, procedure=replace(case.procedure, period=period))
    span = moment(date.fromisoformat(asked), 18), moment(date.fromisoformat(answered), 8)
    assert days_waited(installation.city, period, *span) == waited
    assert after_waiting(installation.city, changed, *span) == day


@given(st.integers(0, 400), st.integers(0, 60), st.integers(0, 60), st.sampled_from(["day", "bizday"]))
@settings(derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_many_days_are_left_after_a_correction_as_before(
    installation: Installation, case: Case, begins: int, asked_after: int, waits: int, unit: str
) -> None:
    calendar = installation.city.calendar

    def left(today: date, until: date) -> int:
        days = (add_days(today, number) for number in range(1, (until - today).days + 1))
        return sum(unit == "day" or not calendar.closed(day) for day in days)

    arrival = add_days(date(2026, 4, 1), begins)
    period = Period("standard", 60, unit, ("returned",), "std")
    before = due(installation, arrival.isoformat(), period)
    asked, answered = add_days(arrival, asked_after), add_days(arrival, asked_after + waits)
    changed = replace(case, row=case.row._replace(due=before), procedure=replace(case.procedure, period=period))
    after = after_waiting(installation.city, changed, moment(asked), moment(answered))
    assert left(answered, date.fromisoformat(after)) == left(asked, date.fromisoformat(before))
