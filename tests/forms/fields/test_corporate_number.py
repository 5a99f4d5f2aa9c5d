from typing import Any

import pytest

from tests.forms.fields.asking import ask, mistakes_of, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)
NUMBER = "7123456789012"


@pytest.mark.parametrize(
    "typed",
    [NUMBER, "７１２３４５６７８９０１２", "7-1234-5678-9012", "7 1234 5678 9012", "T7123456789012", "ｔ7123456789012"],
)
def test_a_number_is_read_however_it_is_written(typed: str) -> None:
    assert stored_value("corporate_number", typed) == NUMBER


@pytest.mark.parametrize(("typed", "count"), [("123456789012", 12), ("71234567890123", 14), ("TT123456789012", 13)])
def test_what_has_not_thirteen_digits_is_reported_with_its_length(typed: str, count: int) -> None:
    parsed = ask("corporate_number", typed)
    assert mistakes_of(parsed) == [("corporate_number.thirteen", "")]
    assert parsed.mistakes[0].arguments == {"count": count}


@pytest.mark.parametrize("first", sorted(set("0123456789") - {NUMBER[0]}))
def test_a_wrong_first_digit_is_found(first: str) -> None:
    assert mistakes_of(ask("corporate_number", first + NUMBER[1:])) == [("corporate_number.check_digit", "")]


def test_two_digits_that_changed_places_are_found() -> None:
    assert mistakes_of(ask("corporate_number", "7213456789012")) == [("corporate_number.check_digit", "")]
