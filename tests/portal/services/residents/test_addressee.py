"""Reading a 宛名番号 as it was typed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.check_digits import modulus_10, of_person
from portal.services.residents.addressee import read_number, token_of_number

DIGITS = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("typed", "number", "words"),
    [
        ("", "", "入れてください"),
        ("　", "", "入れてください"),
        ("12A4567890", "12A4567890", "数字だけ"),
        ("123", "123", "いま3けた"),
        ("１２３４５ー６７８９０", "1234567890", ""),
        (" 12345-67890 ", "1234567890", ""),
    ],
)
def test_a_number_is_folded_and_what_is_wrong_has_a_sentence(typed: str, number: str, words: str) -> None:
    read, problem = read_number(typed, 10, "none")
    assert read == number
    assert (words in problem) if words else problem == ""


@pytest.mark.parametrize(("check", "rule"), [("modulus-10", modulus_10), ("modulus-11", of_person)])
@given(body=DIGITS, typed=st.sampled_from("0123456789"))
def test_only_the_right_last_digit_is_taken(check: str, rule: Callable[[str], str], body: str, typed: str) -> None:
    _, problem = read_number(body + typed, 10, check)
    assert (problem == "") == (typed == rule(body))


def test_the_token_hides_the_number_and_depends_on_the_key() -> None:
    tokens = {token_of_number(key, number) for key in (b"a" * 32, b"b" * 32) for number in ("1234567890", "1234567891")}
    assert len(tokens) == 4
    assert not any("123456789" in token for token in tokens)
    assert token_of_number(b"a" * 32, "") == ""
