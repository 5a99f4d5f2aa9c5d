"""Stored answers written by hand."""

from dataclasses import replace

import pytest

from forms.definition.field import Value
from forms.definition.procedure import Field
from forms.definition.registry import field_types
from forms.path.environment import Environment, no_facilities
from forms.text.hand_written import read_hand_written
from tests.forms.fields.asking import environment


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("text", "赤い屋根", ""),
        ("text", "　", "it is empty"),
        ("text", " 赤い屋根 ", "it is stored as 赤い屋根"),
        ("date", "2026-02-30", "date.no_such_day"),
        ("date", ["2026-02-03"], 'not a stored value of date: write it like "1996-02-15"'),
    ],
)
def test_what_is_wrong_with_a_written_answer_is_told(kind: str, written: Value, expected: str) -> None:
    field_type = field_types()[kind]
    field = Field("roof", field_type, field_type.Settings.model_validate({}), "屋根", "ask.roof")
    assert read_hand_written(field, written, environment())[1] == expected


@pytest.mark.parametrize(
    ("city", "example"),
    [(environment(), ': write it like [{"id": "nursery-2"'), (replace(environment(), facilities=no_facilities), "")],
)
def test_an_example_is_one_that_could_be_given_here(city: Environment, example: str) -> None:
    field_type = field_types()["facility"]
    field = Field(
        "wishes", field_type, field_type.Settings.model_validate({"kind": "nursery", "wishes": 3}), "園", "ask.wishes"
    )
    mistakes = read_hand_written(field, ["nursery-1"], city)[1]
    assert mistakes.startswith(f"not a stored value of facility{example}")
    assert example or mistakes == "not a stored value of facility"
