"""Orders without a report are polled."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from integrations.sockets.interfaces import AdapterError
from integrations.sockets.payment_socket import PaymentAnswer
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.fees.refund_payment import receive_at_counter
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from tests.portal.later import later
from tests.portal.services.fees.paying import DUTY, FEE, begin, file_with_fee, report, state_of, with_provider
from tests.portal.world import add_member, alice


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture
def paying(installation: Installation, provider: FakePayments) -> Installation:
    return with_provider(installation, provider)


@pytest.fixture
def session(paying: Installation) -> Session:
    return alice(paying)


@pytest.fixture
def number(paying: Installation, session: Session) -> str:
    return file_with_fee(paying, session)


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
    orders = [begin(paying, session, application).number for application in (number, file_with_fee(paying, session))]
    calls: list[str] = []

    def silent(order: str, _reference: str) -> PaymentAnswer:
        calls.append(order)
        raise AdapterError("PROVIDER_UNAVAILABLE", permanent=False)

    monkeypatch.setattr(provider, "status", silent)
    ask_about_payments(later(paying, minutes=1))
    ask_about_payments(later(paying, minutes=2))
    assert sorted(calls) == sorted(orders)


def test_who_paid_twice_gets_the_second_back_by_itself(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    first = begin(paying, session, number).number
    report(paying, provider, first, "cancelled")
    second = begin(paying, session, number).number
    assert second != first
    provider.settle(second, "paid")
    report(paying, provider, second, "paid")
    provider.settle(first, "paid")
    report(paying, provider, first, "paid")
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
    assert ask_about_payments(paying) == 0  # most callbacks arrive within seconds
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
