"""発送簿 lines and their batches."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.notices.dispatch import Dispatch, DispatchBatch
from portal.models.staff.staff import Staff
from portal.store.notices import dispatches
from portal.store.notices.dispatches import (
    CHECKED,
    DROPPED,
    PACKED,
    RETURNED,
    SENT,
    WAITING,
    BatchRow,
    DispatchRow,
)
from tests.portal.store.planting import plant

DAY = "2026-11-20"
STATES = (WAITING, CHECKED, PACKED, SENT, RETURNED, DROPPED)


@pytest.fixture
def staff(unit: Unit) -> int:
    return int(plant(unit, Staff)["id"])


def _line(unit: Unit, state: str = WAITING, **given: Any) -> DispatchRow:
    number = plant(unit, Dispatch, **{"duty": "tax", "state": state, "why": "", "sent_on": "", "place": 0} | given)[
        "id"
    ]
    return _stored(unit, number)


def _stored(unit: Unit, number: int) -> DispatchRow:
    row = dispatches.by_id(unit, number)
    assert row
    return row


def test_a_copy_of_a_document_is_one_line(unit: Unit) -> None:
    application = int(plant(unit, Application)["id"])
    row = DispatchRow(
        0, application, "tax", "notice", 7, 0, WAITING, "why", 1, b"note", 5, None, None, 0, "", None, None, ""
    )  # fmt: skip
    rows = row, row, replace(row, copies=1), replace(row, kind="correction"), replace(row, source=8)
    assert [dispatches.add(unit, line) for line in rows] == [True, False, True, True, True]
    lines = dispatches.of_application(unit, application)
    assert lines == [replace(line, id=stored.id) for line, stored in zip(rows[1:], lines, strict=True)]
    assert dispatches.by_id(unit, lines[0].id) == lines[0]
    assert lines[0].note_name == "dispatch:notice:7:0"
    assert dispatches.by_id(unit, 0) is None
    assert dispatches.of_application(unit, 0) == []


def test_open_lines_come_oldest_first_and_ended_lines_newest_first(unit: Unit) -> None:
    waiting, dropped = ([_line(unit, state) for _ in range(3)] for state in (WAITING, DROPPED))
    for state in (WAITING, DROPPED):
        _line(unit, state, duty="care")
    assert dispatches.in_state(unit, "tax", WAITING, most=9) == waiting
    assert dispatches.in_state(unit, "tax", WAITING, after=1, most=1) == [waiting[1]]
    assert dispatches.in_state(unit, "tax", DROPPED, most=9) == dropped[::-1]
    assert dispatches.in_state(unit, "tax", DROPPED, after=1, most=1) == [dropped[1]]
    assert dispatches.counts(unit, "tax") == {WAITING: 3, DROPPED: 3}
    assert dispatches.counts(unit, "none") == {}
    assert dispatches.waiting_of(unit, ("none", "tax")) == {"tax": 3}
    assert dispatches.waiting_of(unit, ("none",)) == {}


def _moved(unit: Unit, move: Callable[[DispatchRow], bool], **given: Any) -> dict[str, DispatchRow]:
    """The changed lines by former state."""
    moved = {}
    for state in STATES:
        line, other = _line(unit, state, **given), _line(unit, state, **given)
        if move(line):
            moved[state] = _stored(unit, line.id)
        else:
            assert _stored(unit, line.id) == line
        assert _stored(unit, other.id) == other
    return moved


def test_a_line_steps_from_the_state_it_is_in(unit: Unit) -> None:
    (line,) = _moved(unit, lambda row: dispatches.step(unit, row.id, CHECKED, WAITING, "why")).items()
    assert (line[0], line[1].state, line[1].why) == (CHECKED, WAITING, "why")


def test_only_a_waiting_line_is_checked(unit: Unit, staff: int) -> None:
    checked = _moved(unit, lambda row: dispatches.check(unit, row, b"new", 1, staff))
    (line,) = checked.values()
    assert set(checked) == {WAITING}
    assert (line.state, line.checked_by, line.sealed_note, line.registered) == (CHECKED, staff, b"new", 1)


def test_a_checked_line_is_packed_with_those_of_its_section(unit: Unit, staff: int) -> None:
    batch = dispatches.add_batch(unit, "tax", DAY, staff, 5)
    moved = _moved(unit, lambda row: dispatches.pack(unit, row.id, "tax", batch, 3))
    (line,) = moved.values()
    assert set(moved) == {CHECKED}
    assert (line.state, line.batch_id, line.place) == (PACKED, batch, 3)
    assert _moved(unit, lambda row: dispatches.pack(unit, row.id, "care", batch, 3)) == {}


def test_a_packed_line_is_taken_out_or_sent_with_its_batch(unit: Unit, staff: int) -> None:
    batch = plant(unit, DispatchBatch)["id"]
    moved = _moved(unit, lambda row: dispatches.unpack(unit, row.id, WAITING, "why"), batch_id=batch, place=3)
    (line,) = moved.values()
    assert set(moved) == {PACKED}
    assert (line.state, line.batch_id, line.place, line.why) == (WAITING, None, 0, "why")
    moved = _moved(unit, lambda row: dispatches.send(unit, row.id, batch, DAY, staff, 9), batch_id=batch)
    (line,) = moved.values()
    assert set(moved) == {PACKED}
    assert (line.state, line.sent_on, line.sent_by, line.marked_at) == (SENT, DAY, staff, 9)
    assert _moved(unit, lambda row: dispatches.send(unit, row.id, batch + 1, DAY, staff, 9), batch_id=batch) == {}


def test_a_sent_line_comes_back_or_was_not_sent(unit: Unit, staff: int) -> None:
    given = {"sent_on": DAY, "sent_by": staff, "marked_at": 9}
    moved = _moved(unit, lambda row: dispatches.unsend(unit, row.id), **given)
    (line,) = moved.values()
    assert set(moved) == {SENT}
    assert (line.state, line.sent_on, line.sent_by, line.marked_at) == (PACKED, "", None, None)
    moved = _moved(unit, lambda row: dispatches.mark_returned(unit, row.id, "2026-11-30", "why"), **given)
    (line,) = moved.values()
    assert set(moved) == {SENT}
    assert (line.state, line.sent_on, line.returned_on, line.why) == (RETURNED, DAY, "2026-11-30", "why")


def test_lines_that_were_sent_are_found_by_their_days(unit: Unit) -> None:
    first, second = (int(plant(unit, Application)["id"]) for _ in range(2))
    one_batch, other_batch = (int(plant(unit, DispatchBatch)["id"]) for _ in range(2))
    rows = [
        _line(unit, state, application_id=application, sent_on=day, batch_id=batch, place=place)
        for application, state, day, batch, place in (
            (first, SENT, "2026-11-21", one_batch, 1), (first, RETURNED, DAY, other_batch, 1), (first, SENT, DAY, one_batch, 3),
            (second, PACKED, DAY, one_batch, 2),
        )
    ]  # fmt: skip
    assert dispatches.sent_days(unit, [first, second]) == {first: (DAY, "2026-11-21")}
    assert dispatches.sent_days(unit, []) == {}
    for day in ("", "2026-11-28"):
        _line(unit, DROPPED, duty="care", application_id=second, sent_on=day)
    assert dispatches.sent_days(unit, [second]) == {second: ("2026-11-28",)}, "one that came back and goes no more"
    _line(unit, SENT, duty="care", sent_on=DAY)
    assert dispatches.sent_between(unit, "tax", DAY, DAY) == [rows[3], rows[2], rows[1]]
    assert dispatches.sent_between(unit, "tax", DAY, "2026-11-30") == [rows[3], rows[2], rows[1], rows[0]]
    assert dispatches.sent_between(unit, "tax", "2026-11-22", "2026-11-30") == []


def test_letters_that_came_back_wait_until_there_is_a_further_copy(unit: Unit) -> None:
    rows = [plant(unit, Application) for _ in range(4)]
    days = ("2026-11-28", DAY, DAY, DAY)
    for at, (row, duty, day) in enumerate(zip(rows, ("tax", "tax", "tax", "care"), days, strict=True)):
        _line(unit, RETURNED, application_id=row["id"], duty=duty, kind="notice", source=at, copies=0, returned_on=day)
    _line(unit, WAITING, application_id=rows[2]["id"], kind="notice", source=2, copies=1)
    _line(unit, WAITING, application_id=rows[1]["id"], kind="correction", source=1, copies=1)  # of another letter
    numbers = [row["receipt_number"] for row in rows]
    assert dispatches.numbers_returned(unit, ["tax"], 9) == [numbers[1], numbers[0]]
    assert dispatches.numbers_returned(unit, ["tax", "care"], 9) == [numbers[1], numbers[3], numbers[0]]
    assert dispatches.numbers_returned(unit, ["tax"], 1) == [numbers[1]]
    assert dispatches.numbers_returned(unit, [], 9) == []


def test_batches_with_lines_come_newest_first(unit: Unit, staff: int) -> None:
    first, empty, second = (dispatches.add_batch(unit, "tax", DAY, staff, at) for at in (5, 6, 7))
    care = dispatches.add_batch(unit, "care", DAY, staff, 8)
    later, earlier, *_ = (
        _line(unit, batch_id=batch, place=place) for batch, place in ((first, 2), (first, 1), (second, 1), (care, 1))
    )
    assert dispatches.of_batch(unit, first) == [earlier, later]
    assert dispatches.of_batch(unit, empty) == []
    dispatches.mark_printed(unit, first, 9)
    rows = [BatchRow(second, "tax", DAY, staff, 7, None), BatchRow(first, "tax", DAY, staff, 5, 9)]
    assert dispatches.batches(unit, "tax", 9) == rows
    assert dispatches.batches(unit, "tax", 1) == rows[:1]
    assert [dispatches.batch(unit, number) for number in (first, 0)] == [rows[1], None]
