"""Entries keep their order; a place has one owner."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from portal.db import Unit
from portal.models.bookings.drawing import Drawing
from portal.models.cases.application import Application
from portal.store.bookings import drawing_entries
from portal.store.bookings.drawing_entries import EntryRow
from tests.portal.store.planting import plant

ENDED = ("withdrawn", "declined")


@pytest.fixture
def drawn(unit: Unit) -> list[EntryRow]:
    """Two places, four entries, and one of another unit."""
    drawing = plant(unit, Drawing)["id"]

    def entry(rank: int, place: int | None, drawn_for: str = "kids") -> dict[str, Any]:
        application = plant(unit, Application, state="received")
        return {
            "id": 0, "drawing_id": drawing, "application_id": application["id"], "drawn_for": drawn_for, "tickets": 2,
            "receipt_number": application["receipt_number"], "rank": rank, "place": place, "won_at": 5 if place else None,
        }  # fmt: skip

    rows = [entry(1, 1), entry(2, 2), entry(3, None), entry(4, None), entry(1, None, "others")]
    drawing_entries.add(unit, [EntryRow(**row) for row in rows])
    return drawing_entries.of(unit, drawing)


def move(unit: Unit, row: EntryRow, state: str) -> None:
    unit.connection.execute(
        Application.table.update().where(Application.table.c.id == row.application_id).values(state=state)
    )


def test_entries_are_read_in_the_order_of_the_drawing(unit: Unit, drawn: list[EntryRow]) -> None:
    assert [(row.drawn_for, row.rank) for row in drawn] == [
        ("kids", 1),
        ("kids", 2),
        ("kids", 3),
        ("kids", 4),
        ("others", 1),
    ]
    assert drawing_entries.of_application(unit, drawn[2].application_id or 0) == drawn[2]
    assert drawing_entries.of_application(unit, 0) is None


def test_the_next_in_line_is_the_first_without_a_place_who_is_still_there(unit: Unit, drawn: list[EntryRow]) -> None:
    drawing = drawn[0].drawing_id
    assert drawing_entries.next_in_line(unit, drawing, "kids", ENDED) == drawn[2]
    move(unit, drawn[2], "withdrawn")
    assert drawing_entries.next_in_line(unit, drawing, "kids", ENDED) == drawn[3]
    move(unit, drawn[3], "declined")
    assert drawing_entries.next_in_line(unit, drawing, "kids", ENDED) is None


def test_an_ended_application_is_found_until_its_entry_ended(unit: Unit, drawn: list[EntryRow]) -> None:
    assert drawing_entries.ended(unit, ENDED) == []
    move(unit, drawn[1], "withdrawn")
    assert drawing_entries.ended(unit, ENDED) == [drawn[1]]
    assert drawing_entries.end(unit, drawn[1], 9)
    assert not drawing_entries.end(unit, drawn[1], 9)
    assert drawing_entries.ended(unit, ENDED) == []
    entry = drawing_entries.of_application(unit, drawn[1].application_id or 0)
    assert entry is not None
    assert (entry.place, entry.ended_at, entry.won_at) == (None, 9, 5)


def test_a_free_place_is_won_once(unit: Unit, drawn: list[EntryRow]) -> None:
    drawing_entries.end(unit, drawn[1], 9)
    assert drawing_entries.win(unit, drawn[2], 2, 10)
    assert not drawing_entries.win(unit, drawn[2], 2, 11)
    assert not drawing_entries.win(unit, drawn[1], 2, 11)
    entry = drawing_entries.of_application(unit, drawn[2].application_id or 0)
    assert entry is not None
    assert (entry.place, entry.won_at) == (2, 10)
    with pytest.raises(IntegrityError):
        drawing_entries.win(unit, drawn[3], 2, 12)


def test_nobody_is_added_without_entries(unit: Unit, drawn: list[EntryRow]) -> None:
    drawing_entries.add(unit, [])
    assert len(drawing_entries.of(unit, drawn[0].drawing_id)) == 5


def test_all_are_replaced_at_once_also_by_those_of_applications_that_are_elsewhere(
    unit: Unit, drawn: list[EntryRow]
) -> None:
    drawing = drawn[0].drawing_id
    elsewhere = [replace(row, application_id=None, place=None) for row in drawn[:2]]
    drawing_entries.replace_all(unit, drawing, elsewhere)
    after = drawing_entries.of(unit, drawing)
    assert [(row.receipt_number, row.application_id, row.place) for row in after] == [
        (row.receipt_number, None, None) for row in elsewhere
    ]
    drawing_entries.replace_all(unit, drawing, [])
    assert drawing_entries.of(unit, drawing) == []
