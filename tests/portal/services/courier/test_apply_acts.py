"""Acts outside take effect inside once."""

from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.courier.ledger import ledger
from portal.services.my_cases.state_line import timeline
from portal.services.my_cases.stop_waiting import stop_waiting
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.fees import payments
from portal.store.fees.payments import PaymentRow
from portal.store.my_cases import late_papers
from tests.definitions.shelf import shelf
from tests.portal.contacts import proved
from tests.portal.later import at
from tests.portal.routes.guest_browser import offer, version
from tests.portal.routes.late_papers import PROOF
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.courier.carrying import (
    ON_BOTH_ENGINES,
    answer_asking,
    ask,
    correct,
    decide,
    examine,
    inside,
    nothing_waits,
    recall,
    returned_number,
    same_at_both,
    stop,
    write_to_office,
)
from tests.portal.services.desk.case.test_enter_correction import enter
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_hand_in_paper import hand_in
from tests.portal.two_zones import Zones
from tests.portal.world import DUTY, add_member, alice, file_application

__all__ = ["returned_number"]

TYPED = "000-0000-0007"


@ON_BOTH_ENGINES
def test_who_stops_outside_while_it_is_examined_inside_has_asked_for_it(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    examine(zones, inner_reviewer, number)
    assert stop(zones, session, number) == "now"  # not yet known outside
    zones.round()
    assert same_state(zones, number) == ("examining", "examining")
    answer_asking(zones, inner_reviewer, number, grant=True)
    zones.round()
    assert same_at_both(zones, number)["state"] == "withdrawn"


@ON_BOTH_ENGINES
def test_who_stops_before_it_was_carried_has_stopped_inside(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    stop(zones, session, number)
    zones.round()
    assert same_at_both(zones, number)["state"] == "withdrawn"


def test_who_stopped_on_the_last_day_outside_has_stopped_inside_though_it_is_carried_later(zones: Zones) -> None:
    for installation in (zones.outer, zones.inner):
        offer(installation, shelf()["withdraw"])
    answers = {"name": {"family": "髙見本", "given": "太郎"}, "used_on": "2026-11-23"}
    number = file_application(zones.outer, alice(zones.outer), of="withdraw", answers=answers)
    assert stop(zones, alice(zones.outer), number) == "now"
    zones.inner = at(zones.inner, "2026-11-24T09:00:00+09:00")
    zones.round()
    assert same_state(zones, number) == ("withdrawn", "withdrawn")


def test_an_end_that_both_sides_make_is_one_line_of_the_history_and_one_mail(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    proved(zones.outer, session.person_id)
    number = file_application(zones.outer, session)
    zones.round()
    stop(zones, session, number)
    decide(zones, inner_reviewer, number, "withdrawn", "11月20日に電話で聞きました。")
    zones.round()
    assert same_state(zones, number) == ("withdrawn", "withdrawn")
    with zones.outer.database.read() as unit:
        lines = timeline(unit, case_of_resident(zones.outer, unit, session, number))
        mails = unit.connection.exec_driver_sql("SELECT message FROM outbox").scalars().all()
    assert [line.key for line in lines] == ["timeline.receive", "timeline.withdraw"]
    assert lines[-1].words == "11月20日に電話で聞きました。"
    assert "withdrawn" not in mails, "the page of the applicant sends it"


@ON_BOTH_ENGINES
def test_what_comes_after_the_decision_is_kept_apart_and_the_decision_stands(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    ask(zones, inner_reviewer, number)
    zones.round()
    correct(zones, session, number)
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, inner_reviewer, number)
        stop_waiting(zones.inner, unit, inner_reviewer, case, case.row.revision)
        unit.commit()
    examine(zones, inner_reviewer, number)
    decide(zones, inner_reviewer, number, "refused")
    stop(zones, session, number)
    zones.round()
    assert same_state(zones, number) == ("refused", "refused")
    kept = ledger(zones.inner).apart
    assert {act.partition(":")[0] for _, act, _ in kept} == {"corrected", "stopped"}
    zones.round()
    assert ledger(zones.inner).apart == kept


@ON_BOTH_ENGINES
def test_that_money_came_outside_is_in_the_history_inside_once(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    number = file_application(zones.outer, session)
    zones.round()
    with zones.outer.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert payments.add(unit, PaymentRow(0, "P1", row.id, 710, "JPY", "paid", "fake", "R", 2, 2, 2, row.stored_at))
        unit.commit()
    for _ in range(2):
        zones.round()
    page = at_desk(zones.inner, inner_reviewer).get(f"/desk/{number}")
    assert page.count("インターネット側での手数料：710円。払われました") == 1


def same_state(zones: Zones, number: str) -> tuple[str, str]:
    answers = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            answers.append(row.state if row else "")
    return answers[0], answers[1]


def test_where_both_answered_at_once_that_of_the_section_is_at_both(
    zones: Zones, session: Session, inner_reviewer: Member, number: str
) -> None:
    assert enter(zones.inner, inner_reviewer, number, {"phone": [TYPED]}, "phone")
    assert came_late(zones, session, inner_reviewer, number) == 1
    with zones.outer.database.read() as unit:
        assert (
            case_of_resident(zones.outer, unit, session, number).answers
            == inside(zones, inner_reviewer, number).answers
        )


def test_an_answer_to_what_nobody_waits_for_any_more_is_kept_for_the_section(
    zones: Zones, session: Session, inner_reviewer: Member, number: str
) -> None:
    recall(zones, inner_reviewer, number)
    assert came_late(zones, session, inner_reviewer, number) == 1


def came_late(zones: Zones, session: Session, inner_reviewer: Member, number: str) -> int:
    correct(zones, session, number)
    for _ in range(2):
        zones.round()
    case = inside(zones, inner_reviewer, number)
    with zones.outer.database.read() as unit:
        assert case_of_resident(zones.outer, unit, session, number).row.state == case.row.state == "screening"
    assert nothing_waits(zones)
    with zones.inner.database.read() as unit:
        return [event.move for event in applications.events(unit, case.row.id)].count("came_late")


def test_a_paper_that_is_asked_for_again_does_not_come_again_by_what_was_carried_before(
    zones: Zones, session: Session, inner_reviewer: Member
) -> None:
    for installation in (zones.outer, zones.inner):
        offer(installation, version(1, PROOF))
    number = file_application(zones.outer, session, of="small", answers={"reason": "lost"})
    hand_in(zones.outer, add_member(zones.outer, "reviewer", ("reviewer", DUTY)), number, "proof")
    zones.round()
    assert paper_inside(zones, inner_reviewer, number) == "came"
    ask_again(zones.inner, inner_reviewer, number, "paper-proof")
    write_to_office(zones, session, number, "いつ終わりますか。")  # not yet known outside
    zones.round()
    assert paper_inside(zones, inner_reviewer, number) == "owed"


def paper_inside(zones: Zones, inner_reviewer: Member, number: str) -> str:
    with zones.inner.database.read() as unit:
        (paper,) = late_papers.of_application(unit, case_of_member(zones.inner, unit, inner_reviewer, number).row.id)
    return paper.state
