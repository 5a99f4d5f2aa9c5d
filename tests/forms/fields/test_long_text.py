from typing import Any

import pytest
from pydantic import ValidationError

from forms.fields.long_text import LongTextSettings
from tests.forms.fields.asking import ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({}, {"max": 1_000}, {"max": 2})


@pytest.mark.parametrize("text", ["先週、\n病院の帰りに", "①㈱ﾊﾝｶｸ\n\n～−", "{label} %s <b>"])
def test_lines_are_kept_as_typed(text: str) -> None:
    assert stored_value("long_text", f"　{text} \n") == text


def test_line_ends_become_line_feeds_and_tabs_spaces() -> None:
    assert stored_value("long_text", "a\r\nb\rc\td") == "a\nb\nc d"
    assert shown("long_text", "a\nb") == "a b"


def test_characters_are_counted_as_people_count() -> None:
    assert stored_value("long_text", "葛󠄀\r\n𠮷", {"max": 3}) == "葛󠄀\n𠮷"
    parsed = ask("long_text", "葛󠄀\n𠮷a", {"max": 3})
    assert mistakes_of(parsed) == [("box.too_long", "")]
    assert parsed.mistakes[0].arguments == {"maximum": 3}


@pytest.mark.parametrize("given", [{"max": 0}, {"max": 10_001}, {"lines": 3}])
def test_settings_that_make_no_sense_are_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        LongTextSettings.model_validate(given)
