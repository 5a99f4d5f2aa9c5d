"""One order at a time, with a computed amount."""

from dataclasses import replace

import pytest

from integrations.payments.fake import FakePayments
from integrations.sockets.payment_socket import PaymentOrder, PaymentPage
from portal.clock import from_micro
from portal.errors import Closed, NeighbourDown
from portal.services.fees.begin_payment import LIVES, begin_payment, pay_page
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.fees import payments
from portal.store.shared import audit_records
from tests.portal.services.fees.paying import FEE, begin, case_of


def test_two_presses_are_one_order_with_the_amount_fixed(paying: Installation, session: Session, number: str) -> None:
    first, second = begin(paying, session, number), begin(paying, session, number)
    assert first.number == second.number
    assert (first.amount, first.currency) == (FEE, "JPY")


def test_nothing_that_identifies_a_person_goes_to_the_provider(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    begin(paying, session, number)
    (order,) = provider.orders.values()
    shown = repr(order)
    assert not any(mark in shown for mark in ("見本　", "太郎", number, session.person_id or "x", "1994"))


def test_an_order_is_open_for_half_an_hour_and_audited_with_its_number(
    paying: Installation, session: Session, number: str
) -> None:
    row = begin(paying, session, number)
    assert from_micro(row.ends_at) - from_micro(row.made_at) == LIVES
    with paying.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "begin payment"]
        events = [(event.what, event.amount, event.to_state) for event in payments.events(unit, row.id)]
    assert details == [row.number]
    assert events == [("begin", FEE, "open")]


def test_nothing_is_payable_without_a_provider_or_after_a_withdrawal(
    paying: Installation, session: Session, number: str
) -> None:
    case = case_of(paying, session, number)
    withdrawn = replace(case, row=case.row._replace(state="withdrawn"))
    actor = Actor("resident", session.person_id or "")
    with paying.database.write() as unit:
        with pytest.raises(Closed):
            begin_payment(replace(paying, payments=None), unit, case, actor)
        with pytest.raises(Closed):
            begin_payment(paying, unit, withdrawn, actor)
        assert payments.of_application(unit, case.row.id) == []


def test_a_provider_that_is_down_keeps_the_order_for_the_next_try(
    paying: Installation, provider: FakePayments, session: Session, number: str
) -> None:
    provider.down = True
    with pytest.raises(NeighbourDown):
        begin(paying, session, number)
    with paying.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        (order,) = payments.of_application(unit, row.id)
    provider.down = False
    assert begin(paying, session, number).number == order.number
    assert pay_page(paying, order, "住民票の写し") == pay_page(paying, order, "住民票の写し")
    assert len(provider.orders) == 1


def test_an_order_that_was_begun_is_asked_for_by_the_number_of_the_provider(
    paying: Installation, provider: FakePayments, session: Session, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[PaymentOrder] = []

    def begin_and_note(order: PaymentOrder) -> PaymentPage:
        orders.append(order)
        return FakePayments.begin(provider, order)

    monkeypatch.setattr(provider, "begin", begin_and_note)
    for _ in range(2):
        begin(paying, session, number)
    assert [order.reference for order in orders] == ["", f"R-{orders[0].number[:8]}"]
