from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forms.fields.my_number import KEPT, MASK, MyNumber, is_reference
from tests.forms.fields.asking import EASY, JAPANESE, PLAIN, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)
NUMBER = "000000000019"


@pytest.mark.parametrize(
    "typed", [NUMBER, "0000 0000 0019", "００００－００００－００１９", "0000ー0000ー0019", "　0000　0000　0019\n"]
)
def test_a_number_is_read_however_it_is_grouped(typed: str) -> None:
    assert stored_value("my_number", typed) == NUMBER


REFERENCE = "number:" + "aB3-_" * 4 + "xy"


@pytest.mark.parametrize("value", [NUMBER, REFERENCE, KEPT])
def test_no_digit_of_it_is_ever_shown(value: str) -> None:
    assert shown("my_number", value) == shown("my_number", value, speech=EASY) == MASK
    assert not any(sign.isdigit() for sign in MASK)


def test_a_number_that_is_kept_is_in_its_box_as_a_mask_which_means_it_when_it_comes_back() -> None:
    (typed,) = MyNumber().typed(REFERENCE, PLAIN)[""]
    assert typed == MASK
    assert stored_value("my_number", typed) == KEPT
    assert MyNumber().typed(KEPT, PLAIN) == {"": (MASK,)}


@pytest.mark.parametrize("typed", [REFERENCE, KEPT, MASK[:-1], MASK + "1", f"{MASK[:8]}0019"])
def test_nobody_types_a_reference_and_half_a_mask_is_no_number(typed: str) -> None:
    assert mistakes_of(ask("my_number", typed)) == [("my_number.twelve", "")]


def test_a_file_gets_digits_of_a_number_just_typed_and_nothing_of_a_kept_one() -> None:
    assert MyNumber().cells(NUMBER, PLAIN) == {"": NUMBER}
    assert MyNumber().cells(REFERENCE, PLAIN) == MyNumber().cells(KEPT, PLAIN) == {}


@pytest.mark.parametrize("value", ["", "number:", REFERENCE[:-1], REFERENCE + "a", NUMBER, KEPT, None, 7])
def test_what_is_a_reference(value: object) -> None:
    assert is_reference(REFERENCE)
    assert not is_reference(value)


def test_what_is_stored_is_a_reference_or_as_scenarios_write_it() -> None:
    schema = Draft202012Validator(MyNumber().json_schema(PLAIN))
    assert all(schema.is_valid(value) for value in (NUMBER, REFERENCE))
    assert not any(schema.is_valid(value) for value in (KEPT, MASK, NUMBER + "0", REFERENCE + "!"))


@pytest.mark.parametrize("typed", ["00000000001", "0000000000199", "00000000001X", "番号"])
def test_what_has_not_twelve_digits_is_reported_with_its_length_and_without_the_number(typed: str) -> None:
    parsed = ask("my_number", typed)
    assert mistakes_of(parsed) == [("my_number.twelve", "")]
    assert parsed.mistakes[0].arguments == {"count": len(typed)}


@pytest.mark.parametrize("place", range(11))
def test_a_wrong_key_is_found(place: int) -> None:
    wrong = NUMBER[:place] + str(int(NUMBER[place]) + 2) + NUMBER[place + 1 :]
    parsed = ask("my_number", wrong)
    assert mistakes_of(parsed) == [("my_number.check_digit", "")]
    assert parsed.mistakes[0].arguments == {}


def test_no_browser_keeps_it_and_no_rule_sees_more_than_whether_it_was_given() -> None:
    (part,) = MyNumber().parts(PLAIN)
    assert (part.autocomplete, part.inputmode) == ("off", "numeric")
    assert MyNumber().rule_type(PLAIN).name == "other"


def test_under_its_box_stands_that_it_will_not_be_shown() -> None:
    assert MyNumber().limits(PLAIN, JAPANESE).startswith("入れた番号は、画面には出ません。")
