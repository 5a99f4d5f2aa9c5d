"""Staff enter an answer or end the wait."""

import pytest

from portal.errors import Closed, Conflict, NotAllowed
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.describe_case import describe_case
from portal.services.desk.case.enter_correction import Note, enter_correction, read_correction
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.my_cases.correct_application import open_mending
from portal.services.my_cases.state_line import timeline
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from tests.portal.audited import audited_of
from tests.portal.services.desk.at_work import case_of
from tests.portal.world import DUTY, add_member, alice, file_application

NOTE = Note("telephone", "長女の見本花子さん", "2026-11-20T09:30", "駅でなくしたとのこと")


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    """Returned because the reason for asking was unclear."""
    number = file_application(installation, alice(installation))
    give_back(installation, reviewer, number)
    return number


def give_back(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        wanted = read_return(installation.clock, case, (Asked("reason", "unclear", ""),), "2026-12-04")
        return_for_correction(installation, unit, member, case, case.row.revision, wanted)
        unit.commit()


def enter(installation: Installation, member: Member, number: str, posted: dict[str, list[str]], *shown: str) -> bool:
    """Whether it was complete and thus sent."""
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        entered = read_correction(installation, unit, case, posted, frozenset(shown))
        if entered.complete:
            enter_correction(installation, unit, member, case, case.row.revision, entered, NOTE)
            unit.commit()
    return entered.complete


def test_an_answer_by_telephone_goes_back_to_the_check_of_form(
    installation: Installation, reviewer: Member, number: str
) -> None:
    posted = {"reason": ["other"], "reason.tell": ["市に返した"]}
    assert enter(installation, reviewer, number, posted, "reason")
    case = case_of(installation, reviewer, number)
    assert (case.row.state, case.row.answers_revision) == ("screening", 2)
    with installation.database.read() as unit:
        last = applications.events(unit, case.row.id)[-1]
        records = [(record.action, record.actor, record.detail) for record in audited_of(unit, case.row.id)]
    assert (last.move, last.actor) == ("correct", "staff:reviewer")
    assert ("enter correction", "staff:reviewer", "telephone") in records


def test_an_answer_that_opens_a_question_is_sent_only_with_that_one(
    installation: Installation, reviewer: Member, number: str
) -> None:
    assert not enter(installation, reviewer, number, {"reason": ["damaged"]}, "reason")
    posted = {"reason": ["damaged"], "return_by": ["post"]}
    assert enter(installation, reviewer, number, posted, "reason", "return_by")
    case = case_of(installation, reviewer, number)
    assert case.answers["return_by"] == "post"
    assert "lost_how" not in case.answers


def test_what_was_left_incomplete_is_not_kept(installation: Installation, reviewer: Member, number: str) -> None:
    assert not enter(installation, reviewer, number, {"reason": []}, "reason")
    assert not enter(installation, reviewer, number, {"reason": ["damaged"]}, "reason")
    with installation.database.read() as unit:
        assert open_mending(unit, case_of_member(installation, unit, reviewer, number)).answers["reason"] == "lost"


def test_only_asked_questions_are_changed(installation: Installation, reviewer: Member, number: str) -> None:
    posted = {"reason": ["lost"], "phone": ["000-9999-9999"]}
    assert enter(installation, reviewer, number, posted, "reason", "phone")
    assert case_of(installation, reviewer, number).answers["phone"] == "000-0000-0001"


def test_what_was_never_answered_is_taken_back_and_asked_again(
    installation: Installation, reviewer: Member, number: str
) -> None:
    session = alice(installation)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stop_waiting(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        assert (case.row.state, case.row.answers_revision) == ("screening", 1)
        keys = [happened.key for happened in timeline(unit, case_of_resident(installation, unit, session, number))]
        assert keys == ["timeline.receive", "timeline.return"]
        with pytest.raises(Conflict):
            stop_waiting(installation, unit, reviewer, case, case.row.revision)
        wanted = read_return(installation.clock, case, (Asked("phone", "unclear", ""),), "2026-12-04")
        return_for_correction(installation, unit, reviewer, case, case.row.revision, wanted)
        unit.commit()
    assert enter(installation, reviewer, number, {"phone": ["000-0000-0002"]}, "phone")
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        answered, unanswered = describe_case(installation, unit, case, reviewer.id).corrections
    assert [(change.before, change.after) for change in answered.changes] == [("000-0000-0001", "000-0000-0002")]
    assert not answered.unanswered
    assert (unanswered.unanswered, unanswered.changes, unanswered.left) == (True, (), None)


def test_the_slower_of_two_is_informed(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        entered = read_correction(installation, unit, case, {"reason": ["lost"]}, frozenset({"reason"}))
        with pytest.raises(Conflict):
            enter_correction(installation, unit, reviewer, case, case.row.revision - 1, entered, NOTE)
    assert enter(installation, reviewer, number, {"reason": ["lost"]}, "reason")
    with pytest.raises(Closed):
        enter(installation, reviewer, number, {"reason": ["lost"]}, "reason")


def test_a_clerk_does_not_answer_for_the_applicant(installation: Installation, reviewer: Member, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        enter(installation, clerk, number, {"reason": ["lost"]}, "reason")
    assert case_of(installation, reviewer, number).row.state == "returned"
