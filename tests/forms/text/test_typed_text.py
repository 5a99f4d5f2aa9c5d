"""One piece of text fills the boxes of its question."""

import pytest

from forms.definition.procedure import Field
from forms.definition.registry import field_types
from forms.messages import sentences
from forms.text.speech import Speech
from forms.text.typed_text import boxes_of_text

JAPANESE = Speech("ja", sentences("ja"), {})
COLOURS = {"options": {"red": "赤、または朱", "blue": "青"}}


@pytest.mark.parametrize(
    ("kind", "settings", "text", "boxes"),
    [
        ("text", {}, "赤い屋根", {"": ("赤い屋根",)}),
        ("yes_no", {}, "有", {"": ("yes",)}),
        ("yes_no", {}, "FALSE", {"": ("no",)}),
        ("yes_no", {}, "たぶん", {"": ("たぶん",)}),
        ("date", {}, "S24.4.3", {"year": ("S24.4.3",)}),
        ("person_name", {}, "髙見本　太郎", {"family": ("髙見本",), "given": ("太郎",)}),
        ("person_name", {}, "髙見本", {"full": ("髙見本",)}),
        ("choice", COLOURS, "赤、または朱", {"": ("red",)}),
        ("choice", COLOURS, "緑", {"": ("緑",)}),
        ("multiple_choice", COLOURS, "赤、または朱;青", {"": ("red", "blue")}),
        ("multiple_choice", COLOURS, "青、red", {"": ("blue", "red")}),
    ],
)
def test_a_text_fills_the_boxes_of_its_question(
    kind: str, settings: dict[str, object], text: str, boxes: dict[str, tuple[str, ...]]
) -> None:
    field_type = field_types()[kind]
    field = Field("asked", field_type, field_type.Settings.model_validate(settings), "問い", "ask.asked")
    assert boxes_of_text(field, text, JAPANESE) == boxes
