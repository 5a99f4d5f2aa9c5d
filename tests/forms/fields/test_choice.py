from typing import Any

import pytest
from pydantic import ValidationError

from forms.definition.field import Parsed
from forms.definition.registry import field_types
from forms.fields.choice import Choice, ChoiceSettings
from forms.text.speech import Speech
from tests.forms.fields.asking import ask, environment, mistakes_of, shown, stored_value

REASONS: dict[str, Any] = {
    "options": {
        "lost": "なくした・焼けた",
        "damaged": {"label": "破れた", "help": "よごれたときも"},
        "given_back": {"label": "返した", "doors": ["counter"]},
        "other": {"label": "そのほか", "tell": True},
    }
}
SETTINGS: tuple[dict[str, Any], ...] = (
    REASONS,
    {"options": {"lost": "なくした", "damaged": "破れた"}},
    {"options": {"counter_only": {"label": "窓口だけ", "doors": ["online"]}}},
    {"options": {"other": {"label": "そのほか", "tell": True}}},
)


def test_the_code_is_stored_and_the_label_shown() -> None:
    assert stored_value("choice", " lost ", REASONS) == "lost"
    assert shown("choice", "lost", REASONS) == "なくした・焼けた"


def test_the_label_is_shown_in_the_language_of_the_reader() -> None:
    speech = Speech("easy", {}, {"ask.it.options.lost.label": "なくしました"})
    assert shown("choice", "lost", REASONS, speech) == "なくしました"


def test_an_option_with_details_keeps_its_words() -> None:
    value = stored_value("choice", {"": "other", "tell": " 犬がかんだ "}, REASONS)
    assert value == {"code": "other", "tell": "犬がかんだ"}
    assert shown("choice", value, REASONS) == "そのほか（犬がかんだ）"
    kind = field_types()["choice"]
    settings = ChoiceSettings.model_validate(REASONS)
    assert kind.cells(value, settings) == {"": "other", "tell": "犬がかんだ"}
    assert kind.rule_value(value, settings) == "other"


def test_words_beside_another_option_are_not_kept() -> None:
    assert stored_value("choice", {"": "lost", "tell": "犬"}, REASONS) == "lost"


@pytest.mark.parametrize(
    ("typed", "key", "part"),
    [
        ({"": "stolen"}, "choice.not_offered", ""),
        ({"": "given_back"}, "choice.not_offered", ""),
        ({"": "stolen", "tell": "犬"}, "choice.not_offered", ""),
        ({"tell": "犬"}, "choice.tell_alone", ""),
        ({"": "other"}, "choice.tell_missing", "tell"),
        ({"": "other", "tell": "犬" * 101}, "box.too_long", "tell"),
        ({"": "other", "tell": "\x1b"}, "box.unusable_sign", "tell"),
    ],
)
def test_what_cannot_be_chosen_is_reported(typed: dict[str, str], key: str, part: str) -> None:
    assert mistakes_of(ask("choice", typed, REASONS)) == [(key, part)]


def test_an_option_of_another_door_can_be_chosen_there() -> None:
    assert stored_value("choice", "given_back", REASONS, environment("counter")) == "given_back"


def test_two_options_are_not_one() -> None:
    kind, settings = Choice(), ChoiceSettings.model_validate(REASONS)
    assert mistakes_of(kind.parse({"": ("lost", "damaged")}, settings, environment())) == [("choice.not_offered", "")]
    assert kind.parse({"": ("lost", "lost")}, settings, environment()) == Parsed("lost")


def test_without_a_telling_option_there_is_no_box_for_words() -> None:
    settings = ChoiceSettings.model_validate({"options": {"a": "A"}})
    assert [part.name for part in Choice().parts(settings)] == [""]
    assert ask("choice", {"tell": "犬"}, {"options": {"a": "A"}}).empty


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"Lost": "なくした"},
        {"lost": ""},
        {"lost": {"label": "なくした", "hint": "?"}},
        {"lost": {"label": "なくした", "doors": ["window"]}},
        {"a": {"label": "A", "tell": True}, "b": {"label": "B", "tell": True}},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ChoiceSettings.model_validate({"options": options})


def test_an_option_names_a_drawing_that_there_is() -> None:
    chair = ChoiceSettings.model_validate({"options": {"chair": {"label": "いす", "icon": "chair"}}})
    assert chair.options["chair"].icon == "chair"
    with pytest.raises(ValidationError, match="icon"):
        ChoiceSettings.model_validate({"options": {"chair": {"label": "いす", "icon": "unicorn"}}})
