"""What somebody wrote into a file as a stored answer is held to what the boxes take."""

from dataclasses import replace

import pytest

from forms.environment import Environment, no_facilities
from forms.field import Value
from forms.hand_written import read_hand_written
from forms.procedure import Field
from forms.registry import field_types
from tests.forms.fields.asking import environment


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        ("text", "赤い屋根", ""),
        ("text", "　", "it is empty"),
        ("text", " 赤い屋根 ", "it is stored as 赤い屋根"),
        ("date", "2026-02-30", "date.no_such_day"),
        ("date", ["2026-02-03"], 'no stored value of date: write it like "1996-02-15"'),
    ],
)
def test_what_is_wrong_with_a_written_answer_is_told(kind: str, written: Value, said: str) -> None:
    its = field_types()[kind]
    field = Field("roof", its, its.Settings.model_validate({}), "屋根", "ask.roof")
    assert read_hand_written(field, written, environment())[1] == said


@pytest.mark.parametrize(
    ("city", "said"),
    [(environment(), ': write it like [{"id": "nursery-2"'), (replace(environment(), facilities=no_facilities), "")],
)
def test_an_example_is_one_that_could_be_given_here(city: Environment, said: str) -> None:
    its = field_types()["facility"]
    field = Field("wishes", its, its.Settings.model_validate({"kind": "nursery", "wishes": 3}), "園", "ask.wishes")
    told = read_hand_written(field, ["nursery-1"], city)[1]
    assert told.startswith(f"no stored value of facility{said}")
    assert said or told == "no stored value of facility"
