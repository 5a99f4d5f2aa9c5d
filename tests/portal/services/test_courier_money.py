"""Money and booked times over two zones: each order and each place is one at both sides, whoever paid, gave back or moved it, and
nothing is paid back twice, or lost by being carried."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.payments.fake import FakePayments
from portal.errors import Conflict
from portal.jobs.ask_about_payments import ask_about_payments
from portal.services.actor import Actor
from portal.services.cases import case_of_member, case_of_resident
from portal.services.change_reservation import booking_of, cancel_time, change_time
from portal.services.refund_payment import ask_refund, receive_at_counter
from portal.services.rights import Member
from portal.services.sessions import Session
from portal.services.take_courier import take_courier
from portal.store import applications, payments, reservations
from tests.databases import Makers
from tests.portal.later import later
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services import booking
from tests.portal.services.carrying import answer_asking, examine, nothing_waits, same_at_both, say, stop
from tests.portal.services.paying import DUTY, FEE, begin, file_with_fee, tell, with_provider
from tests.portal.services.test_courier_hostile import forged, in_case
from tests.portal.two_zones import CARRIER, Zones, two_zones
from tests.portal.world import PLACE, add_member


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
    """Of both: provider, state and amount of each order."""
    found = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            found.append([(one.provider, one.state, one.amount) for one in payments.of_application(unit, row.id)])
    return found


def paid(zones: Zones, provider: FakePayments, session: Session, number: str) -> str:
    order = begin(zones.outer, session, number).number
    assert tell(zones.outer, provider, order, "paid")
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
    say(zones, session, number, "いつですか。")
    (before,) = zones.pack("outer")  # does not know of it yet
    assert take_courier(zones.inner, before, CARRIER).left == ()
    assert states(zones, number)[1] == [("outer", "refund_asked", FEE)]
    zones.round()
    assert states(zones, number)[0] == [("fake", "refund_asked", FEE)]
    assert ask_about_payments(later(zones.outer, minutes=1)) == 1
    assert ask_about_payments(later(zones.inner, minutes=1)) == 0, "inside there is nobody to ask"
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


def test_while_somebody_pays_outside_the_till_is_told(
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
    assert stop(zones, session, number) == "now"  # outside nobody knows yet that it is examined
    ask_about_payments(later(zones.outer, minutes=1))
    zones.round()
    assert provider.refunds == 0, "the section has yet to say that it ends"
    answer_asking(zones, cashier, number, grant=False)
    zones.round()
    assert states(zones, number) == [[("fake", "paid", FEE)], [("outer", "paid", FEE)]]


def test_an_order_of_another_application_is_not_taken_over(
    zones: Zones, provider: FakePayments, session: Session, cashier: Member
) -> None:
    numbers = [file_with_fee(zones.outer, session) for _ in range(2)]
    order = paid(zones, provider, session, numbers[0])
    zones.round()
    say(zones, session, numbers[1], "いつですか。")
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


# --- booked times


def book(zones: Zones, session: Session, slot: str = "lung-3") -> str:
    draft = booking.begin(zones.outer, session)
    assert not booking.choose(zones.outer, session, draft, slot).mistaken
    return booking.send(zones.outer, session, draft).receipt_number


def places(zones: Zones, number: str) -> list[list[tuple[str, str, bool, str]]]:
    found = []
    for installation in (zones.outer, zones.inner):
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            of = reservations.of_application(unit, row.id)
            found.append(sorted((one.slot, one.starts, one.number is not None, one.uid) for one in of))
    return found


def rebook(zones: Zones, session: Session, number: str, slot: str) -> None:
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        mine = booking_of(zones.outer, unit, case, "lung_slot")
        assert change_time(zones.outer, unit, case, actor(session), mine, slot) is None
        unit.commit()


def actor(session: Session) -> Actor:
    return Actor("resident", session.person_id or "", place=PLACE)


def test_a_booked_time_is_booked_inside_changed_there_and_given_back(zones: Zones, session: Session) -> None:
    number = book(zones, session)
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    assert [one[2] for one in inner] == [True]
    rebook(zones, session, number, "lung-2")
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    assert [(one[0], one[2]) for one in inner] == [("lung-2", True), ("lung-3", False)]
    told = same_at_both(zones, number)
    assert told["answers"]["lung_slot"]["id"] == "lung-2"
    with zones.outer.database.write() as unit:
        case = case_of_resident(zones.outer, unit, session, number)
        cancel_time(zones.outer, unit, case, actor(session), booking_of(zones.outer, unit, case, "lung_slot"))
        unit.commit()
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    assert not any(one[2] for one in inner)
    for _ in range(2):
        zones.round()
    assert nothing_waits(zones)


def test_a_booking_that_comes_beyond_the_last_place_is_kept_and_told_to_the_section(
    zones: Zones, session: Session
) -> None:
    """Lung-3 takes ten at each side."""
    other = booking.resident(zones.inner, "ほかの人")
    for _ in range(10):
        draft = booking.begin(zones.inner, other)
        assert not booking.choose(zones.inner, other, draft, "lung-3").mistaken
        assert booking.send(zones.inner, other, draft).receipt_number
    number = book(zones, session)
    zones.round()
    outer, inner = places(zones, number)
    assert outer == inner
    with zones.inner.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert [one.number for one in reservations.of_application(unit, row.id)] == [11]
        assert [one.move for one in applications.events(unit, row.id)].count("overbooked") == 1


@pytest.mark.parametrize("booked", [[], "other resource", "too many"])
def test_a_time_that_was_not_booked_there_is_left(zones: Zones, session: Session, booked: Any) -> None:
    number = book(zones, session)
    (package,) = zones.pack("outer")

    def change(first: dict[str, Any]) -> None:
        told = first["cases"][0]["booked"]
        if booked == "other resource":
            told[0].update(resource="somebody-elses")
        elif booked == "too many":
            told.extend([told[0]] * 100)
        else:
            told.clear()

    assert forged(zones, package, change).left == ((number, "slot"),)
    assert take_courier(zones.inner, package, CARRIER).left == ()
