"""Staff cannot decide on a case of their own."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from portal.db import Unit
from portal.errors import OwnCase
from portal.services.cases.cases import Case, case_of_member
from portal.services.cases.own_case import is_kept_away, why_own
from portal.services.desk.case.decide_application import read_decision
from portal.services.desk.case.enter_correction import enter_correction
from portal.services.desk.case.extend_correction import extend_correction
from portal.services.desk.case.extend_period import extend_period
from portal.services.desk.case.forward_case import take_return
from portal.services.desk.case.hold_hand_over import free_hand_over, hold_hand_over
from portal.services.desk.case.note_appeal import note_appeal, settle_appeal
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.receive_paper import put_off_paper, waive_paper
from portal.services.desk.case.settle_match import settle_match
from portal.services.desk.case.settle_outcome import (
    approve_outcome,
    send_outcome_back,
    settle_outcome,
    take_outcome_back,
)
from portal.services.desk.queue.act_in_bulk import Chosen, act_in_bulk
from portal.services.desk.queue.foresee_acts import PASS
from portal.services.desk.sections.take_case import take_case
from portal.services.fees.refund_by_hand import refund_by_hand
from portal.services.fees.refund_payment import ask_refund, receive_at_counter
from portal.services.filing.record_delegation import judge_delegation
from portal.services.my_cases.stop_application import answer_stop
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.signing.settle_signature import settle_signature
from portal.store.cases import applications
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member, alice, file_application


def reviewer(installation: Installation, login: str, name: str) -> Member:
    return add_member(installation, login, ("reviewer", DUTY), name=name)


@pytest.mark.parametrize("name", ["髙見本 太郎", "高見本　太郎"])
def test_a_member_neither_takes_nor_moves_a_case_that_names_them(installation: Installation, name: str) -> None:
    number = file_application(installation, alice(installation))
    member, colleague = reviewer(installation, "taro", name), reviewer(installation, "tanto", "見本 課子")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        for act in (take_case, pass_screening):
            with pytest.raises(OwnCase):
                act(installation, unit, member, case, case.row.revision)
        case = case_of_member(installation, unit, colleague, number)
        assert not is_kept_away(installation, unit, colleague, case)
        pass_screening(installation, unit, colleague, case, case.row.revision)
        unit.commit()


def test_a_namesake_by_family_alone_is_not_kept_away(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    with installation.database.read() as unit:
        for name in ("髙見本 花子", "太郎", ""):
            member = Member(1, "hanako", name, frozenset({("reviewer", DUTY)}), "")
            assert not why_own(installation, unit, member, case_of_member(installation, unit, member, number))


def test_the_page_says_so_and_what_was_tried_is_recorded(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    browser = at_desk(installation, reviewer(installation, "taro", "髙見本 太郎"))
    assert "審査は、ほかの職員がします" in browser.get(f"/desk/{number}")
    for act in ("take", "pass"):
        answer = browser.post(f"/desk/{number}", f"/desk/{number}/{act}", {})
        assert (answer.status_code, "ほかの職員に頼んでください" in answer.text) == (403, True)
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert row is not None
    assert (row.state, row.assignee_id) == ("received", None)
    assert actions.count("be kept from own case") == 2


def test_they_neither_propose_nor_approve_an_outcome_of_it(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    member, colleague = reviewer(installation, "taro", "髙見本 太郎"), reviewer(installation, "tanto", "見本 課子")
    approver = add_member(installation, "kessai", ("approver", DUTY), name="髙見本 太郎")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, colleague, number)
        pass_screening(installation, unit, colleague, case, case.row.revision)
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        decision = read_decision(installation, case, "approved", "")
        with pytest.raises(OwnCase):
            settle_outcome(installation, unit, member, case, case.row.revision, decision)
        with pytest.raises(OwnCase):
            approve_outcome(installation, unit, approver, case)


def test_one_of_many_that_names_them_stays_and_the_others_go_on(installation: Installation) -> None:
    session = alice(installation)
    named = file_application(installation, session)
    other = file_application(installation, session, {"name": {"family": "見本", "given": "花子"}})
    member = reviewer(installation, "taro", "髙見本 太郎")
    with installation.database.read() as unit:
        rows = [applications.by_number(unit, number) for number in (named, other)]
    chosen = [Chosen(row.receipt_number, row.revision) for row in rows if row]
    lines = list(act_in_bulk(installation, member, chosen, PASS, ""))
    assert [(line.receipt_number, line.done) for line in lines] == [(named, False), (other, True)]
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, 0)].count("be kept from own case") == 1


Act = Callable[[Installation, Unit, Member, Case], object]
_NOTHING: Any = None
# Acts that judge a case or favour its people. The refusal precedes any other check.
_ACTS: Mapping[str, Act] = {
    "enter a correction": lambda i, u, m, c: enter_correction(i, u, m, c, 0, _NOTHING, _NOTHING),
    "put a correction off": lambda i, u, m, c: extend_correction(i, u, m, c, 0, _NOTHING),
    "put the period off": lambda i, u, m, c: extend_period(i, u, m, c, 0, _NOTHING),
    "put a paper off": lambda i, u, m, c: put_off_paper(i, u, m, c, _NOTHING, _NOTHING),
    "want no paper": lambda i, u, m, c: waive_paper(i, u, m, c, _NOTHING, "必要ありません"),
    "believe a mandate": lambda i, u, m, c: judge_delegation(i, u, m, c, "claimed", "verified", "委任状"),
    "settle a signature": lambda i, u, m, c: settle_signature(i, u, m, c, 1, "accepted", "免許証"),
    "say who it is": lambda i, u, m, c: settle_match(i, u, m, c, (), "nobody", "理由"),
    "take money without a till": lambda i, u, m, c: receive_at_counter(i, u, m, c, 300),
    "give money back": lambda i, u, m, c: ask_refund(i, u, m, c, "P1", "理由"),
    "say that money was given back": lambda i, u, m, c: refund_by_hand(i, u, m, c, "P1", "現金"),
    "answer a 取下げ": lambda i, u, m, c: answer_stop(i, u, m, c, 0, grant=False, words="いいえ"),
    "take an answer of the prefecture": lambda i, u, m, c: take_return(i, u, m, c, _NOTHING, "2026-11-20", "fit", ""),
    "send a colleague's outcome back": lambda i, u, m, c: send_outcome_back(i, u, m, c, "理由"),
    "take an outcome back": take_outcome_back,
    "hold the hand-over": lambda i, u, m, c: hold_hand_over(i, u, m, c, "理由"),
    "free the hand-over": lambda i, u, m, c: free_hand_over(i, u, m, c, shown="理由"),
    "note an appeal": lambda i, u, m, c: note_appeal(i, u, m, c, _NOTHING, ""),
    "say how an appeal ended": lambda i, u, m, c: settle_appeal(i, u, m, c, _NOTHING, "2026-11-20", "upheld"),
}


def test_they_judge_nothing_else_of_it_either(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    member = add_member(installation, "taro", ("approver", DUTY), name="髙見本 太郎")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        assert [name for name, act in _ACTS.items() if not refuses(act, installation, unit, member, case)] == []


def refuses(act: Act, installation: Installation, unit: Unit, member: Member, case: Case) -> bool:
    try:
        act(installation, unit, member, case)
    except OwnCase:
        return True
    return False
