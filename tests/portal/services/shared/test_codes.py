"""Codes that people copy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.services.shared.codes import SIGNS, keyed_hash, read_code, short_code, written_code

CODES = st.binary(min_size=16, max_size=16).map(lambda seed: short_code(b"key", "test", seed))


@given(CODES)
@settings(max_examples=50)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    written = written_code(code)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in written)
    for typed in (code, written, written.lower(), f" {written} ", wide, written.replace("-", "ー")):
        assert read_code(typed) == code


@given(CODES, st.integers(0, 9), st.sampled_from(SIGNS))
@settings(max_examples=100)
def test_every_wrong_sign_and_every_swap_of_neighbours_is_seen(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else "")
    if place < 8:  # the check itself has no weight
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert read_code(swapped) == (code if swapped == code else "")


def test_signs_that_look_alike_are_read_as_the_one_there_is() -> None:
    code = next(
        made
        for seed in range(500)
        if {"8", "5", "2"} <= set(made := short_code(b"key", "t", bytes([seed % 256, seed // 256])))
    )
    assert read_code(code.replace("8", "B").replace("5", "s").replace("2", "Z")) == code
    assert len(SIGNS) == 29  # a prime


@pytest.mark.parametrize("typed", ["", "ABC", "AAAAAAAAAA0", "1" * 10, "あ" * 10, "%00" * 9, "A" * 5000, "\0" * 10])
def test_anything_else_is_no_code(typed: str) -> None:
    assert read_code(typed) == ""


def test_a_code_and_its_hash_are_nothing_without_the_key() -> None:
    assert short_code(b"a", "t", b"seed") != short_code(b"b", "t", b"seed")
    assert keyed_hash(b"a", "t", "code") != keyed_hash(b"b", "t", "code")
    assert keyed_hash(b"a", "t", "code") != keyed_hash(b"a", "u", "code")
