"""A paper form keyed twice."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.counter.double_entry import FIRST, SECOND, cleared, differences, seal_first, with_picked
from portal.services.counter.enter_at_counter import Entry, open_entry
from portal.services.shared.installation import Installation
from portal.store.counter.papers_keyed import KeyedRow
from tests.portal.services.counter.visiting import RECEPTION, Counter
from tests.portal.world import ANSWERS

BY_POST = {"reception-door": "post", "reception-stamp": "2026-11-17", "reception-shown": "none"}


@pytest.fixture
def first(installation: Installation, counter: Counter) -> Entry:
    draft_id = counter.add(answers={**RECEPTION, **ANSWERS})
    with installation.database.read() as unit:
        return counter.entry(unit, draft_id)


def keyed(installation: Installation, entry: Entry, **answers: Any) -> Entry:
    """None leaves it empty."""
    changed = {**entry.draft.answers, **answers}
    kept = {name: value for name, value in changed.items() if value is not None}
    return open_entry(installation, replace(entry.draft, answers=kept), "")


def row_of(entry: Entry) -> KeyedRow:
    return KeyedRow(entry.draft.id, 1, "mark", 0, seal_first(entry))


def test_answers_that_differ_are_shown_in_words_and_an_empty_one_is_empty(
    installation: Installation, first: Entry
) -> None:
    second = keyed(installation, first, phone="000-0000-0002", insured_no=None)
    shown = {
        difference.name: (difference.first, difference.second) for difference in differences(second, row_of(first))
    }
    assert shown == {"phone": ("000-0000-0001", "000-0000-0002"), "insured_no": ("0000000101", "")}
    assert differences(first, row_of(first)) == ()


def test_each_line_takes_the_entry_that_was_picked(installation: Installation, first: Entry) -> None:
    second = keyed(installation, first, phone="000-0000-0002", insured_no=None)
    picked = with_picked(installation, second, row_of(first), {"phone": SECOND, "insured_no": FIRST})
    assert (picked.path.answers["phone"], picked.path.answers["insured_no"]) == ("000-0000-0002", "0000000101")
    fewer = with_picked(installation, first, row_of(second), {"insured_no": FIRST})
    assert "insured_no" not in fewer.kept, "empty at the first keying"


def test_who_picks_a_door_picks_what_it_asks(installation: Installation, first: Entry) -> None:
    posted = keyed(installation, first, **BY_POST)
    picked = with_picked(installation, first, row_of(posted), {"reception-door": FIRST, "reception-shown": SECOND})
    assert {name: picked.kept[name] for name in BY_POST} == BY_POST
    assert "reception-stamp" not in with_picked(installation, first, row_of(posted), {"reception-door": SECOND}).kept


def test_the_second_sees_nothing_of_what_the_first_keyed(first: Entry) -> None:
    assert first.kept["phone"] == "000-0000-0001"
    assert cleared(first).kept == {}
