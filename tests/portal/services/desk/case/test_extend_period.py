"""延期通知 of a statutory period, before the decision."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forms.numbers.calendar import in_both_calendars
from portal.errors import Conflict
from portal.services.cases.cases import Case
from portal.services.desk.case.extend_period import (
    ends_soon,
    extend_period,
    last_extension_notice,
    may_extend,
    read_later_end,
)
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import later
from tests.portal.services.desk.at_work import acting, audited, case_of, decided

REASON = "調査に日がかかるため"


def statutory(case: Case) -> Case:
    assert case.procedure.period is not None
    period = replace(case.procedure.period, kind="statutory", stops=())
    return replace(case, procedure=replace(case.procedure, period=period))


def test_only_an_open_case_with_a_statutory_period_is_extended(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    bound = statutory(case)
    without = replace(bound, procedure=replace(bound.procedure, period=None))
    unlimited = replace(bound, row=bound.row._replace(due=NO_DUE))
    assert [may_extend(variant) for variant in (bound, case, decided(bound), without, unlimited)] == [
        True, False, False, False, False,
    ]  # fmt: skip
    with acting(installation, reviewer, number) as (unit, _):
        wanted = read_later_end(installation.clock, case, "2027-01-20", REASON)
        for refused in (case, decided(bound)):
            with pytest.raises(Conflict):
                extend_period(installation, unit, reviewer, refused, case.row.revision, wanted)


def test_the_desk_is_warned_within_the_days_of_the_city(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = statutory(case_of(installation, reviewer, number))
    left = (case.arrival_day + timedelta(days=12)) - installation.clock.today()
    first = left.days - installation.city.warn_days + 1
    assert case.row.due == "2026-12-02"
    assert [ends_soon(later(installation, days=days), case) for days in (first - 1, first, 30)] == [False, True, True]
    assert not ends_soon(later(installation, days=30), decided(case))


def test_the_notice_shows_day_and_reason_and_a_second_form_is_refused(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with acting(installation, reviewer, number) as (unit, opened):
        case = statutory(opened)
        assert last_extension_notice(unit, case) is None
        wanted = read_later_end(installation.clock, case, "2027-01-20", f" {REASON} ")
        extend_period(installation, unit, reviewer, case, case.row.revision, wanted)
        with pytest.raises(Conflict):
            extend_period(installation, unit, reviewer, case, case.row.revision, wanted)
    after = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        notice = last_extension_notice(unit, after)
    assert notice is not None
    assert (notice.on, notice.number) == (installation.clock.today(), "見介資第1号")
    assert notice.words == f"決まる見込み：{in_both_calendars(date(2027, 1, 20))}まで。\n理由：{REASON}"
    assert (after.row.due, after.row.state) == ("2027-01-20", "received")
    assert audited(installation, "extend period") == [("staff:reviewer", "2026-12-02 2027-01-20")]


def test_the_new_end_is_later_than_the_old_one(installation: Installation, reviewer: Member, number: str) -> None:
    case = case_of(installation, reviewer, number)
    assert read_later_end(installation.clock, case, "2026-12-03", REASON).mistakes == ()
    assert read_later_end(installation.clock, case, "2026-12-02", " ").mistakes == (
        ("due", "too_early"), ("reason", "no_reason"),
    )  # fmt: skip
