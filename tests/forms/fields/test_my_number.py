from typing import Any

import pytest

from forms.fields.my_number import MyNumber
from tests.forms.fields.asking import EASY, PLAIN, ask, kept, said, shown

SETTINGS: tuple[dict[str, Any], ...] = ({},)
NUMBER = "000000000019"


@pytest.mark.parametrize(
    "typed", [NUMBER, "0000 0000 0019", "００００－００００－００１９", "0000ー0000ー0019", "　0000　0000　0019\n"]
)
def test_a_number_is_read_however_it_is_grouped(typed: str) -> None:
    assert kept("my_number", typed) == NUMBER


def test_only_its_end_is_shown_and_the_whole_is_in_the_cells_alone() -> None:
    assert shown("my_number", NUMBER) == shown("my_number", NUMBER, speech=EASY) == "････････0019"
    assert MyNumber().cells(NUMBER, PLAIN) == {"": NUMBER}


@pytest.mark.parametrize("typed", ["00000000001", "0000000000199", "00000000001X", "番号"])
def test_what_has_not_twelve_digits_is_told_with_its_length_and_without_the_number(typed: str) -> None:
    parsed = ask("my_number", typed)
    assert said(parsed) == [("my_number.twelve", "")]
    assert parsed.mistakes[0].arguments == {"count": len(typed)}


@pytest.mark.parametrize("place", range(11))
def test_a_wrong_key_is_found(place: int) -> None:
    wrong = NUMBER[:place] + str(int(NUMBER[place]) + 2) + NUMBER[place + 1 :]
    parsed = ask("my_number", wrong)
    assert said(parsed) == [("my_number.check_digit", "")]
    assert parsed.mistakes[0].arguments == {}


def test_no_browser_keeps_it_and_no_rule_sees_more_than_whether_it_was_given() -> None:
    (part,) = MyNumber().parts(PLAIN)
    assert (part.autocomplete, part.inputmode) == ("off", "numeric")
    assert MyNumber().rule_type(PLAIN).name == "other"
