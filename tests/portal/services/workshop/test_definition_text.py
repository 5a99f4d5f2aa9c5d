"""Places of values in a text, and what an edit of them leaves alone."""

import pytest

from forms.complaints import Refused
from portal.services.workshop import edit_questions
from portal.services.workshop.definition_text import DefinitionText, LeftToText, edited
from tests.portal.services.workshop.test_edit_questions import TEXT, B, C


def test_texts_that_two_parsers_read_differently_are_left_alone() -> None:
    with pytest.raises(LeftToText, match="lines"):
        DefinitionText("steps: a\x85b\n")
    with pytest.raises(Refused):
        DefinitionText("steps: [")
    for path in (("steps", 9), ("steps", -1), ("tail", 0, "ask")):
        with pytest.raises(LeftToText):
            edit_questions.remove(TEXT, path)
    assert not edit_questions.move("steps:\n  - step: 1\n  - step: 2", ("steps", 0), True).endswith("\n")


def test_what_would_take_a_comment_along_is_left_to_the_text() -> None:
    text = TEXT.replace("C, when: b == x", "C, # why\n         when: b == x")
    with pytest.raises(LeftToText, match="comment"):
        edit_questions.set_keys(text, C, {"when": None})
    with pytest.raises(LeftToText, match="comment"):
        edit_questions.set_keys(TEXT, B, {"options": {"x": "X"}})


def test_an_edit_that_means_something_else_is_refused() -> None:
    with pytest.raises(LeftToText, match="meaning"):
        edited(TEXT, lambda known: known.with_text(0, 6, ""), lambda data: {**data, "tail": []})
    with pytest.raises(LeftToText, match="layout"):
        edited(TEXT, lambda known: known.with_text(len(TEXT), len(TEXT), "{"), lambda data: data)


def test_lines_are_those_of_the_value_without_what_follows() -> None:
    assert DefinitionText(TEXT).lines_of(B) == (8, 15)
    assert DefinitionText(TEXT).lines_of(C) == (TEXT[: TEXT.index("id: c")].count("\n") + 1,) * 2
