"""Numbers of blank forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.shared.form_number import read_number, written

NUMBERS = st.integers(1, 99_999_999)


@given(NUMBERS)
def test_a_number_is_read_as_it_was_written_in_any_width(number: int) -> None:
    printed = written(number)
    assert read_number(printed) == number
    assert read_number("".join(chr(ord(character) + 0xFEE0) for character in printed)) == number


@given(NUMBERS, st.integers(0, 20), st.integers(1, 9))
def test_a_wrong_digit_or_two_that_changed_places_give_no_number(number: int, place: int, by: int) -> None:
    digits = list(written(number).replace("-", ""))
    place %= len(digits) - 1
    wrong = [*digits[:place], str((int(digits[place]) + by) % 10), *digits[place + 1 :]]
    assert read_number("".join(wrong)) == 0
    if digits[place] != digits[place + 1]:
        digits[place : place + 2] = digits[place + 1], digits[place]
        assert read_number("".join(digits)) == 0


@pytest.mark.parametrize("typed", ["", "00001", written(7).replace("-", "")[1:], "1" * 13, "なし"])
def test_what_has_too_few_or_too_many_digits_is_no_number(typed: str) -> None:
    assert read_number(typed) == 0
