"""A decision issues a 利用券."""

from dataclasses import replace

import pytest

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.cases.coupons import coupon_hash, coupons_of
from portal.services.desk.case.decide_application import decide_application
from portal.services.desk.case.end_decision import EndingForm, read_ending
from portal.services.desk.case.reopen_decision import reopen_decision
from portal.services.fees.redeem_coupon import use_coupon
from portal.services.my_cases.list_entitlements import list_entitlements
from portal.services.my_cases.stop_application import ASK, answer_stop, stop_application
from portal.services.shared.codes import read_code
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.fees import coupons
from tests.portal.later import later
from tests.portal.services.fees.couponing import PLACE, USES, VALUE, coupon, give, granted, reviewing, shop


@pytest.fixture
def member(installation: Installation) -> Member:
    return reviewing(installation)


def test_a_decision_issues_it_with_its_uses_value_and_term(
    installation: Installation, session: Session, member: Member
) -> None:
    number = granted(installation, session, member)
    shown = coupon(installation, session, number)
    assert (shown.uses, shown.remaining, shown.value, shown.state) == (USES, USES, VALUE, "good")
    assert (str(shown.first), str(shown.last)) == ("2026-11-20", "2027-03-31")
    assert coupon(later(installation, days=200), session, number).state == "over"
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        (row,) = coupons.of_application(unit, case.row.id)
        assert [view.coupon for view in list_entitlements(installation, unit, session)] == [True]
    assert row.code_hash == coupon_hash(installation.code_key, read_code(shown.code))
    assert shown.code.replace("-", "").encode() not in repr(row).encode(), "the database opens none"


def test_a_refusal_and_the_zone_that_shops_do_not_reach_issue_none(
    installation: Installation, session: Session, member: Member
) -> None:
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    numbers = [granted(installation, session, member, "refused"), granted(inner, session, member)]
    with installation.database.read() as unit:
        for number in numbers:
            assert coupons_of(installation, unit, case_of_member(installation, unit, member, number)) == ()


def test_another_decision_of_the_case_takes_its_place(
    installation: Installation, session: Session, member: Member
) -> None:
    number, taxi = granted(installation, session, member), shop(installation, member)
    first = coupon(installation, session, number)
    with installation.database.write() as unit:
        use_coupon(installation, unit, taxi, first.code, "a", PLACE)
        case = case_of_member(installation, unit, member, number)
        reopen_decision(installation, unit, member, case, case.row.revision, "change", "数を直します。")
        unit.commit()
    give(installation, member, number, uses=5)
    with installation.database.read() as unit:
        shown = coupons_of(installation, unit, case_of_member(installation, unit, member, number))
    assert [(it.uses, it.remaining, it.state) for it in shown] == [(5, 4, "good"), (USES, USES - 1, "revoked")]
    assert shown[0].code != first.code == shown[1].code


def test_a_withdrawal_after_a_reopening_leaves_none_that_counts(
    installation: Installation, session: Session, member: Member
) -> None:
    number = granted(installation, session, member)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        reopen_decision(installation, unit, member, case, case.row.revision, "change", "数を直します。")
        mine, actor = case_of_resident(installation, unit, session, number), Actor("resident", session.person_id or "")
        stop_application(installation, unit, mine, actor, ASK, "")
        case = case_of_member(installation, unit, member, number)
        answer_stop(installation, unit, member, case, case.row.revision, grant=True, words="")
        unit.commit()
    assert coupon(installation, session, number).state == "revoked"


@pytest.mark.parametrize(
    ("outcome", "on", "state", "last"),
    [("annulled", "", "revoked", "2027-03-31"), ("revoked", "2026-11-21", "good", "2026-11-20")],
)
def test_an_ended_decision_ends_it(
    installation: Installation, session: Session, member: Member, outcome: str, on: str, state: str, last: str
) -> None:
    number = granted(installation, session, member)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        form = EndingForm(outcome, on, "not_needed", "", "金銭の給付", "誤りがあったため", "見本条例 第2条")
        decision = read_ending(installation, unit, case, form)
        assert decision.mistakes == (), decision.wrong
        decide_application(installation, unit, member, case, case.row.revision, decision)
        unit.commit()
    shown = coupon(installation, session, number)
    assert (shown.state, str(shown.last)) == (state, last)
    assert coupon(later(installation, days=2), session, number).state != "good"
