"""What somebody wrote into a file as a stored answer is held to what the boxes take."""

import pytest

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
        ("date", ["2026-02-03"], "no stored value of date ('list' object has no attribute 'split')"),
    ],
)
def test_what_is_wrong_with_a_written_answer_is_told(kind: str, written: Value, said: str) -> None:
    its = field_types()[kind]
    field = Field("roof", its, its.Settings.model_validate({}), "屋根", "ask.roof")
    assert read_hand_written(field, written, environment())[1] == said
