"""Codes of letters: read as typed, with errors detected."""

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.services.shared.invitation_code import LENGTH, SIGNS, draw_code, grouped, read_code
from portal.services.shared.people_in import folded_name

codes: Any = st.builds(draw_code)


def test_a_code_has_more_than_fifty_bits_and_no_sign_that_looks_like_another() -> None:
    assert math.log2(len(SIGNS)) * (LENGTH - 1) > 50
    assert set("01OIL").isdisjoint(SIGNS)


@settings(max_examples=40)
@given(codes, st.sampled_from(["", " ", "-", "‐", "ー", "　"]), st.booleans())
def test_a_code_is_read_however_it_is_typed(code: str, joint: str, small: bool) -> None:
    typed = joint.join(grouped(code).split("-"))
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in typed)
    assert read_code(typed.lower() if small else typed) == read_code(f" {wide} ") == code


@settings(max_examples=40)
@given(codes, st.data())
def test_one_wrong_sign_and_two_that_changed_places_are_found(code: str, data: Any) -> None:
    index = data.draw(st.integers(0, LENGTH - 1))
    other = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[index]]))
    assert read_code(code[:index] + other + code[index + 1 :]) is None
    position = data.draw(st.integers(0, LENGTH - 2))
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert swapped == code or read_code(swapped) is None


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    read = read_code(typed)
    assert read is None or len(read) == LENGTH


def test_two_spellings_of_a_name_may_be_one() -> None:
    assert folded_name("試作　みどり") == folded_name("試作 みどり") == folded_name("試作みどり")
    assert folded_name("ＡＮＡ Silva") == folded_name("ana silva")
    assert folded_name("葛󠄀城") == folded_name("葛城")
    assert folded_name("試作　みどり") != folded_name("試作　ほのか")
