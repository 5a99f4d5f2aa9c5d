"""Tickets: one per number, and a call names the state that it ends."""

from dataclasses import replace

from portal.db import Unit
from portal.models.staff.staff import Staff
from portal.store.tickets import tickets
from portal.store.tickets.tickets import ABSENT, CALLED, WAITING, TicketRow
from tests.portal.store.planting import plant

ROW = TicketRow("a", "once-a", "2026-11-26", "main", "moving", 1, WAITING, 10, 10)


def test_a_number_is_given_once_and_a_press_is_one_ticket(unit: Unit) -> None:
    assert tickets.last(unit, ROW.day, ROW.hall, ROW.queue) == 0
    assert tickets.add(unit, ROW)
    assert not tickets.add(unit, replace(ROW, id="b", once="once-b"))
    assert not tickets.add(unit, replace(ROW, id="c", number=2))
    assert tickets.last(unit, ROW.day, ROW.hall, ROW.queue) == 1
    assert tickets.by_id(unit, "a") == tickets.by_once(unit, "once-a") == ROW
    assert tickets.by_id(unit, "b") is None


def test_who_waits_is_in_the_order_of_calls_and_the_latest_call_is_first(unit: Unit) -> None:
    staff = plant(unit, Staff)["id"]
    rows = [
        replace(ROW, id=id_, once=id_, number=number, due_at=due)
        for id_, number, due in (("a", 1, 30), ("b", 2, 20), ("c", 3, 25))
    ]
    for row in (*rows, replace(ROW, id="d", once="d", hall="annex")):
        assert tickets.add(unit, row)
    assert [row.id for row in tickets.waiting(unit, ROW.day, "main")] == ["b", "c", "a"]
    for row, at in ((rows[1], 100), (rows[2], 200)):
        assert tickets.call(unit, row.id, (WAITING,), desk=2, at=at, staff_id=staff)
        assert not tickets.call(unit, row.id, (WAITING,), desk=3, at=at, staff_id=staff)
        assert tickets.by_id(unit, row.id) == replace(row, state=CALLED, calls=1, desk=2, called_at=at, staff_id=staff)
    assert [row.id for row in tickets.waiting(unit, ROW.day, "main")] == ["a"]
    assert [row.id for row in tickets.latest_calls(unit, ROW.day, "main", 5)] == ["c", "b"]
    assert [row.id for row in tickets.latest_calls(unit, ROW.day, "main", 1)] == ["c"]


def test_an_end_changes_nothing_else_and_a_call_takes_it_back(unit: Unit) -> None:
    staff = plant(unit, Staff)["id"]
    assert tickets.add(unit, ROW)
    assert not tickets.end(unit, "a", (CALLED,), ABSENT, 50)
    assert tickets.call(unit, "a", (WAITING,), desk=2, at=40, staff_id=staff)
    assert tickets.end(unit, "a", (CALLED,), ABSENT, 50)
    ended = replace(ROW, state=ABSENT, calls=1, desk=2, called_at=40, staff_id=staff, ended_at=50)
    assert tickets.by_id(unit, "a") == ended
    assert tickets.call(unit, "a", (ABSENT,), desk=3, at=60, staff_id=staff)
    assert tickets.by_id(unit, "a") == replace(ended, state=CALLED, calls=2, desk=3, called_at=60, ended_at=None)


def test_old_ones_are_deleted(unit: Unit) -> None:
    for id_, day in (("a", "2025-01-01"), ("b", "2025-01-02")):
        tickets.add(unit, replace(ROW, id=id_, once=id_, day=day))
    tickets.sweep(unit, "2025-01-02")
    assert (tickets.by_id(unit, "a"), tickets.by_id(unit, "b") is None) == (None, False)
