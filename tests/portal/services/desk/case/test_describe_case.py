"""A case on the desk's page."""

from dataclasses import replace
from datetime import date

from portal.services.desk.case.describe_case import CaseView, describe_case
from portal.services.desk.sections.take_case import take_case
from portal.services.shared.due import NO_DUE
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting, case_of, decided, hidden
from tests.portal.world import DUTY, add_member, alice, file_application


def described(installation: Installation, member: Member, number: str) -> CaseView:
    with installation.database.read() as unit:
        return describe_case(installation, unit, case_of(installation, member, number), member.id)


def test_a_case_is_ones_own_for_its_handler_alone(installation: Installation, reviewer: Member, number: str) -> None:
    colleague = add_member(installation, "colleague", ("reviewer", DUTY))
    assert (described(installation, reviewer, number).assignee, described(installation, reviewer, number).mine) == (
        "",
        False,
    )
    with acting(installation, reviewer, number) as (unit, case):
        take_case(installation, unit, reviewer, case, case.row.revision)
    views = [described(installation, member, number) for member in (reviewer, colleague)]
    assert [(view.assignee, view.mine) for view in views] == [("reviewerさん", True), ("reviewerさん", False)]


def test_the_door_and_the_rule_of_arrival_are_in_official_words(installation: Installation, reviewer: Member) -> None:
    by_stamp = file_application(installation, alice(installation), basis="stamp")
    arrival = dict(described(installation, reviewer, by_stamp).arrival)
    assert (arrival["受付経路"], arrival["到達の根拠"]) == ("オンライン", "収受印の日")


def test_a_decided_case_keeps_its_day_and_has_no_deadline(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    without_period = replace(case, row=replace(case.row, due=NO_DUE))
    with installation.database.read() as unit:
        open_, over, none = (
            describe_case(installation, unit, case_variant, reviewer.id)
            for case_variant in (case, decided(case), without_period)
        )
    assert (open_.due, open_.deadline and open_.deadline.words) == (date(2026, 12, 2), "あと12日")
    assert (over.due, over.deadline) == (date(2026, 12, 2), None)
    assert (none.due, none.deadline and none.deadline.words) == (None, "期限なし")


def test_the_address_of_a_protected_person_is_not_among_the_answers(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    street = "一丁目2番3号"
    with installation.database.read() as unit:
        shown, veiled = (
            [
                row.value
                for section in describe_case(installation, unit, case_variant, reviewer.id).sections
                for row in section.rows
            ]
            for case_variant in (case, hidden(case))
        )
    assert any(street in value for value in shown)
    assert not any(street in value for value in veiled)
