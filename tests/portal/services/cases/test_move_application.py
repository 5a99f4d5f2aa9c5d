"""Moves of a case by staff."""

import threading

import pytest

from forms.definition.kind import moves
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotYours
from portal.services.cases.cases import Case, case_of_member, case_of_resident
from portal.services.cases.move_application import ways
from portal.services.desk.case.decide_application import Decision, choices, decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.sections.take_case import release_case, take_case
from portal.services.my_cases.state_line import timeline
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.audited import audited_of
from tests.portal.world import DUTY, add_member, alice, state_of


def opened(installation: Installation, unit: Unit, member: Member, number: str) -> Case:
    return case_of_member(installation, unit, member, number)


def pass_it(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = opened(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()


def decide(installation: Installation, member: Member, number: str, outcome: str, words: str = "") -> Decision:
    with installation.database.write() as unit:
        case = opened(installation, unit, member, number)
        decision = read_decision(installation, case, outcome, words)
        assert decision.mistakes == ()
        decide_application(installation, unit, member, case, case.row.revision, decision)
        unit.commit()
    return decision


def test_passing_begins_the_check_of_form_by_itself(installation: Installation, reviewer: Member, number: str) -> None:
    pass_it(installation, reviewer, number)
    with installation.database.read() as unit:
        case = opened(installation, unit, reviewer, number)
        events = applications.events(unit, case.row.id)
    assert [(event.move, event.from_state, event.to_state) for event in events] == [
        ("receive", "draft", "received"), ("screen", "received", "screening"), ("pass", "screening", "examining"),
    ]  # fmt: skip
    assert events[-1].actor == "staff:reviewer"
    assert case.row.decided_at is None


def test_every_way_shown_to_staff_is_in_the_table_of_the_kind(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        row = opened(installation, unit, reviewer, number).row
    assert ways(row) == tuple(move.to for move in moves("application", "screening", "staff"))
    pass_it(installation, reviewer, number)
    with installation.database.read() as unit:
        case = opened(installation, unit, reviewer, number)
    assert ways(case.row) == tuple(move.to for move in moves("application", "examining", "staff"))
    assert choices(case.procedure, case.row) == ("approved", "partly", "refused", "withdrawn")


@pytest.mark.parametrize("outcome", ["approved", "partly", "refused"])
def test_an_outcome_ends_the_case_and_is_reported_with_the_way_to_object(
    installation: Installation, reviewer: Member, number: str, outcome: str
) -> None:
    session = alice(installation)
    pass_it(installation, reviewer, number)
    decide(installation, reviewer, number, outcome, "資格がないためです。")
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        last = timeline(unit, case)[-1]
        records = audited_of(unit, case.row.id)
    assert case.row.state == outcome
    assert case.row.decided_at is not None
    assert last.key == "timeline.decide"
    assert last.words.startswith("資格がないためです。\n\n")
    assert "3か月以内に、見本県介護保険審査会に対して審査請求" in last.words
    assert ("decide application", outcome) in [(record.action, record.detail) for record in records]
    assert not any("資格" in record.detail for record in records)


def test_an_approval_without_words_still_shows_the_way_to_object(
    installation: Installation, reviewer: Member, number: str
) -> None:
    pass_it(installation, reviewer, number)
    decision = decide(installation, reviewer, number, "approved")
    assert decision.notice_words == decision.appeal_text != ""


@pytest.mark.parametrize(("outcome", "words", "key"), [("refused", " ", "no_words"), ("partly", "", "no_words"), ("approved", "あ" * 2001, "too_long")])  # fmt: skip
def test_a_refusal_needs_its_reason(
    installation: Installation, reviewer: Member, number: str, outcome: str, words: str, key: str
) -> None:
    pass_it(installation, reviewer, number)
    with installation.database.read() as unit:
        case = opened(installation, unit, reviewer, number)
    assert read_decision(installation, case, outcome, words).mistakes == (("words", key),)


def test_what_is_not_in_good_form_may_be_refused_but_not_approved_unexamined(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        case = opened(installation, unit, reviewer, number)
    assert choices(case.procedure, case.row) == ("refused", "withdrawn")
    assert read_decision(installation, case, "approved", "").mistakes == (("outcome", "none_chosen"),)
    decide(installation, reviewer, number, "refused", "様式が違うためです。")
    assert state_of(installation, number) == "refused"


def test_a_withdrawal_is_confirmed_while_examining_and_shows_no_way_to_object(
    installation: Installation, reviewer: Member, number: str
) -> None:
    pass_it(installation, reviewer, number)
    decision = decide(installation, reviewer, number, "withdrawn")
    assert decision.notice_words == ""
    with installation.database.read() as unit:
        case = opened(installation, unit, reviewer, number)
        assert applications.events(unit, case.row.id)[-1].move == "withdraw"
    assert case.row.decided_at is not None
    assert ways(case.row) == ()


def test_an_ended_case_is_not_ended_again(installation: Installation, reviewer: Member, number: str) -> None:
    pass_it(installation, reviewer, number)
    decision = decide(installation, reviewer, number, "approved")
    with installation.database.write() as unit:
        case = opened(installation, unit, reviewer, number)
        with pytest.raises(Conflict):
            decide_application(installation, unit, reviewer, case, case.row.revision, decision)


def test_of_two_reviewers_the_slower_one_is_informed(installation: Installation, reviewer: Member, number: str) -> None:
    other = add_member(installation, "other", ("reviewer", DUTY))
    with installation.database.read() as unit:
        seen = opened(installation, unit, other, number).row.revision
    pass_it(installation, reviewer, number)
    with installation.database.write() as unit:
        case = opened(installation, unit, other, number)
        with pytest.raises(Conflict):
            pass_screening(installation, unit, other, case, seen)


@pytest.mark.both_engines
def test_two_who_read_the_same_revision_at_once_move_it_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    with installation.database.read() as unit:
        stale = opened(installation, unit, reviewer, number)
    outcomes: list[str] = []
    both = threading.Barrier(2)

    def go() -> None:
        both.wait()
        try:
            with installation.database.write() as unit:
                pass_screening(installation, unit, reviewer, stale, stale.row.revision)
                unit.commit()
            outcomes.append("moved")
        except Conflict:
            outcomes.append("too late")

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", "too late"]
    with installation.database.read() as unit:
        assert len(applications.events(unit, stale.row.id)) == 3


def test_a_clerk_may_look_but_not_act(installation: Installation, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with installation.database.write() as unit:
        case = opened(installation, unit, clerk, number)
        with pytest.raises(NotAllowed):
            pass_screening(installation, unit, clerk, case, case.row.revision)
        with pytest.raises(NotAllowed):
            take_case(installation, unit, clerk, case, case.row.revision)


def test_staff_of_another_duty_do_not_find_the_case(installation: Installation, number: str) -> None:
    charlie = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    with installation.database.read() as unit, pytest.raises(NotYours):
        opened(installation, unit, charlie, number)


def test_a_case_is_taken_and_given_back(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = opened(installation, unit, reviewer, number)
        take_case(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            take_case(installation, unit, reviewer, case, case.row.revision)
        taken = opened(installation, unit, reviewer, number)
        assert taken.row.assignee_id == reviewer.id
        assert taken.row.state == "received"
        release_case(installation, unit, reviewer, taken, taken.row.revision)
        unit.commit()
    with installation.database.read() as unit:
        case = opened(installation, unit, reviewer, number)
        actions = [record.action for record in audited_of(unit, case.row.id)]
    assert case.row.assignee_id is None
    assert actions[:2] == ["release case", "take case"]
