"""Support codes and their sweep."""

from dataclasses import replace

from portal.db import Unit
from portal.store.shared import support_entries
from portal.store.shared.support_entries import SupportRow

FIRST = SupportRow("CODE", 5, "GET", "/", 500, "KeyError", "", "ja", "", "")


def test_entries_of_a_code_come_newest_first(unit: Unit) -> None:
    second, other = replace(FIRST, at=4, status=404), replace(FIRST, code="OTHER")
    support_entries.add(unit, [FIRST, other, second])
    assert support_entries.of_code(unit, "CODE") == [second, FIRST]
    assert support_entries.of_code(unit, "NONE") == []


def test_no_entries_are_no_error(unit: Unit) -> None:
    support_entries.add(unit, [])
    assert support_entries.of_code(unit, "CODE") == []


def test_what_is_older_goes_and_of_the_rest_the_newest_stay(unit: Unit) -> None:
    support_entries.add(unit, [replace(FIRST, at=at) for at in (4, 5, 6, 7)])
    support_entries.sweep(unit, 5, 9)
    assert [row.at for row in support_entries.of_code(unit, "CODE")] == [7, 6, 5]
    support_entries.sweep(unit, 5, 2)
    assert [row.at for row in support_entries.of_code(unit, "CODE")] == [7, 6]
