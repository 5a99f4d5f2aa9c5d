"""Tills: days, entries and orders."""

from dataclasses import replace

from portal.db import Unit
from portal.models.fees.payment import Payment
from portal.models.staff.staff import Staff
from portal.store.fees import tills
from portal.store.fees.tills import CLOSED, COUNTED, OPEN, RETURNED, TAKEN, DayRow, EntryRow, OrderRow
from tests.portal.store.planting import plant


def test_a_day_is_counted_and_closed_by_two_people(unit: Unit) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    day = DayRow(0, "here", "2026-11-20", OPEN, 0, 0, "k", b"w", b"", None, None, None, None)
    for _ in range(2):
        tills.begin(unit, day)
    stored = tills.day_of(unit, "here", "2026-11-20")
    assert stored == replace(day, id=stored.id if stored else 0)
    assert stored
    entry = EntryRow(0, "here", "2026-11-20", TAKEN, "cash", 300, "n1", "r1", staff, 5)
    assert [tills.add(unit, entry), tills.add(unit, entry)] == [True, False]
    assert tills.add(unit, replace(entry, day="2026-11-21")) is None
    (kept,) = tills.entries(unit, "here", "2026-11-20")
    assert kept == replace(entry, id=kept.id)
    assert tills.of_payment(unit, "n1") == [kept]
    assert tills.of_payment(unit, "n2") == []
    assert not tills.count(unit, stored, 300, b"note", staff, 6)
    grown = replace(stored, entries=2)
    assert [tills.count(unit, grown, 300, b"note", staff, 6) for _ in range(2)] == [True, False]
    assert tills.count_again(unit, stored)
    assert tills.count(unit, grown, 200, b"note", staff, 7)
    assert not tills.close(unit, replace(grown, sealed_note=b"former"), other, 8), "counted again meanwhile"
    grown = replace(grown, sealed_note=b"note")
    assert [tills.close(unit, grown, who, 8) for who in (staff, other, other)] == [False, True, False]
    assert not tills.count_again(unit, stored)
    assert tills.day_of(unit, "here", "2026-11-20") == replace(
        grown,
        state=CLOSED,
        counted=200,
        sealed_note=b"note",
        counted_by=staff,
        counted_at=7,
        closed_by=other,
        closed_at=8,
    )
    assert tills.unsigned_before(unit, "2026-11-21") == []


def test_days_that_are_not_closed_are_listed(unit: Unit) -> None:
    for place, day, state in (("b", "2026-11-20", OPEN), ("a", "2026-11-20", COUNTED), ("a", "2026-11-21", OPEN)):
        tills.begin(unit, DayRow(0, place, day, state, 0, 0, "k", b"w", b"", None, None, None, None))
    assert [row.place for row in tills.unsigned_before(unit, "2026-11-21")] == ["a", "b"]


def test_an_order_is_noted_as_taken_then_as_returned(unit: Unit) -> None:
    staff = plant(unit, Staff)["id"]
    plant(unit, Payment, number="n1", state="refunded", amount=300)
    plant(unit, Payment, number="n2", state="open")
    order = OrderRow("n1", "here", "r1", staff, 5)
    for row in (order, order, replace(order, payment_number="n2")):
        tills.order(unit, row)
    tills.begin(unit, DayRow(0, "here", "d", OPEN, 0, 0, "k", b"w", b"", None, None, None, None))
    assert tills.to_note(unit, "there") == []
    for kind in (TAKEN, RETURNED):
        assert tills.to_note(unit, "here") == [(order, 300, kind, "n1")]
        tills.add(unit, EntryRow(0, "here", "d", kind, "cashless", 300, "n1", "r1", staff, 5))
    assert tills.to_note(unit, "here") == []
