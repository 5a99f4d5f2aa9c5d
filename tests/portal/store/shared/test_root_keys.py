"""Roots, wrapped."""

from dataclasses import replace

from portal.db import Unit
from portal.store.shared import root_keys
from portal.store.shared.root_keys import RootRow

ROW = RootRow("audit", 1, "k", b"w", 5, None)


def test_of_two_processes_that_make_a_root_the_first_wins(unit: Unit) -> None:
    assert root_keys.add(unit, ROW)
    assert not root_keys.add(unit, replace(ROW, wrapped_key=b"other"))
    assert root_keys.every_root(unit) == [ROW]


def test_a_root_is_closed_once_and_removed_by_its_number(unit: Unit) -> None:
    later = replace(ROW, number=2)
    for row in (ROW, later):
        root_keys.add(unit, row)
    closed = replace(ROW, until=7, wrapped_key=b"bound")
    assert root_keys.close(unit, closed)
    assert not root_keys.close(unit, replace(closed, until=9))
    assert root_keys.every_root(unit) == [closed, later]
    assert root_keys.remove(unit, "audit", 2)
    assert not root_keys.remove(unit, "audit", 2)
    assert root_keys.every_root(unit) == [closed]
