"""Deadlines that municipalities and tax offices published; each table names its source."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.guide.guide import acts, known_answers
from forms.loading import load
from forms.loading.guides import SHIPPED as GUIDES
from forms.loading.guides import load_guides
from forms.numbers.calendar import ClosedDays, add_open_days, month_end, months_on, open_day_from
from forms.path.consequences import due_day, is_late
from forms.path.environment import Environment
from forms.path.path import walk
from tests.forms.first import PROCEDURES

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
# さくら市「大型連休中の児童手当の手続きについて」(2019-04-18): closed from 27 April to 6 May 2019. For events on the first of a month only
# the last day depends on the 15 days: any earlier claim falls in the month of the event.
GOLDEN_WEEK = {
    "2019-04-11": "2019-04-26", "2019-04-12": "2019-05-07", "2019-04-17": "2019-05-07", "2019-04-22": "2019-05-07",
    "2019-04-23": "2019-05-08", "2019-04-24": "2019-05-09", "2019-04-25": "2019-05-10", "2019-04-26": "2019-05-13",
    "2019-04-27": "2019-05-13", "2019-04-28": "2019-05-13", "2019-04-29": "2019-05-14", "2019-04-30": "2019-05-15",
}  # fmt: skip
# 木津川市「年末年始のご出生・ご転入の方は申請期限にご注意ください」(2017): closed from 29 December to 3 January; 8 January is 成人の日.
NEW_YEAR = {
    "2017-12-13": "2017-12-28", "2017-12-14": "2018-01-04", "2017-12-20": "2018-01-04", "2017-12-21": "2018-01-05",
    "2017-12-22": "2018-01-09", "2017-12-25": "2018-01-09", "2017-12-26": "2018-01-10", "2017-12-27": "2018-01-11",
    "2017-12-28": "2018-01-12", "2017-12-29": "2018-01-15", "2017-12-31": "2018-01-15", "2018-01-16": "2018-01-31",
}  # fmt: skip


CARE = {"place": "company", "need": "care", "has_partner": False, "born": True}
ON = Environment(date(2026, 11, 20), ClosedDays(), city={"seeking_days": 90, "min_hours": 48, "standard_hours": 120})


@cache
def allowance() -> Procedure:
    return load(PROCEDURES / "jido-teate-nintei.yaml", fields=field_types())


@cache
def nursery() -> Procedure:
    return load(PROCEDURES / "hoiku-nintei.yaml", fields=field_types())


@pytest.mark.parametrize(("born", "until"), [*GOLDEN_WEEK.items(), *NEW_YEAR.items()])
def test_the_fifteen_days_of_the_child_allowance_end_as_the_cities_stated(born: str, until: str) -> None:
    """児童手当法8条3項 (15日特例) with 地方自治法4条の2第4項; 池田市 (2019-04-12) gives 12 April with the same days."""
    last = date.fromisoformat(until)
    answers = {"public_servant": False, "receiving": False, "capacity": "parent", "reason": "born", "event_date": born}
    path = walk(allowance(), answers, Environment(last, ClosedDays(), city={"standard_days": 7}))
    assert due_day(allowance(), path) == last
    assert not is_late(allowance(), path, last)
    assert is_late(allowance(), path, last + timedelta(days=1))


@pytest.mark.parametrize(
    ("born", "filed", "month"),
    [
        # 江戸川区「(7)15日特例とは何ですか?」(2024-02-29).
        ("2024-04-30", "2024-05-15", "2024-05"), ("2024-04-30", "2024-05-16", "2024-06"),
        # 池田市「閉庁期間における認定請求書等の取り扱いについて」(2019-04-12).
        ("2019-04-12", "2019-05-07", "2019-05"), ("2019-04-12", "2019-05-08", "2019-06"),
    ],
)  # fmt: skip
def test_the_child_allowance_is_paid_from_the_month_that_the_cities_stated(born: str, filed: str, month: str) -> None:
    """児童手当法8条2項・3項."""
    answers = {"public_servant": False, "receiving": False, "capacity": "parent", "reason": "born", "event_date": born}
    environment = Environment(date.fromisoformat(filed), ClosedDays(), city={"standard_days": 7})
    assert str(walk(allowance(), answers, environment).answers["paid_from"]) == month


@pytest.mark.parametrize(
    ("due", "until"),
    [
        # 「保育を必要とする理由等」, a published table of a municipality: 7/10生の場合 9/30まで (後8週間後の翌日が属する月末).
        ("2026-07-10", "2026-09-30"),
        # 子ども・子育て支援法施行規則8条3号ロ: the day of birth counts. The eighth week ends on 30 December, the day after is the 31st.
        ("2026-11-05", "2026-12-31"), ("2026-11-06", "2027-01-31"),
    ],
)  # fmt: skip
def test_a_place_for_a_birth_ends_with_the_month_of_the_day_after_eight_weeks(due: str, until: str) -> None:
    need = {"reasons": ["pregnancy"], "birth_due": due}
    path = walk(nursery(), {f"claimant_need.{name}": value for name, value in need.items()} | CARE, ON)
    assert str(path.answers["claimant_need.birth_until"]) == until


@pytest.mark.parametrize(
    ("start", "until"),
    [
        # 滝沢市「保育施設の入所が決定した方」: a place from September for people who seek work ends with November.
        ("2026-09-01", "2026-11-30"),
        # 久慈市「保育の必要性の認定について」: 効力発生日から起算して90日を経過する日が属する月の末日.
        ("2026-12-01", "2027-02-28"), ("2026-12-02", "2027-03-31"), ("2027-12-01", "2028-02-29"),
    ],
)  # fmt: skip
def test_a_place_for_seeking_work_ends_with_the_month_of_the_ninetieth_day(start: str, until: str) -> None:
    """子ども・子育て支援法施行規則8条4号ロ."""
    path = walk(nursery(), {"start": start, "claimant_need.reasons": ["seeking"], **CARE}, ON)
    assert str(path.answers["seeking_until"]) == until


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("born", "until"),
    [
        # Embassies of Japan: United States (birth_kigen), New Zealand (2024-12-19), Singapore (2024-04-01).
        ("2026-01-09", "2026-04-08"), ("2026-01-01", "2026-03-31"), ("2025-12-01", "2026-02-28"), ("2025-10-23", "2026-01-22"),
    ],
)  # fmt: skip
def test_a_birth_abroad_is_notified_within_three_months_as_embassies_say(born: str, until: str) -> None:
    """戸籍法43条・49条・104条: the day of birth counts. A day later the child has lost the nationality."""
    guide = load_guides(GUIDES, fields=field_types())["birth"]
    path = known_answers(guide, {"born_on": born, "born_abroad": True}, Environment(date(2026, 11, 20), ClosedDays()))
    (act,) = (act for act in acts(guide, path) if act.line.id == "N02")
    assert str(act.until) == until


@pytest.mark.parametrize(
    ("from_", "months", "until"),
    [
        # 法人税法74条: within two months from the day after a business year. 3月決算 5月31日, 9月決算 11月30日, 12月決算 2月末日, 2月決算
        # 4月30日.
        ("2026-03-31", 2, "2026-05-31"), ("2026-09-30", 2, "2026-11-30"), ("2026-12-31", 2, "2027-02-28"),
        ("2019-02-28", 2, "2019-04-30"), ("2024-02-29", 2, "2024-04-30"), ("2023-12-31", 2, "2024-02-29"),
        # 国税通則法10条1項3号: one month from 1 December ends on 1 January, three months from 5 May 2008 on 5 August.
        ("2026-12-01", 1, "2027-01-01"), ("2008-05-05", 3, "2008-08-05"),
        # The last month has no such day: 民法143条2項ただし書.
        ("2026-11-30", 3, "2027-02-28"), ("2026-01-29", 1, "2026-02-28"), ("2026-08-31", 6, "2027-02-28"),
    ],
)  # fmt: skip
def test_months_from_the_day_after_end_as_tax_offices_say(from_: str, months: int, until: str) -> None:
    """民法143条, repeated in 国税通則法10条."""
    assert months_on(date.fromisoformat(from_), months) == date.fromisoformat(until)


def test_a_month_that_ends_in_golden_week_is_over_after_it() -> None:
    """2月決算 of 2019: 30 April was within the ten holidays, so 7 May was in time (国税通則法10条2項)."""
    assert open_day_from(months_on(date(2019, 2, 28), 2), ClosedDays()) == date(2019, 5, 7)


@pytest.mark.parametrize("monday", [date(2026, 6, 1), date(2026, 10, 12) + timedelta(days=7)])
def test_ten_open_days_over_two_weekends_end_fourteen_days_later(monday: date) -> None:
    """埼玉県「許認可等の標準処理期間」: ten days with two weekends between end on the fourteenth day after the application."""
    assert add_open_days(monday, 10, ClosedDays()) == monday + timedelta(days=14)


@given(DAYS, st.integers(1, 36))
@settings(derandomize=True)
def test_whole_months_are_whole_months(day: date, count: int) -> None:
    assert months_on(month_end(day), count) == month_end(months_on(month_end(day), count))
    assert months_on(months_on(month_end(day), 1), count) == months_on(month_end(day), count + 1)
    assert months_on(day, count) <= months_on(day + timedelta(days=1), count)
