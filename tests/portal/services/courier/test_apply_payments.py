"""An order has one state at both zones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict
from portal.jobs.fees.ask_about_payments import ask_about_payments
from portal.services.cases.cases import case_of_member
from portal.services.courier.apply_packages import take_courier
from portal.services.fees.refund_payment import ask_refund, receive_at_counter
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.fees import payments
from tests.databases import Makers
from tests.portal.later import later
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.courier.carrying import (
    answer_asking,
    examine,
    forged,
    in_case,
    nothing_waits,
    stop,
    write_to_office,
)
from tests.portal.services.fees.paying import DUTY, FEE, begin, file_with_fee, report, with_provider
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import add_member


@pytest.fixture
def provider() -> FakePayments:
    return FakePayments()


@pytest.fixture
def zones(makers: Makers, tmp_path: Path, provider: FakePayments) -> Iterator[Zones]:
    with two_zones(makers, "sqlite", tmp_path) as made:
        made.outer = with_provider(made.outer, provider)
        yield made


@pytest.fixture
def cashier(zones: Zones) -> Member:
    return add_member(zones.inner, "cashier", ("reviewer", DUTY))


def states(zones: Zones, number: str) -> list[list[tuple[str, str, int]]]:
    """(provider, state, amount) of each order."""
    rows = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            rows.append(
                [(payment.provider, payment.state, payment.amount) for payment in payments.of_application(unit, row.id)]
            )
    return rows


def paid(zones: Zones, provider: FakePayments, session: Session, number: str) -> str:
    order = begin(zones.outer, session, number).number
    assert report(zones.outer, provider, order, "paid")
    provider.settle(order, "paid")
    return order


def refund(zones: Zones, cashier: Member, number: str, order: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, cashier, number)
        ask_refund(zones.inner, unit, cashier, case, order, "二重に払われた")
        unit.commit()


def receive(zones: Zones, cashier: Member, number: str) -> None:
    with zones.inner.database.write() as unit:
        case = case_of_member(zones.inner, unit, cashier, number)
        receive_at_counter(zones.inner, unit, cashier, case, FEE)
        unit.commit()


def test_what_was_paid_outside_is_paid_inside_and_goes_back_by_a_press_there(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    number = file_with_fee(zones.outer, session)
    zones.round()
    desk = at_desk(zones.inner, cashier)
    assert "まだ納められていません" in desk.get(f"/desk/{number}") or "納付" in desk.get(f"/desk/{number}")
    order = paid(zones, provider, session, number)
    zones.round()
    assert states(zones, number) == [[("fake", "paid", FEE)], [("outer", "paid", FEE)]]
    page = desk.get(f"/desk/{number}")
    assert f"{FEE}円" in page
    refund(zones, cashier, number, order)
    write_to_office(zones, session, number, "いつですか。")
    (before,) = zones.pack("outer")  # packed before it is known
    assert take_courier(zones.inner, before, CARRIER).left == ()
    assert states(zones, number)[1] == [("outer", "refund_asked", FEE)]
    zones.round()
    assert states(zones, number)[0] == [("fake", "refund_asked", FEE)]
    assert ask_about_payments(later(zones.outer, minutes=1)) == 1
    assert ask_about_payments(later(zones.inner, minutes=1)) == 0, "the inner zone has no provider to ask"
    assert provider.refunds == 1
    zones.round()
    assert states(zones, number) == [[("fake", "refunded", FEE)], [("outer", "refunded", FEE)]]
    zones.round()
    assert nothing_waits(zones)


def test_money_at_the_counter_is_asked_of_nobody_outside(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    number = file_with_fee(zones.outer, session)
    zones.round()
    receive(zones, cashier, number)
    zones.round()
    assert states(zones, number) == [[("counter", "paid", FEE)], [("counter", "paid", FEE)]]
    zones.round()
    assert nothing_waits(zones)


def test_what_was_paid_at_both_at_once_goes_back_on_line(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    number = file_with_fee(zones.outer, session)
    zones.round()
    paid(zones, provider, session, number)
    receive(zones, cashier, number)
    zones.round()
    zones.round()
    ask_about_payments(later(zones.outer, minutes=1))
    zones.round()
    outer, inner = states(zones, number)
    assert sorted(outer) == [("counter", "paid", FEE), ("fake", "refunded", FEE)]
    assert sorted(inner) == [("counter", "paid", FEE), ("outer", "refunded", FEE)]
    assert provider.refunds == 1


def test_while_somebody_pays_outside_the_till_is_reported(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    number = file_with_fee(zones.outer, session)
    begin(zones.outer, session, number)
    zones.round()
    with pytest.raises(Conflict):
        receive(zones, cashier, number)


def test_a_fee_goes_back_by_rule_only_when_inside_it_has_ended(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    number = file_with_fee(zones.outer, session)
    paid(zones, provider, session, number)
    zones.round()
    examine(zones, cashier, number)
    assert stop(zones, session, number) == "now"  # the examination is not yet known outside
    ask_about_payments(later(zones.outer, minutes=1))
    zones.round()
    assert provider.refunds == 0, "the section has yet to confirm"
    answer_asking(zones, cashier, number, grant=False)
    zones.round()
    assert states(zones, number) == [[("fake", "paid", FEE)], [("outer", "paid", FEE)]]


def test_an_order_of_another_application_is_not_taken_over(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    numbers = [file_with_fee(zones.outer, session) for _ in range(2)]
    order = paid(zones, provider, session, numbers[0])
    zones.round()
    write_to_office(zones, session, numbers[1], "いつですか。")
    (package,) = zones.pack("outer")
    stolen = {
        "number": order, "amount": FEE, "state": "paid", "reference": "", "ends_at": 1, "made_at": 1, "changed_at": 1,
        "came": FEE, "heard": [],
    }  # fmt: skip
    with zones.inner.database.read() as unit:
        victim = applications.by_number(unit, numbers[1])
    assert victim is not None
    took = forged(zones, package, in_case(payments=[stolen], step=1 << 60))
    assert [why for _, why in took.left] == ["payment"]
