from typing import Any

import pytest

from forms.fields.yes_no import YesNo
from tests.forms.fields.asking import EASY, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


def test_no_is_an_answer_and_nothing_chosen_is_none() -> None:
    assert stored_value("yes_no", "yes") is True
    assert stored_value("yes_no", "no") is False
    assert ask("yes_no", "").empty


def test_it_is_shown_and_exported_as_what_was_chosen() -> None:
    assert [shown("yes_no", value) for value in (True, False)] == ["はい", "いいえ"]
    assert shown("yes_no", False, speech=EASY) == "いいえ"
    assert [YesNo().cells(value, PLAIN) for value in (True, False)] == [{"": "1"}, {"": "0"}]


@pytest.mark.parametrize("posted", ["はい", "true", "0", "yes no"])
def test_nothing_but_the_two_is_taken(posted: str) -> None:
    assert mistakes_of(ask("yes_no", posted)) == [("yes_no.not_offered", "")]
