"""The provider's reports lead to one state."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from integrations.payments.fake import FakePayments
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentAnswer
from portal.errors import Closed, NotFound
from portal.services.fees.settle_payment import ask_provider, expired, settle_payment
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.fees import payments
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.services.fees.paying import (
    FEE,
    begin,
    case_of,
    give_back_by_hand,
    owed_now,
    report,
    state_of,
)


def test_a_paid_order_is_paid_once_and_arrival_stays(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    before = case_of(paying, session, number).row
    order = begin(paying, session, number).number
    assert report(paying, provider, order, "paid")
    assert owed_now(paying, session, number).state == "paid"
    after = case_of(paying, session, number).row
    assert after == before
    with pytest.raises(Closed):
        begin(paying, session, number)


def test_the_same_message_twice_is_stored_once(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    assert report(paying, provider, order, "paid", nonce="same")
    assert not report(paying, provider, order, "paid", nonce="same")
    with paying.database.read() as unit:
        row = payments.by_number(unit, order)
        assert row is not None
        events = [(event.what, event.from_state, event.to_state) for event in payments.events(unit, row.id)]
    assert events == [("begin", "", "open"), ("notice", "open", "paid")]


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        (("paid", "failed"), "paid"), (("paid", "cancelled", "expired", "paid"), "paid"), (("failed", "paid"), "paid"),
        (("cancelled", "paid"), "paid"), (("expired", "paid"), "paid"), (("failed", "cancelled"), "failed"),
        (("open",), "open"), (("refunded",), "open"), (("paid", "refunded", "paid"), "refunded"),
    ],
)  # fmt: skip
def test_late_and_out_of_order_messages_end_in_one_state(
    paying: Installation, provider: FakePayments, session: Session, number: str, reports: tuple[str, ...], state: str
) -> None:
    order = begin(paying, session, number).number
    for reported in reports:
        report(paying, provider, order, reported)
    assert state_of(paying, order) == state


def failed_refund(order: str, key: str, amount: int = 1) -> PaymentAnswer:
    return PaymentAnswer(order, "refund_failed", amount, "JPY", key=key)


@pytest.mark.parametrize("before", [("paid", "refunded"), ("paid", "refund_asked")])
def test_money_that_came_back_to_the_provider_is_given_by_hand_once(
    paying: Installation, provider: FakePayments, session: Session, number: str, before: tuple[str, ...]
) -> None:
    order = begin(paying, session, number).number
    for state in before:
        if state == "refund_asked":
            give_back_by_hand(paying, number, order)
        else:
            report(paying, provider, order, state)
    with paying.database.write() as unit:
        lost = failed_refund(order, f"refund-{order}")
        assert [settle_payment(paying, unit, lost, "notice", nonce=nonce) for nonce in ("e1", "e1")] == [True, False]
        unit.commit()
    assert state_of(paying, order) == "refund_by_hand", "whatever the rest after parts was"
    report(paying, provider, order, "refunded")  # staff gave it
    with paying.database.write() as unit:
        settle_payment(paying, unit, lost, "notice", nonce="the same failure under its second name")
        unit.commit()
    assert state_of(paying, order) == "refunded"


def test_a_wrong_amount_is_for_a_person_to_look_at(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    report(paying, provider, order, "failed", amount=1)
    assert state_of(paying, order) == "open"
    report(paying, provider, order, "paid", amount=FEE - 1)
    assert owed_now(paying, session, number).state == "mismatch"
    with pytest.raises(Closed):
        begin(paying, session, number)


def test_an_order_that_is_not_ours_is_reported_as_one_and_stores_nothing(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    begin(paying, session, number)
    provider.orders["nowhere"] = next(iter(provider.orders.values()))
    with pytest.raises(NotFound):
        report(paying, provider, "nowhere", "paid")


@pytest.mark.parametrize("statement", ["UPDATE payment_event SET told = 'paid'", "DELETE FROM payment_event"])
@pytest.mark.both_engines
def test_what_happened_to_a_payment_cannot_be_changed(
    paying: Installation, session: Session, number: str, statement: str
) -> None:
    begin(paying, session, number)
    with paying.database.write() as unit, pytest.raises(DBAPIError):
        unit.connection.execute(text(statement))


def test_a_poll_without_news_stores_no_event(paying: Installation, session: Session, number: str) -> None:
    row = begin(paying, session, number)
    answers = [PaymentAnswer(row.number, state, FEE, "JPY") for state in ("open", "paid", "paid")]
    with paying.database.write() as unit:
        news = [settle_payment(paying, unit, answer, "poll") for answer in answers]
        events = [event.to_state for event in payments.events(unit, row.id)]
        audited = [record.detail for record in audit_records.after(unit, 0) if record.action == "settle payment"]
    assert news == [False, True, False]
    assert events == ["open", "paid"]
    assert audited == [f"{row.number} paid"]


def test_money_that_comes_after_the_withdrawal_is_refunded(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    order = begin(paying, session, number).number
    with paying.database.write() as unit:
        unit.connection.execute(text("UPDATE application SET state = 'withdrawn'"))
        unit.commit()
    report(paying, provider, order, "paid")
    assert state_of(paying, order) == "refund_asked"


def test_a_foreign_currency_is_a_mismatch(paying: Installation, session: Session, number: str) -> None:
    row = begin(paying, session, number)
    with paying.database.write() as unit:
        settle_payment(paying, unit, PaymentAnswer(row.number, "paid", FEE, "USD"), "poll")
        unit.commit()
    assert state_of(paying, row.number) == "mismatch"


def test_an_order_that_the_provider_does_not_know_counts_as_open_and_an_outage_is_raised(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    row = begin(paying, session, number)
    assert ask_provider(provider, replace(row, number="unknown")).state == "open"
    assert ask_provider(provider, replace(row, provider="former")).state == "open"
    provider.down = True
    with pytest.raises(AdapterError, match="PROVIDER_UNAVAILABLE"):
        ask_provider(provider, row)


def test_only_an_open_order_expires_and_only_after_its_half_hour(
    paying: Installation, session: Session, number: str
) -> None:
    row = begin(paying, session, number)
    is_open = PaymentAnswer(row.number, "open", FEE, "JPY")
    assert expired(later(paying, minutes=30).clock, row, is_open) is is_open
    over = later(paying, minutes=31).clock
    assert expired(over, row, is_open).state == "expired"
    awaited = replace(is_open, awaited=True)
    assert expired(over, row, awaited) is awaited, "a convenience store has days"
    assert expired(over, row, replace(is_open, state="paid")).state == "paid"
