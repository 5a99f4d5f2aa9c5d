"""申請をやめる: at once, on request, or too late."""

from dataclasses import replace

import pytest

from portal.errors import Closed, Conflict, NotAllowed
from portal.services.cases.cases import Case, case_of_member, case_of_resident
from portal.services.cases.keep_book import rows
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.my_cases.state_line import open_correction, state_line, timeline
from portal.services.my_cases.stop_application import (
    ASK,
    ASKED,
    LATE,
    NOW,
    OVER,
    answer_stop,
    open_asking,
    reasons_to_stop,
    stop_application,
    way_to_stop,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.desk import corrections
from portal.store.handover import hand_overs
from portal.store.my_cases import withdrawals
from tests.definitions.shelf import shelf
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, PLACE, file_application

REASON = "証が見つかったので、もういりません。"


def stop(installation: Installation, session: Session, number: str, way: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", session.person_id or "", place=PLACE), way, REASON)
        unit.commit()


def examined(installation: Installation, session: Session, reviewer: Member) -> str:
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return number


def answer(installation: Installation, reviewer: Member, number: str, *, grant: bool, words: str = "") -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        answer_stop(installation, unit, reviewer, case, case.row.revision, grant=grant, words=words)
        unit.commit()


def way(installation: Installation, session: Session, number: str) -> str:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return way_to_stop(installation, unit, case, installation.clock.today())


def shown_state(installation: Installation, session: Session, number: str) -> tuple[str, list[str]]:
    """Keys of the state line and of the timeline."""
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        stopping = bool(withdrawals.open_of(unit, [case.row.id]))
        line = state_line(installation, case, open_correction(unit, case), stopping=stopping)
        return line.key, [entry.key for entry in timeline(unit, case)]


def test_before_the_examination_it_is_done_at_once_and_stays_in_the_book(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = file_application(installation, session)
    assert way(installation, session, number) == NOW
    stop(installation, session, number, NOW)
    stop(installation, session, number, NOW)
    assert shown_state(installation, session, number) == ("state.withdrawn", ["timeline.receive", "timeline.withdraw"])
    assert way(installation, session, number) == OVER
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert [request.reason for request in reasons_to_stop(unit, case)] == [REASON]
        today = installation.clock.today()
        (line,) = rows(installation, unit, (DUTY,), today, today)
    assert (line.receipt_number, line.state, line.decided) == (number, "取下げ", "2026-11-20")


def test_what_was_asked_again_is_asked_no_more(installation: Installation, session: Session, reviewer: Member) -> None:
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "phone")
    stop(installation, session, number, NOW)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert corrections.open_one(unit, case.row.id) is None


def test_while_it_is_examined_it_is_asked_once_and_the_section_confirms(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = examined(installation, session, reviewer)
    assert way(installation, session, number) == ASK
    with pytest.raises(Conflict):
        stop(installation, session, number, NOW)  # from a page that was opened before
    stop(installation, session, number, ASK)
    stop(installation, session, number, ASK)
    assert way(installation, session, number) == ASKED
    keys = ["timeline.receive", "timeline.pass", "timeline.ask_to_stop"]
    assert shown_state(installation, session, number) == ("state.stopping", keys)
    answer(installation, reviewer, number, grant=True)
    assert shown_state(installation, session, number) == ("state.withdrawn", [*keys, "timeline.withdraw"])
    with pytest.raises(Conflict):
        answer(installation, reviewer, number, grant=True)
    with installation.database.read() as unit:
        assert hand_overs.waiting_versions(unit, "generic.application", [DUTY]) == []


def test_the_section_may_go_on_and_says_why_and_it_may_be_asked_again(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = examined(installation, session, reviewer)
    stop(installation, session, number, ASK)
    answer(installation, reviewer, number, grant=False, words="もう証を作りました。")
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert timeline(unit, case)[-1].words == "もう証を作りました。"
        assert open_asking(unit, case) is None
    assert shown_state(installation, session, number)[0] == "state.examining"
    stop(installation, session, number, ASK)
    assert way(installation, session, number) == ASKED


def test_a_decision_ends_the_question_and_nothing_stops_after_it(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    number = examined(installation, session, reviewer)
    with installation.database.read() as unit:
        seen = case_of_member(installation, unit, reviewer, number)
    stop(installation, session, number, ASK)
    with pytest.raises(Conflict):  # a decision on a page without the request
        decide(installation, reviewer, seen)
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
    decide(installation, reviewer, case)
    assert shown_state(installation, session, number)[0] == "state.approved"
    for way_ in (NOW, ASK):
        with pytest.raises(Closed):
            stop(installation, session, number, way_)
    with installation.database.read() as unit:
        assert withdrawals.open_numbers(unit, (DUTY,), 9) == []


def decide(installation: Installation, reviewer: Member, case: Case) -> None:
    with installation.database.write() as unit:
        decision = read_decision(installation, case, "approved", "")
        decide_application(installation, unit, reviewer, case, case.row.revision, decision)
        unit.commit()


def test_only_who_may_review_answers(installation: Installation, session: Session, reviewer: Member) -> None:
    number = examined(installation, session, reviewer)
    stop(installation, session, number, ASK)
    looks_on = replace(reviewer, rights=frozenset({("exporter", DUTY)}))
    with pytest.raises(NotAllowed):
        answer(installation, looks_on, number, grant=True)


def test_after_the_day_of_the_definition_neither_a_page_nor_a_post_withdraws_but_the_section_may(
    installation: Installation, session: Session, reviewer: Member
) -> None:
    offer(installation, shelf()["withdraw"])
    answers = {"name": {"family": "髙見本", "given": "太郎"}, "used_on": "2026-11-25"}
    number = file_application(installation, session, of="withdraw", answers=answers)
    last, after = (at(installation, f"2026-11-{day}T23:59:00+09:00") for day in (22, 23))
    assert (way(last, session, number), way(after, session, number)) == (NOW, LATE)
    for attempt in (NOW, ASK, LATE):
        with pytest.raises(Closed):
            stop(after, session, number, attempt)
    with installation.database.write() as unit:
        case = case_of_member(after, unit, reviewer, number)
        pass_screening(after, unit, reviewer, case, case.row.revision)
        unit.commit()
    assert (way(last, session, number), way(after, session, number)) == (ASK, LATE)
    stop(last, session, number, ASK)
    assert way(after, session, number) == ASKED  # what was asked in time waits for its answer
    answer(after, reviewer, number, grant=True)
    assert way(after, session, number) == OVER
