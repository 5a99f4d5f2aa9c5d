"""Appeals against a decision, and the retention for them."""

from dataclasses import replace
from datetime import date

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.desk.case.note_appeal import (
    AppealForm,
    appeal_of,
    appeals_of,
    kept_until,
    may_object,
    note_appeal,
    read_appeal,
    read_end,
    settle_appeal,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.later import at
from tests.portal.services.desk.at_work import ONCE, acting, audited, case_of
from tests.portal.world import DUTY, add_member

FORM = AppealForm(
    kind="review", filed_on="2026-11-20", body=" 見本県介護保険審査会 ", number="見審第3号", who=" 見本太郎（本人） ",
)  # fmt: skip


def note(installation: Installation, member: Member, number: str, once: str = ONCE) -> None:
    with acting(installation, member, number) as (unit, case):
        note_appeal(installation, unit, member, case, FORM, once)


@pytest.mark.parametrize(
    ("kind", "day"),
    # 公文書等の管理に関する法律施行令9条1項: a year from the day after the 裁決; a suit until it ends.
    [("review", date(2028, 5, 1)), ("again", date(2028, 5, 1)), ("suit", None)],
)
def test_a_settled_objection_keeps_its_case_for_a_year(kind: str, day: date | None) -> None:
    assert kept_until(kind, date(2027, 5, 1)) == day


@pytest.mark.parametrize(
    ("changed", "mistakes"),
    [
        ({}, {}), ({"kind": "letter"}, {"kind": "no_kind"}), ({"filed_on": "2026-11-19"}, {"filed_on": "no_day"}),
        ({"filed_on": "2026-11-21"}, {"filed_on": "no_day"}), ({"body": " "}, {"body": "no_body"}),
        ({"number": "第" * 101}, {"number": "too_long"}), ({"who": ""}, {"who": "no_who"}),
        ({"received_on": "2026-11-21"}, {"received_on": "no_receipt"}), ({"known_on": "2026-11-20"}, {}),
        ({"known_on": "2026-11-21"}, {"known_on": "not_known"}),
    ],
)  # fmt: skip
def test_an_objection_has_a_kind_an_authority_and_a_day_after_the_arrival(
    installation: Installation, reviewer: Member, number: str, changed: dict[str, str], mistakes: dict[str, str]
) -> None:
    case = case_of(installation, reviewer, number)
    assert read_appeal(installation.clock, case, replace(FORM, **changed))[1] == mistakes


def test_without_a_day_of_receipt_it_is_the_day_of_filing(
    installation: Installation, reviewer: Member, number: str
) -> None:
    case = case_of(installation, reviewer, number)
    assert read_appeal(installation.clock, case, FORM)[0].received_on == "2026-11-20"


def test_the_same_form_notes_one_objection(installation: Installation, reviewer: Member, number: str) -> None:
    note(installation, reviewer, number)
    note(installation, reviewer, number)
    case = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        views = appeals_of(installation, unit, case)
    assert [(view.kind, view.body, view.number, view.who, view.settled_on) for view in views] == [
        ("審査請求", "見本県介護保険審査会", "見審第3号", "見本太郎（本人）", None),
    ]
    assert audited(installation, "note appeal") == [("staff:reviewer", "review 2026-11-20")]


def test_only_a_disposition_is_objected_to_and_only_reviewers_note_it(
    installation: Installation, reviewer: Member, number: str
) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with acting(installation, reviewer, number) as (unit, case):
        usual = replace(case.procedure, named_outcomes={}, result=None)
        notification = replace(case, row=case.row._replace(kind="notification"), procedure=usual)
        assert (may_object(case), may_object(notification)) == (True, False)
        with pytest.raises(NotFound):
            note_appeal(installation, unit, reviewer, notification, FORM, ONCE)
        with pytest.raises(NotAllowed):
            note_appeal(installation, unit, clerk, case, FORM, ONCE)
        assert appeals_of(installation, unit, case) == ()


def test_an_objection_is_settled_once_and_not_before_it_was_filed(
    installation: Installation, reviewer: Member, number: str
) -> None:
    note(installation, reviewer, number)
    later_installation = at(installation, "2027-05-02T09:00:00+09:00")
    with acting(later_installation, reviewer, number) as (unit, case):
        row = appeal_of(unit, case, appeals_of(installation, unit, case)[0].id)
        assert read_end(later_installation.clock, row, "2026-11-19", "lost")[1] == {
            "settled_on": "no_end",
            "result": "no_result",
        }
        day, mistakes = read_end(later_installation.clock, row, "2027-05-01", "dismissed")
        settle_appeal(later_installation, unit, reviewer, case, row, day, "dismissed")
        with pytest.raises(Conflict):
            settle_appeal(later_installation, unit, reviewer, case, row, day, "upheld")
        with pytest.raises(NotFound):
            appeal_of(unit, case, row.id + 1)
        (view,) = appeals_of(installation, unit, case)
    assert mistakes == {}
    assert (view.settled_on, view.kept_until, view.result, view.binds) == (
        date(2027, 5, 1), date(2028, 5, 1), "認められなかった（棄却）", False,
    )  # fmt: skip
