"""What the section reads about its list."""

from datetime import date

from portal.services.desk.lists.change_list import ORDER, end_entry, move_entry
from portal.services.desk.lists.describe_list import COMING, ENDED, NOW, describe_change, history_of, lines_of, state_on
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.procedures.kept_lists import ChangeRow
from tests.portal.services.desk.lists.world import act, add, state

TODAY = date(2026, 11, 20)


def labels(installation: Installation, member: Member, words: str, shown: str) -> list[str]:
    return [line.entry.label for line in lines_of(state(installation, member), TODAY, words, shown)]


def test_entries_are_found_by_words_and_by_their_days(installation: Installation, member: Member) -> None:
    add(installation, member, starts="2027-04-01")
    assert labels(installation, member, "みなと", NOW) == ["見本市立港町小学校"]
    assert labels(installation, member, "", COMING) == ["見本市立森小学校"]
    assert labels(installation, member, "", ENDED) == ["見本市立河原新田小学校"]
    assert len(labels(installation, member, "", "")) == 8
    opened = state(installation, member)
    assert [state_on(opened.entry(key), TODAY) for key in ("schools-1", "schools-7", "schools-8")] == [
        NOW,
        ENDED,
        COMING,
    ]


def test_columns_are_shown_in_words(installation: Installation, member: Member) -> None:
    (line,) = lines_of(state(installation, member), TODAY, "緑が丘", NOW)
    assert line.columns == ("小学校", "2")


def test_history_says_who_changed_what_from_what(installation: Installation, member: Member) -> None:
    add(installation, member)
    act(
        installation, member,
        lambda unit, opened: end_entry(installation, unit, member, opened, "schools-1", date(2026, 11, 30), seen=1),
    )  # fmt: skip
    act(
        installation,
        member,
        lambda unit, opened: move_entry(installation, unit, member, opened, "schools-2", up=True, seen=2),
    )
    with installation.database.read() as unit:
        lines = history_of(unit, state(installation, member).kept)
    assert [(line.revision, line.who) for line in lines] == [(3, "学校 花子"), (2, "学校 花子"), (1, "学校 花子")]
    assert [line.sentences for line in lines] == [
        ("順番を変えた",),
        ("「見本市立見本小学校」（schools-1）：おわりの日「」→「2026-11-30」",),
        ("「見本市立森小学校」（schools-8）を足した",),
    ]


def test_a_file_says_how_many_first(installation: Installation, member: Member) -> None:
    kept = state(installation, member).kept
    after = '{"label": "森", "cells": "{}", "place": 0, "key": "k"}'
    row = ChangeRow("schools", 1, 7, "system:courier", "file", f'[{{"key": "k", "before": null, "after": {after}}}]')
    assert describe_change(kept, row) == ("ファイルで1件を変えた", "「森」（k）を足した")
    assert ORDER == "order"
