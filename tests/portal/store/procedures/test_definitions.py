"""Published versions of procedures."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.store.procedures import definitions
from portal.store.procedures.definitions import DefinitionRow

ROW = DefinitionRow("p1", "p", 1, "text", 5)


def _publish(unit: Unit, *rows: DefinitionRow) -> None:
    for row in rows:
        definitions.add(unit, row)


def test_a_meaning_keeps_its_row_and_its_day(unit: Unit) -> None:
    _publish(unit, ROW, replace(ROW, canonical="better", published_at=9, version=7))
    assert definitions.by_meaning(unit, "p1") == replace(ROW, canonical="better")
    assert definitions.by_meaning(unit, "none") is None
    assert definitions.meanings(unit) == {"p1"}
    assert definitions.newest_among(unit, ["p", "none"]) == [replace(ROW, canonical="better")]


def test_the_last_publication_is_the_newest(unit: Unit) -> None:
    second, other = replace(ROW, meaning="p2", version=2), replace(ROW, meaning="o1", procedure="o")
    _publish(unit, ROW, other, second)
    assert definitions.newest(unit) == [other, second]
    assert definitions.newest_of(unit, "p") == second
    assert definitions.newest_names(unit) == {"o": (2, 1), "p": (3, 2)}
    _publish(unit, ROW)
    assert definitions.newest(unit) == [other, ROW]
    assert definitions.newest_names(unit) == {"o": (2, 1), "p": (4, 2)}
    assert definitions.newest_of(unit, "p") == ROW
    assert definitions.newest_of(unit, "none") is None
    assert definitions.newest_meanings(unit, ["p", "none"]) == {"p": ROW.meaning}
    assert definitions.versions(unit) == [("o", 1), ("p", 1), ("p", 2)]


def test_a_version_of_a_trial_may_have_several_meanings(unit: Unit) -> None:
    again, second, other = (
        replace(ROW, meaning="p1 again"), replace(ROW, meaning="p2", version=2), replace(ROW, meaning="o1", procedure="o"),
    )  # fmt: skip
    _publish(unit, second, ROW, again, other)
    assert definitions.of_version(unit, "p", 1) == [again, ROW]
    assert definitions.versions(unit) == [("o", 1), ("p", 1), ("p", 2)]
    assert definitions.of_version(unit, "p", 3) == []
    third = replace(ROW, meaning="p3", version=3)
    _publish(unit, third)
    assert definitions.between(unit, "p", 0, 3) == ["p1 again", "p2"]
    _publish(unit, ROW)
    assert definitions.between(unit, "p", 0, 3) == ["p1", "p2"]
    assert definitions.between(unit, "p", 1, 9) == ["p2", "p3"]
    assert definitions.between(unit, "none", 0, 9) == []


def test_the_first_and_the_current_publication_are_reported(unit: Unit) -> None:
    second, third = replace(ROW, meaning="p2", published_at=7), replace(ROW, meaning="p3", published_at=9)
    other = replace(ROW, meaning="o1", procedure="o", published_at=6)
    _publish(unit, ROW, second, third, other)
    assert sorted(definitions.publication_times(unit)) == [("o", 6, 6), ("p", 5, 9)]
    _publish(unit, second)
    assert sorted(definitions.publication_times(unit)) == [("o", 6, 6), ("p", 5, 7)]


def test_each_publication_changes_the_edition(unit: Unit) -> None:
    revisions = [definitions.revision(unit)]
    for row in (ROW, replace(ROW, meaning="p2"), ROW):
        _publish(unit, row)
        revisions.append(definitions.revision(unit))
    assert revisions == [(0, 0), (1, 1), (2, 3), (2, 5)]


def test_the_last_mark_of_a_folder_is_kept(unit: Unit) -> None:
    for folder, mark in (("a", "1"), ("b", "2"), ("a", "3")):
        definitions.keep_mark(unit, folder, mark)
    assert [definitions.mark_of(unit, folder) for folder in ("a", "b", "c")] == ["3", "2", None]


def test_who_published_it_last_keeps_it_until_it_is_handed_back(unit: Unit) -> None:
    second = replace(ROW, meaning="p2", version=2)
    _publish(unit, ROW, second, replace(ROW, origin=definitions.WORKSHOP))
    assert [(row.meaning, row.origin) for row in definitions.of_procedure(unit, "p")] == [
        ("p1", "workshop"), ("p2", "folder"),
    ]  # fmt: skip
    definitions.keep_mark(unit, "a", "1")
    assert [row.meaning for row in definitions.of_workshop(unit)] == ["p1"]
    definitions.hand_back(unit, "p1")
    assert definitions.of_workshop(unit) == []
    newest = definitions.newest_of(unit, "p")
    assert newest == ROW
    assert definitions.mark_of(unit, "a") is None
    assert definitions.of_procedure(unit, "none") == []


@pytest.mark.both_engines
def test_a_version_that_was_signed_stays_so_and_to_sign_it_later_is_a_publication(unit: Unit) -> None:
    _publish(unit, ROW, replace(ROW, meaning="p2", version=2))
    before = definitions.revision(unit)
    _publish(unit, replace(ROW, signed=True))
    assert definitions.revision(unit) != before
    assert definitions.newest_of(unit, "p") == replace(ROW, signed=True)
    _publish(unit, replace(ROW, canonical="better"))
    assert definitions.newest(unit) == [replace(ROW, canonical="better", signed=True)]
    assert [row.signed for row in definitions.of_procedure(unit, "p")] == [True, False]
