from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.text import Text, TextSettings
from tests.forms.fields.asking import JAPANESE, ask, environment, facilities, mistakes_of, stored_value

CODE = {"pattern": "[A-Z]{1,2}-[0-9]{4}", "example": "AB-1234"}
SETTINGS: tuple[dict[str, Any], ...] = ({}, {"max": 200}, {"max": 2}, CODE)


@pytest.mark.parametrize("text", ["先週、病院の帰りに", "①㈱ﾊﾝｶｸ ～−", "塚 𠮷 葛󠄀", "{label} %s <b>", "が"])
def test_text_is_kept_as_typed(text: str) -> None:
    assert stored_value("text", f"　{text} \n") == text


def test_tabs_become_spaces() -> None:
    assert stored_value("text", "a\tb") == "a b"


@pytest.mark.parametrize("settings", [{}, {"max": 200}])
def test_a_single_line_has_no_second(settings: dict[str, int]) -> None:
    assert mistakes_of(ask("text", "a\nb", settings)) == [("box.unusable_sign", "")]


def test_length_is_counted_as_people_count() -> None:
    assert stored_value("text", "葛󠄀𠮷", {"max": 2}) == "葛󠄀𠮷"
    parsed = ask("text", "葛󠄀𠮷a", {"max": 2})
    assert mistakes_of(parsed) == [("box.too_long", "")]
    assert parsed.mistakes[0].arguments == {"maximum": 2}


@pytest.mark.parametrize("given", [{"max": 0}, {"max": 201}, {"lines": 3}, {"maximum": 3}])
def test_settings_that_make_no_sense_are_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        TextSettings.model_validate(given)


@pytest.mark.parametrize(
    ("typed", "stored"), [("AB-1234", "AB-1234"), (" ＡＢ－１２３４ ", "AB-1234"), ("C-0001", "C-0001")]
)
def test_what_fits_the_pattern_is_stored_in_half_width(typed: str, stored: str) -> None:
    assert stored_value("text", typed, CODE) == stored


def test_the_example_is_shown_before_anybody_writes() -> None:
    assert Text().limits(TextSettings.model_validate(CODE), JAPANESE) == "例：AB-1234"
    assert Text().limits(TextSettings(), JAPANESE) == ""


@pytest.mark.parametrize("typed", ["AB-123", "ab-1234", "AB-1234 5", "見本"])
def test_what_does_not_fit_is_reported_with_the_example(typed: str) -> None:
    parsed = ask("text", typed, CODE)
    assert mistakes_of(parsed) == [("text.pattern", "")]
    assert parsed.mistakes[0].arguments == {"example": "AB-1234"}


@pytest.mark.parametrize(
    "given",
    [
        {"pattern": "[0-9]{2}"},
        {"pattern": "[0-9]{2}", "example": "1"},
        {"example": "12"},
        {"pattern": "[0-9]+", "example": "1"},
    ],
)
def test_a_pattern_needs_an_example_that_fits(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        TextSettings.model_validate(given)


def test_names_of_several_kinds_of_facilities_are_offered() -> None:
    kinds = ("nursery", "clinic")
    names = tuple(facility.name for kind in kinds for facility in facilities(kind))
    assert Text().suggestions(TextSettings(suggest="nursery clinic"), environment()) == names
    assert Text().suggestions(TextSettings(), environment()) == ()
    with pytest.raises(ValidationError):
        TextSettings(suggest="nursery,clinic")
