"""指数 of a case by the city's table."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from forms.definition.points import Point
from portal.clock import to_micro, tokyo_midnight
from portal.errors import NotFound
from portal.services.cases.cases import case_of_member
from portal.services.desk.queue.line import queue_lines
from portal.services.fees.reckon_points import point_tables, point_words, points_of, ranking
from portal.services.residents.mark_protected import mark_protected, people_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.routes.desk.case.test_points import PROCEDURE, applied
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import add_member

DUTY = "childcare"


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "childcare", ("reviewer", DUTY))


def ranked(
    installation: Installation, member: Member, numbers: Sequence[str], year: str = "2027"
) -> list[dict[str, str]]:
    with installation.database.write() as unit:
        rows = [row for number in numbers if (row := applications.by_number(unit, number))]
        lines = queue_lines(installation, unit, rows, member)
        content = b"".join(ranking(installation, unit, member, PROCEDURE, year, rows, lines)).decode("utf-8-sig")
    return list(csv.DictReader(content.splitlines()))


def test_the_lower_parent_counts_and_a_protected_case_shows_its_points_only_to_staff_with_the_right(
    installation: Installation, reviewer: Member
) -> None:
    case = case_of(installation, reviewer, applied(installation, reviewer))
    reckoned = points_of(installation.city, case)
    assert reckoned is not None
    assert (reckoned.base, reckoned.adjust, reckoned.total) == (Decimal(7), Decimal(0), Decimal(7))
    assert points_of(installation.city, replace(case, protected=True)) is None
    shown = points_of(installation.city, replace(case, protected=True, shows_all=True))
    assert shown is not None
    assert shown.total == 7


def test_the_table_is_that_of_the_day_of_arrival(installation: Installation, reviewer: Member) -> None:
    case = case_of(installation, reviewer, applied(installation, reviewer))
    (table,) = installation.city.points_for(PROCEDURE, case.arrival_day)
    assert table.from_ is not None
    first = to_micro(tokyo_midnight(table.from_))
    reckoned = [
        points_of(installation.city, replace(case, row=case.row._replace(arrived_at=instant)))
        for instant in (first - 1, first)
    ]
    assert [points is not None for points in reckoned] == [False, True]


def test_each_order_is_offered_to_reviewers_of_its_duty_alone(installation: Installation, reviewer: Member) -> None:
    orders = {order.procedure for order in point_tables(installation, reviewer)}
    assert orders == {PROCEDURE}
    for role, duty in (("clerk", DUTY), ("reviewer", "roads")):
        assert point_tables(installation, add_member(installation, role, (role, duty))) == ()


def test_equal_points_share_a_place_and_a_protected_case_comes_last_without_points(
    installation: Installation, reviewer: Member
) -> None:
    hidden, low, high, again = (
        applied(installation, reviewer, **answers)
        for answers in ({"claimant.birth": "1992-03-03"}, {}, {"claimant_job.hours_month": 160}, {})
    )
    named = add_member(installation, "named", ("reviewer", DUTY), ("protected", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, named, hidden)
        mine = [str(index) for index, (_, birth) in enumerate(people_of(case)) if birth == "1992-03-03"]
        assert len(mine) == 1
        mark_protected(installation, unit, named, case, case.row.revision, mine, "支援措置")
        unit.commit()
    lines = ranked(installation, reviewer, [hidden, low, high, again])
    assert [(line["並び（めやす）"], line["計算した点"]) for line in lines] == [
        ("1", "10"),
        ("2", "7"),
        ("2", "7"),
        ("", ""),
    ]
    assert [line["受付番号"] for line in lines] == [high, low, again, hidden]
    assert lines[-1]["確かめること"] == "点を見られる職員が、画面で見てください"
    assert lines[-1]["点の理由"] == ""


@pytest.mark.parametrize("year", ["2030", "", "2027 "])
def test_an_unknown_year_has_no_order(installation: Installation, reviewer: Member, year: str) -> None:
    with pytest.raises(NotFound):
        ranked(installation, reviewer, [], year)


def test_points_name_the_parent_whom_they_count_for() -> None:
    assert point_words(Point("申し込む人", "仕事", Decimal(7), counts=True)) == "申し込む人：仕事 7点"
    assert (
        point_words(Point("", "きょうだいが通っている", Decimal("0.3"), counts=True)) == "きょうだいが通っている 0.3点"
    )
