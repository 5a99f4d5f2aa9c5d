"""A time that is given up takes its answer, its fee and the section along."""

from dataclasses import replace
from typing import Any

import pytest

from forms.city.times import GivenBack
from integrations.payments.fake import FakePayments
from portal.errors import Closed
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.bookings.change_reservation import booking_of, bookings_of, change_time, times_left
from portal.services.cases.cases import Case, case_of_resident
from portal.services.cases.fee import amount_due
from portal.services.cases.last_change import end_of_times
from portal.services.desk.case.describe_case import describe_history
from portal.services.fees.refund_payment import FeeAfter
from portal.services.my_cases.cancel_time import Cancelling, cancel_time, describe_cancelling
from portal.services.my_cases.send_message import thread
from portal.services.my_cases.state_line import of_ended_times, state_line, timeline
from portal.services.my_cases.stop_application import reasons_to_stop
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings import reservations
from portal.store.shared import audit_records
from tests.portal.later import at, later
from tests.portal.services.bookings.booking import book, giving_back
from tests.portal.services.bookings.two_times import FIRST, MORNING, NOON, SECOND, book_two
from tests.portal.services.fees.paying import begin, report, state_of
from tests.portal.world import PLACE


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def described(installation: Installation, session: Session, number: str, question: str) -> Cancelling:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return describe_cancelling(installation, unit, case, booking_of(installation, unit, case, question))


def cancel(installation: Installation, session: Session, number: str, question: str, reason: str = "") -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        booking = booking_of(installation, unit, case, question)
        cancelling = describe_cancelling(installation, unit, case, booking)
        cancel_time(installation, unit, case, actor, booking, cancelling, reason)
        unit.commit()


def pay(installation: Installation, provider: FakePayments, session: Session, number: str) -> str:
    order = begin(installation, session, number).number
    provider.settle(order, "paid")
    report(installation, provider, order, "paid")
    return order


def times_of(installation: Installation, case: Case) -> dict[str, str]:
    with installation.database.read() as unit:
        return {row.row.question: row.row.slot for row in bookings_of(installation, unit, case) if row.kept}


def decide(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        unit.connection.exec_driver_sql("UPDATE application SET state = 'accepted', decided_at = 1")
        unit.commit()
    assert case_of(installation, session, number).row.state == "accepted"


def test_the_second_time_goes_with_its_answers_and_the_fee_falls(paying: Installation, session: Session) -> None:
    number = book_two(paying, session)
    cancelling = described(paying, session, number, SECOND)
    assert (cancelling.stops, cancelling.asks_section, cancelling.fee, cancelling.amount) == (False, False, None, 2400)
    cancel(paying, session, number, SECOND)
    case = case_of(paying, session, number)
    assert (SECOND in case.answers, case.answers["more"], case.row.state) == (False, False, "received")
    assert times_of(paying, case) == {FIRST: MORNING}
    with paying.database.read() as unit:
        fee = amount_due(paying, unit, case)
        shown = [happened.words for happened in timeline(unit, case) if happened.key == "timeline.cancel_time"]
        history = [happening.what for happening in describe_history(unit, case)]
    assert fee is not None
    assert fee.amount == 2400
    assert shown == [""], "no word of the city"
    assert history[0].startswith("予約が取り消された：第1競技場の2つめの日と時間")
    assert "12月10日" in history[0]


def test_after_the_first_the_second_is_in_its_place(paying: Installation, session: Session) -> None:
    number = book_two(paying, session)
    cancel(paying, session, number, FIRST)
    case = case_of(paying, session, number)
    assert (case.answers[FIRST]["id"], SECOND in case.answers) == (NOON, False)
    assert times_of(paying, case) == {FIRST: NOON}


@pytest.mark.parametrize(("percent", "way", "back"), [(100, "back", 2400), (50, "part", 1200), (0, "kept", 0)])
def test_what_was_paid_for_it_goes_back_by_the_rule_and_no_more_with_the_rest(
    paying: Installation, provider: FakePayments, session: Session, percent: int, way: str, back: int
) -> None:
    paying = giving_back(paying, (GivenBack(days=20, percent=percent), GivenBack(days=3, percent=0)))
    number = book_two(paying, session)
    order = pay(paying, provider, session, number)
    assert described(paying, session, number, SECOND).fee == FeeAfter(way, back, 2400)
    cancel(paying, session, number, SECOND)
    ask_about_payments(later(paying, minutes=1))
    with paying.database.read() as unit:
        fee = amount_due(paying, unit, case_of(paying, session, number))
    assert fee is not None
    assert (fee.returned, fee.differs, fee.by_rule) == (back, False, percent)
    assert described(paying, session, number, FIRST).stops
    cancel(paying, session, number, FIRST, "")
    for minutes in (2, 3):
        ask_about_payments(later(paying, minutes=minutes))
    assert sum(provider.returned[order].values() if order in provider.returned else ()) == 2 * back
    assert state_of(paying, order) == ("refunded" if percent == 100 else "paid")
    assert case_of(paying, session, number).row.state == "withdrawn"


def test_once_a_permit_names_the_times_one_is_given_up_and_the_section_learns_it_but_none_is_changed(
    paying: Installation, provider: FakePayments, session: Session
) -> None:
    number = book_two(paying, session)
    order = pay(paying, provider, session, number)
    decide(paying, session, number)
    with paying.database.read() as unit:
        case = case_of_resident(paying, unit, session, number)
        booking = booking_of(paying, unit, case, FIRST)
        assert booking.fixed
        assert times_left(unit, case, booking) == ()
        with pytest.raises(Closed):
            change_time(paying, unit, case, Actor("resident", "a"), booking, "gym_main-20261211-0900")
    for question, last in ((SECOND, False), (FIRST, True)):
        cancelling = described(paying, session, number, question)
        assert (cancelling.stops, cancelling.asks_section, cancelling.path is None) == (False, True, last)
        assert cancelling.fee == FeeAfter("back", 2400, 2400)
        cancel(paying, session, number, question)
    for minutes in (1, 2):
        ask_about_payments(later(paying, minutes=minutes))
    case = case_of(paying, session, number)
    assert (case.row.state, times_of(paying, case), state_of(paying, order)) == ("accepted", {}, "refunded")
    with paying.database.read() as unit:
        ended = end_of_times(paying, unit, case)
        line = of_ended_times(state_line(paying, case, None), ended)
    assert (ended, line.key, line.tone) == ("given_up", "state.reservation.given_up", "no")
    with paying.database.read() as unit:
        sent = [message.text for message in thread(unit, case, "staff")]
    assert ["予約を取り消しました" in text and "12月10日" in text for text in sent] == [True, True]


def test_the_other_time_of_the_application_is_neither_offered_nor_recommended(
    paying: Installation, session: Session
) -> None:
    number = book_two(paying, session)
    with paying.database.write() as unit:
        case = case_of_resident(paying, unit, session, number)
        booking = booking_of(paying, unit, case, FIRST)
        offered = [slot.id for slot in times_left(unit, case, booking)]
        assert offered
        assert not {MORNING, NOON} & set(offered)
        own = change_time(paying, unit, case, Actor("resident", "a"), booking, NOON)
        assert own is not None
        assert own.key == "slot.gone"
        full = with_full(case, "gym_main-20261211-0900")
        mistake = change_time(paying, unit, full, Actor("resident", "a"), booking, "gym_main-20261211-0900")
    assert mistake is not None
    assert not {"2026-12-10T09:00", "2026-12-10T12:00"} & set(str(mistake.arguments["near"]).split())


def with_full(case: Case, slot_id: str) -> Case:
    before = case.environment.slots

    def slots(resource: str) -> Any:
        return tuple(replace(slot, left=0) if slot.id == slot_id else slot for slot in before(resource))

    return replace(case, environment=replace(case.environment, slots=slots))


def test_a_second_cancellation_does_nothing_and_the_first_is_audited(
    installation: Installation, session: Session
) -> None:
    number = book(installation, session)
    actor = Actor("resident", session.person_id or "", place=PLACE)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        booking = booking_of(installation, unit, case, "lung_slot")
        cancelling = describe_cancelling(installation, unit, case, booking)
        for _ in range(2):
            cancel_time(installation, unit, case, actor, booking, cancelling)
        acts = [record.action for record in audit_records.after(unit, 0)]
        (row,) = reservations.of_application(unit, case.row.id)
    assert acts.count("cancel reservation") == 1
    assert (row.number, row.sequence) == (None, 1)


def test_the_cancellation_that_withdraws_keeps_its_reason(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    assert described(installation, session, number, "lung_slot").stops
    cancel(installation, session, number, "lung_slot", "用ができたため")
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        assert [asking.reason for asking in reasons_to_stop(unit, case)] == ["用ができたため"]


def test_after_the_last_day_no_time_is_given_up(installation: Installation, session: Session) -> None:
    number = book(installation, session)
    late = at(installation, "2026-12-09T00:10:00+09:00")
    with pytest.raises(Closed):
        cancel(late, session, number, "lung_slot")
