"""An outcome is announced once, after approval and undo time."""

import threading
from dataclasses import replace

import pytest

from portal.errors import Conflict, Held, NotAllowed
from portal.jobs.let_outcomes_leave import let_outcomes_leave
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.decide_application import read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.settle_outcome import (
    approve_outcome,
    send_outcome_back,
    settle_outcome,
    take_outcome_back,
    why_sent_back,
)
from portal.services.desk.case.transfer_case import accept_case, offer_case, open_offer
from portal.services.desk.queue.page import Wanted
from portal.services.my_cases.stop_application import ASK, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications, results
from portal.store.desk import decisions
from portal.store.notices import deliveries, notices
from tests.portal.contacts import proved
from tests.portal.later import at, later
from tests.portal.services.desk.at_work import case_of
from tests.portal.services.desk.queue.test_page import look, numbers
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application


def with_undo(installation: Installation, minutes: int) -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"undo_minutes": minutes}))


def with_approval(installation: Installation) -> Installation:
    city = installation.city
    rows = tuple(row.model_copy(update={"approval": True}) for row in city.duties[DUTY])
    return replace(installation, city=city.model_copy(update={"duties": {**city.duties, DUTY: rows}}))


@pytest.fixture
def number(installation: Installation, reviewer: Member) -> str:
    """Examined; alice has an address for outcomes."""
    session = alice(installation)
    proved(installation, session.person_id)
    filed = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of(installation, reviewer, filed)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return filed


def decide(
    installation: Installation, member: Member, number: str, outcome: str = "refused", *, over_stop: bool = False
) -> str:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        decision = read_decision(installation, case, outcome, "資格がないためです。")
        did = settle_outcome(installation, unit, member, case, case.row.revision, decision, over_stop=over_stop)
        unit.commit()
    return did


def ask_to_stop(installation: Installation, number: str) -> None:
    session = alice(installation)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", "alice", place=PLACE), ASK, "引っ越すため")
        unit.commit()


def outcome_state(installation: Installation, member: Member, number: str) -> tuple[str, int, int]:
    """(state, notices, outcome mails)."""
    case = case_of(installation, member, number)
    with installation.database.read() as unit:
        written = notices.of_application(unit, case.row.id)
        board = deliveries.board(unit, (DUTY,), state="", kind="", number=number, before=(1 << 62, ""), most=50)
    return case.row.state, len(written), sum(row.message == "decided" for row in board)


def test_without_time_to_take_it_back_it_is_reported_at_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    assert decide(installation, reviewer, number) == "decide"
    assert outcome_state(installation, reviewer, number) == ("refused", 1, 1)


def test_nobody_is_informed_before_the_time_to_take_it_back_is_over_and_then_once(
    installation: Installation, reviewer: Member, number: str
) -> None:
    undo = with_undo(installation, 10)
    assert decide(undo, reviewer, number) == "wait"
    assert let_outcomes_leave(later(undo, minutes=9)) == 0
    assert outcome_state(installation, reviewer, number) == ("examining", 0, 0)
    assert let_outcomes_leave(later(undo, minutes=11)) == 1
    assert let_outcomes_leave(later(undo, minutes=12)) == 0
    assert outcome_state(installation, reviewer, number) == ("refused", 1, 1)
    with installation.database.read() as unit:
        event = applications.events(unit, case_of(installation, reviewer, number).row.id)[-1]
    assert (event.move, event.actor) == ("decide", "staff:reviewer")


def test_it_is_decided_on_the_day_of_the_last_press_also_if_it_leaves_on_another(
    installation: Installation, reviewer: Member, approver: Member, number: str
) -> None:
    undo = with_undo(with_approval(installation), 10)
    assert decide(undo, reviewer, number) == "propose"
    midnight = at(undo, "2026-11-21T23:55:00+09:00")
    with installation.database.write() as unit:
        approve_outcome(midnight, unit, approver, case_of_member(midnight, unit, approver, number))
        unit.commit()
    assert let_outcomes_leave(later(undo, days=3)) == 1, "the worker was away"
    with installation.database.read() as unit:
        (result,) = results.of_application(unit, case_of(installation, reviewer, number).row.id)
    assert result.decided_on == "2026-11-21"


def test_it_is_taken_back_in_time_and_not_after(installation: Installation, reviewer: Member, number: str) -> None:
    undo, late = with_undo(installation, 10), later(with_undo(installation, 10), minutes=11)
    decide(undo, reviewer, number)
    other = add_member(installation, "other", ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        with pytest.raises(NotAllowed):
            take_outcome_back(undo, unit, other, case)
        with pytest.raises(Conflict):
            take_outcome_back(late, unit, reviewer, case)
        take_outcome_back(undo, unit, reviewer, case)
        unit.commit()
    assert let_outcomes_leave(late) == 0
    assert outcome_state(installation, reviewer, number) == ("examining", 0, 0)
    assert decide(undo, reviewer, number, "approved") == "wait"
    assert let_outcomes_leave(late) == 1
    assert outcome_state(installation, reviewer, number)[0] == "approved"


def test_an_approval_that_is_taken_back_leaves_the_proposal_to_be_approved(
    installation: Installation, reviewer: Member, approver: Member, number: str
) -> None:
    city = with_approval(with_undo(installation, 10))
    decide(city, reviewer, number)
    for act in (approve_outcome, take_outcome_back, approve_outcome):
        with city.database.write() as unit:
            act(city, unit, approver, case_of_member(city, unit, approver, number))
            unit.commit()
    assert let_outcomes_leave(later(city, minutes=11)) == 1
    assert outcome_state(city, reviewer, number)[0] == "refused"


def test_while_one_is_open_nobody_decides_or_moves(installation: Installation, reviewer: Member, number: str) -> None:
    undo = with_undo(installation, 10)
    decide(undo, reviewer, number)
    with pytest.raises(Conflict):
        decide(undo, add_member(installation, "other", ("reviewer", DUTY)), number, "approved")


@pytest.mark.parametrize("first", ["outcome", "transfer"])
def test_a_transfer_and_an_outcome_that_saw_nothing_of_each_other_are_not_both_kept(
    installation: Installation, reviewer: Member, number: str, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    undo, receiver = with_undo(installation, 10), add_member(installation, "kyufu", ("reviewer", "care-benefit"))
    with installation.database.write() as unit:
        case = case_of(installation, reviewer, number)
        offer_case(installation, unit, reviewer, case, case.row.revision, "care-benefit", "給付の事務です", "z" * 20)
        unit.commit()
    case = case_of(installation, reviewer, number)
    with installation.database.read() as unit:
        offer = open_offer(unit, case)
    assert offer is not None

    def settle() -> None:
        with installation.database.change() as unit:
            decision = read_decision(installation, case, "refused", "資格がないためです。")
            settle_outcome(undo, unit, reviewer, case, case.row.revision, decision)

    def accept() -> None:
        with installation.database.change() as unit:
            accept_case(installation, unit, receiver, case, offer)

    monkeypatch.setattr(decisions, "open_one", lambda *_: None)  # both looked at the same moment
    earlier, later_one = (settle, accept) if first == "outcome" else (accept, settle)
    earlier()
    with pytest.raises(Conflict):
        later_one()


@pytest.mark.both_engines
def test_two_workers_tell_it_once(installation: Installation, reviewer: Member, number: str) -> None:
    undo = with_undo(installation, 10)
    decide(undo, reviewer, number)
    late, counts, both = later(undo, minutes=11), list[int](), threading.Barrier(2)

    def go() -> None:
        both.wait()
        counts.append(let_outcomes_leave(late))

    workers = [threading.Thread(target=go) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 1
    assert outcome_state(installation, reviewer, number) == ("refused", 1, 1)
    with installation.database.read() as unit:
        last = decisions.last(unit, case_of(installation, reviewer, number).row.id)
    assert last is not None
    assert last.state == "done"


def test_a_crash_while_it_leaves_costs_a_pause_and_neither_doubles_nor_loses_it(
    installation: Installation, reviewer: Member, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = with_undo(installation, 10)
    decide(undo, reviewer, number)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("portal.services.desk.case.decide_application.close_asking", die)
        with pytest.raises(KeyboardInterrupt):
            let_outcomes_leave(later(undo, minutes=11))
    assert outcome_state(installation, reviewer, number) == ("examining", 0, 0)
    assert let_outcomes_leave(later(undo, minutes=11)) == 1
    assert outcome_state(installation, reviewer, number) == ("refused", 1, 1)


def test_who_asks_to_stop_meanwhile_overtakes_it(installation: Installation, reviewer: Member, number: str) -> None:
    undo = with_undo(installation, 10)
    decide(undo, reviewer, number)
    ask_to_stop(installation, number)
    assert let_outcomes_leave(later(undo, minutes=12)) == 0
    assert outcome_state(installation, reviewer, number) == ("examining", 0, 0)
    with installation.database.read() as unit:
        last = decisions.last(unit, case_of(installation, reviewer, number).row.id)
    assert last is not None
    assert last.state == "overtaken"


def test_only_who_saw_a_request_to_stop_decides_over_it(
    installation: Installation, reviewer: Member, number: str
) -> None:
    undo = with_undo(installation, 10)
    ask_to_stop(installation, number)
    with pytest.raises(Held):
        decide(later(undo, minutes=1), reviewer, number)
    decide(later(undo, minutes=1), reviewer, number, over_stop=True)
    assert let_outcomes_leave(later(undo, minutes=12)) == 1
    assert outcome_state(installation, reviewer, number)[0] == "refused"


def test_the_approver_is_another_person(installation: Installation, number: str, reviewer: Member) -> None:
    city = with_approval(installation)
    both = add_member(installation, "both", ("reviewer", DUTY), ("approver", DUTY))
    assert decide(city, both, number) == "propose"
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, both, number)
        with pytest.raises(NotAllowed):
            approve_outcome(city, unit, both, case)
        with pytest.raises(NotAllowed):
            approve_outcome(city, unit, reviewer, case)
    assert outcome_state(installation, reviewer, number) == ("examining", 0, 0)


def test_what_is_approved_is_reported_in_the_name_of_who_approved_it(
    installation: Installation, reviewer: Member, approver: Member, number: str
) -> None:
    city = with_approval(installation)
    decide(city, reviewer, number)
    assert let_outcomes_leave(later(city, days=3)) == 0, "it waits until it is approved"
    with installation.database.write() as unit:
        assert approve_outcome(city, unit, approver, case_of_member(installation, unit, approver, number)) == "decide"
        unit.commit()
    assert outcome_state(installation, reviewer, number) == ("refused", 1, 1)
    with installation.database.read() as unit:
        event = applications.events(unit, case_of(installation, reviewer, number).row.id)[-1]
    assert event.actor == "staff:approver"


@pytest.mark.both_engines
def test_what_waits_for_an_approver_is_in_a_tab_of_its_own_until_it_is_approved(
    installation: Installation, reviewer: Member, approver: Member, number: str
) -> None:
    city = with_approval(installation)
    assert look(city, approver).counts["approval"] == "0"
    decide(city, reviewer, number)
    assert numbers(look(city, approver, Wanted(hold="approval"))) == [number]
    assert look(city, approver).counts["approval"] == "1"
    with installation.database.write() as unit:
        approve_outcome(city, unit, approver, case_of_member(installation, unit, approver, number))
        unit.commit()
    assert numbers(look(city, approver, Wanted(hold="approval"))) == []


def test_a_proposal_that_is_sent_back_shows_why_and_is_made_again(
    installation: Installation, reviewer: Member, approver: Member, number: str
) -> None:
    city = with_undo(with_approval(installation), 10)
    decide(city, reviewer, number)
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, approver, number)
        send_outcome_back(city, unit, approver, case, "理由が短すぎます")
        last = decisions.last(unit, case.row.id)
        assert last is not None
        assert why_sent_back(case, last) == "理由が短すぎます"
        with pytest.raises(Conflict):
            approve_outcome(city, unit, approver, case)
        unit.commit()
    assert decide(city, reviewer, number, "approved") == "propose"
    with installation.database.write() as unit:
        assert approve_outcome(city, unit, approver, case_of_member(installation, unit, approver, number)) == "wait"
        unit.commit()
    assert let_outcomes_leave(later(city, minutes=11)) == 1
    assert outcome_state(installation, reviewer, number)[0] == "approved"
