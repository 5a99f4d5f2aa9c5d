"""手数料: the amount is ours and fixed, one order at a time; what the provider tells twice, late, in the wrong order, about the
wrong amount or about nothing of ours ends in one true state, and never touches the arrival."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from integrations.interfaces import AdapterError
from integrations.payment_socket import PaymentAnswer
from integrations.payments.fake import FakePayments
from portal.errors import Closed, Conflict, NotAllowed, NotFound
from portal.jobs.ask_about_payments import ask_about_payments
from portal.services.asked_item import Whose
from portal.services.asked_now import asked_now
from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.owed import Owed, owed
from portal.services.refund_payment import ask_refund, receive_at_counter
from portal.services.sessions import Session
from portal.store import payments
from tests.portal.later import later
from tests.portal.services.paying import DUTY, FEE, begin, case_of, file_with_fee, state_of, tell
from tests.portal.world import add_member, alice


@pytest.fixture
def session(paying: Installation) -> Session:
    return alice(paying)


@pytest.fixture
def number(paying: Installation, session: Session) -> str:
    return file_with_fee(paying, session)


def owed_now(installation: Installation, session: Session, number: str) -> Owed:
    with installation.database.read() as unit:
        found = owed(installation, unit, case_of(installation, session, number))
    assert found is not None
    return found


def test_the_fee_is_asked_for_until_a_day_and_stands_on_top_of_my_page(
    paying: Installation, session: Session, number: str
) -> None:
    found = owed_now(paying, session, number)
    assert (found.amount, found.state, found.until.isoformat()) == (FEE, "asked", "2026-12-04")
    with paying.database.read() as unit:
        cases = [case_of(paying, session, number)]
        (asked,) = asked_now(paying, unit, Whose(session.person_id or "", cases, all=True))
    assert (asked.reason, asked.until, asked.arguments["amount"]) == ("payment", "2026-12-04", "710")
    assert asked.href == f"/applications/{number}/payment"


def test_orders_of_all_applications_are_read_at_once(
    paying: Installation, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = (number, file_with_fee(paying, session))
    begin(paying, session, number)
    monkeypatch.setattr(payments, "of_application", None)  # one for each would be hundreds on a long page
    with paying.database.read() as unit:
        cases = [case_of(paying, session, one) for one in numbers]
        asked = asked_now(paying, unit, Whose(session.person_id or "", cases, all=True))
    assert sorted(one.receipt_number for one in asked) == sorted(numbers)


def test_who_is_exempt_owes_nothing(paying: Installation, session: Session) -> None:
    number = file_with_fee(paying, session, exempt="welfare")
    with paying.database.read() as unit:
        assert owed(paying, unit, case_of(paying, session, number)) is None
    with pytest.raises(Closed):
        begin(paying, session, number)


def test_two_presses_are_one_order_with_the_amount_fixed(paying: Installation, session: Session, number: str) -> None:
    first, second = begin(paying, session, number), begin(paying, session, number)
    assert first.number == second.number
    assert (first.amount, first.currency) == (FEE, "JPY")


def test_nothing_that_tells_a_person_goes_to_the_provider(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    begin(paying, session, number)
    (order,) = provider.orders.values()
    told = repr(order)
    assert not any(mark in told for mark in ("見本　", "太郎", number, session.person_id or "x", "1994"))


def test_a_paid_order_is_paid_once_and_arrival_stays(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    before = case_of(paying, session, number).row
    order = begin(paying, session, number).number
    assert tell(paying, provider, order, "paid")
    assert owed_now(paying, session, number).state == "paid"
    after = case_of(paying, session, number).row
    assert after == before
    with pytest.raises(Closed):
        begin(paying, session, number)


def test_the_same_message_twice_is_stored_once(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    assert tell(paying, provider, order, "paid", nonce="same")
    assert not tell(paying, provider, order, "paid", nonce="same")
    with paying.database.read() as unit:
        row = payments.by_number(unit, order)
        assert row is not None
        told = [(event.what, event.from_state, event.to_state) for event in payments.events(unit, row.id)]
    assert told == [("begin", "", "open"), ("notice", "open", "paid")]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (("paid", "failed"), "paid"), (("paid", "cancelled", "expired", "paid"), "paid"), (("failed", "paid"), "paid"),
        (("cancelled", "paid"), "paid"), (("expired", "paid"), "paid"), (("failed", "cancelled"), "failed"),
        (("open",), "open"), (("refunded",), "open"), (("paid", "refunded", "paid"), "refunded"),
    ],
)  # fmt: skip
def test_late_and_out_of_order_messages_end_in_one_state(
    paying: Installation, provider: FakePayments, session: Session, number: str, told: tuple[str, ...], state: str
) -> None:
    order = begin(paying, session, number).number
    for each in told:
        tell(paying, provider, order, each)
    assert state_of(paying, order) == state


def test_a_wrong_amount_is_for_a_person_to_look_at(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    tell(paying, provider, order, "failed", amount=1)
    assert state_of(paying, order) == "open"
    tell(paying, provider, order, "paid", amount=FEE - 1)
    assert owed_now(paying, session, number).state == "mismatch"
    with pytest.raises(Closed):
        begin(paying, session, number)


def test_a_wrong_amount_goes_back_as_it_came(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    provider.orders[order] = replace(provider.orders[order], amount=FEE - 1)
    provider.settle(order, "paid")
    tell(paying, provider, order, "paid")
    assert state_of(paying, order) == "mismatch"
    give_back_by_hand(paying, number, order)
    ask_about_payments(later(paying, minutes=1))
    assert (state_of(paying, order), provider.refunds) == ("refunded", 1)


def test_what_the_provider_will_not_give_back_is_for_staff_to_look_at(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    tell(paying, provider, order, "paid")  # it says so, and knows nothing of it when it is asked
    give_back_by_hand(paying, number, order)
    ask_about_payments(later(paying, minutes=1))
    assert owed_now(paying, session, number).state == "mismatch"
    with paying.database.read() as unit:
        row = payments.by_number(unit, order)
        assert row is not None
        last = payments.events(unit, row.id)[-1]
    assert (last.what, last.told, last.amount) == ("refund", "PROVIDER_REFUSED", FEE)
    provider.settle(order, "paid")
    give_back_by_hand(paying, number, order, "again")
    ask_about_payments(later(paying, minutes=2))
    assert state_of(paying, order) == "refunded"


def give_back_by_hand(installation: Installation, number: str, order: str, login: str = "r") -> None:
    reviewer = add_member(installation, login, ("reviewer", DUTY))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        ask_refund(installation, unit, reviewer, case, order, "金額が合わないため")
        unit.commit()


def test_an_order_of_a_provider_that_was_switched_off_ends_and_the_counter_takes_the_fee(
    paying: Installation, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    ask_about_payments(replace(later(paying, minutes=1), payments=None))
    assert state_of(paying, order) == "open"
    alone = replace(later(paying, minutes=31), payments=None)
    ask_about_payments(alone)
    assert state_of(paying, order) == "expired"
    clerk = add_member(alone, "r", ("reviewer", DUTY))
    with alone.database.write() as unit:
        receive_at_counter(alone, unit, clerk, case_of_member(alone, unit, clerk, number), FEE)
        unit.commit()


def test_a_provider_that_does_not_answer_is_asked_once_a_round_and_next_about_another(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [begin(paying, session, one).number for one in (number, file_with_fee(paying, session))]
    asked: list[str] = []

    def silent(order: str) -> PaymentAnswer:
        asked.append(order)
        raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)

    monkeypatch.setattr(provider, "status", silent)
    ask_about_payments(later(paying, minutes=1))
    ask_about_payments(later(paying, minutes=2))
    assert sorted(asked) == sorted(orders)


def test_an_order_that_is_not_ours_is_told_as_one_and_stores_nothing(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    begin(paying, session, number)
    provider.orders["nowhere"] = next(iter(provider.orders.values()))
    with pytest.raises(NotFound):
        tell(paying, provider, "nowhere", "paid")


def test_who_paid_twice_gets_the_second_back_by_itself(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    first = begin(paying, session, number).number
    tell(paying, provider, first, "cancelled")
    second = begin(paying, session, number).number
    assert second != first
    provider.settle(second, "paid")
    tell(paying, provider, second, "paid")
    provider.settle(first, "paid")
    tell(paying, provider, first, "paid")
    assert (state_of(paying, second), state_of(paying, first)) == ("paid", "refund_asked")
    soon = later(paying, minutes=1)
    assert ask_about_payments(soon) == 1
    assert ask_about_payments(soon) == 0
    assert (state_of(paying, first), provider.refunds) == ("refunded", 1)


def test_an_order_whose_call_never_came_is_asked_about(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    provider.settle(order, "paid")
    assert ask_about_payments(paying) == 0  # most calls come within seconds
    soon = later(paying, minutes=1)
    provider.down = True
    assert ask_about_payments(soon) == 0
    provider.down = False
    assert ask_about_payments(later(paying, minutes=2)) == 1
    assert state_of(paying, order) == "paid"


def test_an_order_that_nobody_paid_ends_and_another_can_begin(
    paying: Installation, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    ask_about_payments(later(paying, minutes=29))
    assert state_of(paying, order) == "open"
    ask_about_payments(later(paying, minutes=31))
    assert state_of(paying, order) == "expired"
    assert begin(paying, session, number).number != order


def test_staff_give_back_with_a_reason_and_by_right(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    provider.settle(order, "paid")
    tell(paying, provider, order, "paid")
    reviewer, stranger = add_member(paying, "r", ("reviewer", DUTY)), add_member(paying, "s", ("reviewer", "roads"))
    with paying.database.write() as unit:
        case = case_of_member(paying, unit, reviewer, number)
        with pytest.raises(NotAllowed):
            ask_refund(paying, unit, stranger, case, order, "x")
        ask_refund(paying, unit, reviewer, case, order, "交付できなかったため")
        with pytest.raises(Conflict):
            ask_refund(paying, unit, reviewer, case, order, "もう一度")
        unit.commit()
    ask_about_payments(later(paying, minutes=1))
    ask_about_payments(later(paying, minutes=2))
    assert (state_of(paying, order), provider.refunds) == ("refunded", 1)


def test_without_a_provider_it_is_paid_at_the_counter_and_recorded_once(
    installation: Installation, session: Session, number: str
) -> None:
    alone = replace(installation, payments=None)
    assert owed_now(alone, session, number).state == "counter"
    clerk = add_member(alone, "r", ("reviewer", DUTY))
    with alone.database.write() as unit:
        case = case_of_member(alone, unit, clerk, number)
        receive_at_counter(alone, unit, clerk, case, FEE)
        with pytest.raises(Conflict):
            receive_at_counter(alone, unit, clerk, case, FEE)
        unit.commit()
    assert owed_now(alone, session, number).state == "paid"


@pytest.mark.parametrize("statement", ["UPDATE payment_event SET told = 'paid'", "DELETE FROM payment_event"])
def test_what_happened_to_a_payment_cannot_be_changed(
    paying: Installation, session: Session, number: str, statement: str
) -> None:
    from sqlalchemy import text

    begin(paying, session, number)
    with paying.database.write() as unit, pytest.raises(DBAPIError):
        unit.connection.execute(text(statement))
