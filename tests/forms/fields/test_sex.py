from typing import Any

import pytest

from forms.fields.sex import Sex
from tests.forms.fields.asking import EASY, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    ("code", "iso", "word"),
    [("male", "1", "男"), ("female", "2", "女"), ("other", "9", "そのほか"), ("unknown", "0", "答えない")],
)
def test_the_code_of_the_register_is_stored_and_iso_5218_is_beside(code: str, iso: str, word: str) -> None:
    assert stored_value("sex", code) == code
    assert Sex().cells(code, PLAIN) == {"": code, "iso5218": iso}
    assert shown("sex", code) == word
    assert shown("sex", code, speech=EASY) != word or code == "other"


def test_a_code_of_another_list_is_reported() -> None:
    assert mistakes_of(ask("sex", "男")) == [("choice.not_offered", "")]
