"""The till of a counter."""

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict
from portal.services.fees.begin_payment import pay_page
from portal.services.fees.take_fee import begin_cashless
from portal.services.fees.till import is_open, note_orders, open_till, put_in_till, return_from_till
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.fees import tills
from portal.store.fees.payments import PaymentRow
from portal.store.fees.tills import CASH, CASHLESS, RETURNED, TAKEN
from tests.portal.later import later
from tests.portal.services.fees.paying import DUTY, FEE, case_of, file_with_fee, report, state_of
from tests.portal.world import add_member, alice

PLACE, DAY, NEXT = "general", "2026-11-20", "2026-11-21"
PAYMENT = PaymentRow(0, "counter-1-1", 1, FEE, "JPY", "paid", "counter", "", 0, 0, 0, 0)


@pytest.fixture
def clerk(paying: Installation) -> Member:
    return add_member(paying, "clerk", ("clerk", DUTY))


def put(installation: Installation, clerk: Member, kind: str = TAKEN) -> None:
    with installation.database.write() as unit:
        put_in_till(installation, unit, clerk.id, PLACE, kind, CASH, PAYMENT.number, FEE, "26-000-000-017")
        unit.commit()


def count(installation: Installation, clerk: Member) -> None:
    with installation.database.write() as unit:
        row = open_till(installation.keys, unit, PLACE, DAY)
        assert tills.count(unit, row, FEE, b"sealed", clerk.id, 1)
        unit.commit()


def entries(installation: Installation, day: str = DAY) -> list[tuple[str, str, int]]:
    with installation.database.read() as unit:
        return [(entry.kind, entry.method, entry.amount) for entry in tills.entries(unit, PLACE, day)]


def test_a_repeated_payment_is_in_the_till_once(paying: Installation, clerk: Member) -> None:
    put(paying, clerk)
    put(paying, clerk)
    assert entries(paying) == [(TAKEN, CASH, FEE)]


def test_a_counted_till_takes_no_more_and_another_counter_stays_open(paying: Installation, clerk: Member) -> None:
    put(paying, clerk)
    count(paying, clerk)
    with paying.database.read() as unit:
        assert (is_open(paying.clock, unit, PLACE), is_open(paying.clock, unit, "care")) == (False, True)
    with pytest.raises(Conflict):
        put(paying, clerk, RETURNED)
    assert entries(paying) == [(TAKEN, CASH, FEE)]


def test_cash_is_returned_from_the_counter_that_took_it_and_other_payments_are_not(
    paying: Installation, clerk: Member
) -> None:
    with paying.database.write() as unit:
        return_from_till(paying, unit, clerk, PAYMENT, FEE, PAYMENT.number)
        assert tills.entries(unit, PLACE, DAY) == [], "it never was in a till"
        put_in_till(paying, unit, clerk.id, PLACE, TAKEN, CASH, PAYMENT.number, FEE, "26-000-000-017")
        return_from_till(paying, unit, clerk, PAYMENT, FEE, PAYMENT.number)
        unit.commit()
    assert entries(paying) == [(TAKEN, CASH, FEE), (RETURNED, CASH, FEE)]


def test_an_order_is_noted_once_it_is_paid_and_in_the_next_till_if_today_is_counted(
    paying: Installation, provider: FakePayments, clerk: Member
) -> None:
    session = alice(paying)
    number = file_with_fee(paying, session)
    with paying.database.write() as unit:
        order = begin_cashless(paying, unit, clerk, case_of(paying, session, number), PLACE)
        note_orders(paying, unit, PLACE)
        assert tills.entries(unit, PLACE, DAY) == []
        open_till(paying.keys, unit, PLACE, DAY)
        unit.commit()
    count(paying, clerk)
    pay_page(paying, order, "住民票の写し")
    report(paying, provider, order.number, "paid")
    assert state_of(paying, order.number) == "paid"
    tomorrow = later(paying, days=1)
    for now in (paying, tomorrow, tomorrow):
        with now.database.write() as unit:
            note_orders(now, unit, PLACE)
            unit.commit()
    assert entries(paying) == []
    assert entries(paying, NEXT) == [(TAKEN, CASHLESS, FEE)]
