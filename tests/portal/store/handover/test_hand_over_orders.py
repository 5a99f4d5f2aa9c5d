"""An order is open once per layout and duty, and in one worker's hands."""

import pytest

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.handover import hand_over_orders, hand_overs
from portal.store.handover.hand_overs import BatchRow
from tests.portal.store.planting import plant


@pytest.fixture
def staff(unit: Unit) -> int:
    return int(plant(unit, Staff)["id"])


def ordered(unit: Unit, staff: int, layout: str = "layout", duty: str = "tax", at: int = 1) -> int:
    return hand_over_orders.add(unit, layout=layout, duty=duty, staff_id=staff, ordered_at=at, expected=2_000)


def test_what_is_ordered_twice_is_one_order_until_it_ended(unit: Unit, staff: int) -> None:
    order = ordered(unit, staff)
    assert ordered(unit, staff, at=2) == order
    assert ordered(unit, staff, duty="welfare") != order
    assert hand_over_orders.claim(unit, order, now=5, before=4)
    assert hand_over_orders.end(unit, order, 5, 6, problem="CHANGED")
    assert ordered(unit, staff, at=7) != order


def test_an_order_is_in_one_hand_until_that_is_silent(unit: Unit, staff: int) -> None:
    order = ordered(unit, staff)
    assert hand_over_orders.claim(unit, order, now=10, before=5)
    assert not hand_over_orders.claim(unit, order, now=11, before=9)
    assert hand_over_orders.next_of(unit, before=9) is None
    assert hand_over_orders.report(unit, order, 10, 12, 500)
    assert not hand_over_orders.report(unit, order, 10, 13, 600), "it has reported under another claim since"
    row = hand_over_orders.next_of(unit, before=12)
    assert row is not None
    assert (row.id, row.examined) == (order, 500)
    assert hand_over_orders.claim(unit, order, now=20, before=12)
    assert not hand_over_orders.end(unit, order, 12, 21, problem="late")
    assert hand_over_orders.end(unit, order, 20, 22, problem="x")
    assert not hand_over_orders.claim(unit, order, now=99, before=98)


def test_the_oldest_is_next(unit: Unit, staff: int) -> None:
    first = ordered(unit, staff)
    ordered(unit, staff, duty="welfare")
    row = hand_over_orders.next_of(unit, before=0)
    assert row is not None
    assert row.id == first


def test_an_ended_order_names_its_batch_and_is_listed_no_more(unit: Unit, staff: int) -> None:
    order = ordered(unit, staff)
    assert hand_over_orders.claim(unit, order, now=5, before=4)
    batch = hand_overs.add_batch(unit, BatchRow(0, "20261120-001", "layout", "1", "tax", staff, 5, None, "", "[]"))
    assert [row.id for row in hand_over_orders.latest(unit, ["tax"], since=0)] == [order]
    assert hand_over_orders.end(unit, order, 5, 6, batch_id=batch)
    row = hand_over_orders.by_id(unit, order)
    assert row is not None
    assert row.number == "20261120-001"
    assert hand_over_orders.latest(unit, ["tax"], since=0) == []


def test_one_that_failed_is_listed_until_its_day_is_over(unit: Unit, staff: int) -> None:
    order = ordered(unit, staff)
    assert hand_over_orders.claim(unit, order, now=5, before=4)
    assert hand_over_orders.end(unit, order, 5, 6, problem="CHANGED")
    assert [row.problem for row in hand_over_orders.latest(unit, ["tax", "welfare"], since=6)] == ["CHANGED"]
    assert hand_over_orders.latest(unit, ["tax"], since=7) == []
    assert hand_over_orders.latest(unit, ["welfare"], since=0) == []
