"""The months and the year in which a decision may be appealed against, and the day of the 標準審理期間."""

from dataclasses import replace
from datetime import date

import pytest

from portal.services.desk.case.appeal_period import period_after, ruling_expected, year_after
from portal.services.desk.case.note_appeal import AppealForm, AppealView, appeals_of, note_appeal
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.results import core_case, core_examiner
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.at_work import ONCE, acting, case_of


def noted(installation: Installation, member: Member, number: str, form: AppealForm) -> AppealView:
    with acting(installation, member, number) as (unit, case):
        note_appeal(installation, unit, member, case, form, ONCE)
        (view,) = appeals_of(installation, unit, case)
    return view


def appeal(filed_on: str, known_on: str = "", received_on: str = "") -> AppealForm:
    return AppealForm("review", filed_on, "見本県介護保険審査会", "", "見本太郎", received_on, known_on)


# 行政不服審査法18条2項: a year from the day after the decision of 20 November 2026. 20 November 2027 is a Saturday, and 地方自治法4条の2第4項
# moves the end to Monday 22; 23 is a holiday.
@pytest.mark.parametrize(("filed_on", "late"), [("2027-11-22", False), ("2027-11-23", True)])
def test_an_appeal_after_a_year_is_received_and_marked(installation: Installation, filed_on: str, late: bool) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    then = at(installation, "2027-12-01T09:00:00+09:00")
    view = noted(then, member, number, appeal(filed_on))
    assert (view.year_ends, view.period_ends, view.late) == (date(2027, 11, 22), None, late)
    assert ("過ぎて出されています" in at_desk(then, member).get(f"/desk/{number}")) is late


# 行政不服審査法18条1項: three months from the day after they knew (民法143条): known on 24 November, 24 February.
@pytest.mark.parametrize(
    ("known_on", "filed_on", "ends", "late"),
    [
        ("2026-11-24", "2027-02-24", date(2027, 2, 24), False),
        ("2026-11-24", "2027-02-25", date(2027, 2, 24), True),
        ("2026-11-30", "2027-03-01", date(2027, 3, 1), False),  # ends on 28 February, a Sunday
        ("2026-11-30", "2027-03-02", date(2027, 3, 1), True),
    ],
)
def test_three_months_run_from_the_day_after_the_person_knew_and_end_on_an_open_day(
    installation: Installation, known_on: str, filed_on: str, ends: date, late: bool
) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    then = at(installation, "2027-04-01T09:00:00+09:00")
    view = noted(then, member, number, appeal(filed_on, known_on))
    assert (view.period_ends, view.late) == (ends, late)
    page = at_desk(then, member).get(f"/desk/{number}")
    assert "知った日（令和8年（2026年）11月" in page
    assert ("正当な理由があるかは、審査庁や裁判所が決めます" in page) is late


def test_each_kind_has_months_of_its_own(installation: Installation) -> None:
    """行政不服審査法18条1項, 62条1項, 行政事件訴訟法14条1項."""
    member = core_examiner(installation)
    case = case_of(installation, member, core_case(installation, member))
    ends = [period_after(case, kind, date(2026, 12, 1)) for kind in ("review", "again", "suit")]
    assert ends == [date(2027, 3, 1), date(2027, 1, 4), date(2027, 6, 1)]


def test_the_standard_period_of_a_ruling_is_shown_only_if_the_city_has_set_one(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member)
    case, city = case_of(installation, member, number), installation.city
    assert ruling_expected(installation, case, "review", date(2026, 12, 1)) is None
    assert noted(installation, member, number, appeal("2026-11-20")).expected_on is None
    assert "標準審理期間" not in at_desk(installation, member).get(f"/desk/{number}")
    rows = tuple(row.model_copy(update={"ruling_days": 90}) for row in city.duties[case.row.duty])
    duties = {**city.duties, case.row.duty: rows}
    known = replace(installation, city=city.model_copy(update={"duties": duties}))
    assert ruling_expected(known, case, "review", date(2026, 12, 1)) == date(2027, 3, 1)
    assert ruling_expected(known, case, "suit", date(2026, 12, 1)) is None
    assert "標準審理期間" in at_desk(known, member).get(f"/desk/{number}")


def test_without_a_decision_no_year_runs(installation: Installation) -> None:
    member = core_examiner(installation)
    number = core_case(installation, member, "")
    with acting(installation, member, number) as (unit, case):
        assert year_after(unit, case, date(2027, 11, 21)) is None
