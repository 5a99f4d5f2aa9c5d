from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.text import TextSettings
from tests.forms.fields.asking import ask, mistakes_of, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({}, {"max": 200}, {"max": 2})


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
