"""Replacements of characters that a layout lacks."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.handover import character_choices
from portal.store.handover.character_choices import CharacterChoiceRow
from tests.portal.store.planting import plant


def test_choices_of_the_people_of_a_layout_come_in_their_order(unit: Unit) -> None:
    row = CharacterChoiceRow(plant(unit, Application)["id"], "a", "layout", "k", b"w", b"choice", "hanako", 5)
    later = replace(row, made_at=6)
    for choice in (replace(row, token="b"), row, later, replace(row, layout="other"), replace(row, token="c")):
        character_choices.add(unit, choice)
    assert character_choices.of(unit, "layout", ["a", "b"], 6) == [replace(row, token="b"), row, later]
    assert character_choices.of(unit, "layout", ["a"], 5) == [row]
    assert character_choices.of(unit, "layout", [], 6) == []
    assert [character_choices.any_of(unit, layout) for layout in ("layout", "none")] == [True, False]
