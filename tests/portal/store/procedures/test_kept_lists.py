"""Entries are put by their key; of two changes of one state the second is refused."""

from dataclasses import replace

from portal.db import Unit
from portal.store.procedures import kept_lists
from portal.store.procedures.kept_lists import ChangeRow, EntryRow

ENTRY = EntryRow("flats", "A-1", "緑町1号", "ミドリマチ", "", "", "2026-04-01", "", "2階", '{"rent": 25000}', 2)
CHANGE = ChangeRow("flats", 1, 7, "staff:tanaka", "add", "[]")


def test_entries_come_in_their_order_and_a_key_is_put_again(unit: Unit) -> None:
    first = replace(ENTRY, key="A-2", place=1)
    kept_lists.put(unit, [ENTRY, first, replace(ENTRY, list_name="schools")])
    assert kept_lists.entries(unit, "flats") == [first, ENTRY]
    ended = replace(ENTRY, ends="2026-11-30", place=0)
    kept_lists.put(unit, [ended])
    assert kept_lists.entries(unit, "flats") == [ended, first]
    assert kept_lists.entries(unit, "vendors") == []


def test_nothing_to_put_puts_nothing(unit: Unit) -> None:
    kept_lists.put(unit, [])
    assert kept_lists.entries(unit, "flats") == []


def test_a_revision_is_made_once(unit: Unit) -> None:
    assert kept_lists.add_change(unit, CHANGE)
    assert not kept_lists.add_change(unit, replace(CHANGE, actor="staff:suzuki"))
    assert kept_lists.add_change(unit, replace(CHANGE, list_name="schools"))
    assert kept_lists.history(unit, "flats", 10) == [CHANGE]


def test_the_newest_change_is_first_and_gives_the_revision(unit: Unit) -> None:
    second = replace(CHANGE, revision=2, act="end")
    for row in (CHANGE, second):
        kept_lists.add_change(unit, row)
    assert kept_lists.revisions(unit) == {"flats": 2}
    assert kept_lists.history(unit, "flats", 1) == [second]
