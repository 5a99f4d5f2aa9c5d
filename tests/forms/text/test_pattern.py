"""Patterns of short texts: what they may say, and that none takes long."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.text.pattern import LONGEST, compiled


@pytest.mark.parametrize(
    ("pattern", "fits", "other"),
    [
        ("[A-Z]{2}-[0-9]{4}", "AB-1234", "AB-123"),
        ("(第)?[0-9]{1,5}号", "第12号", "第号"),
        ("(A|B|令和)[0-9]{1,4}", "令和8", "C8"),
        ("[^0-9]{3}", "見本市", "見1市"),
        (r"T\d{13}", "T1234567890123", "T12345"),
        (r"\(\d{2}\)[ab\-]", "(12)-", "12-"),
        ("(ab){2}", "abab", "ab"),
    ],
)
def test_a_pattern_matches_the_whole_text(pattern: str, fits: str, other: str) -> None:
    assert compiled(pattern).fullmatch(fits)
    assert not compiled(pattern).fullmatch(other)


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("", "1 to"),
        ("a" * (LONGEST + 1), "1 to"),
        ("[0-9", "write letters"),
        ("[9-0]", "no pattern"),
        ("[0-9]+", "write letters"),
        ("[0-9]*", "write letters"),
        ("(a{1,3}){2}", "inside a repeat"),
        ("((aa|b)){2}", "inside a repeat"),
        ("((aa|b)x){0,2}", "inside a repeat"),
        ("a.b", "write letters"),
        ("^a$", "write letters"),
        (r"(a)\1", "write letters"),
        ("(?=a)a", "write letters"),
        ("(?i)a", "write letters"),
        ("a{1,3}?", "once"),
        ("?a", "once"),
        ("a{3,1}", "write repeats"),
        ("a{999}", "write repeats"),
        ("((((a{0}){200}){200}){200}){200}", "write repeats"),
        ("(((((){200}){200}){200}){200}){200}", "something between"),
        ("a?" * 14, "too many"),
        ("a{0,100}b?a{0,100}", "too many"),
        ("(a", r"no \)"),
        ("a)", r"no \("),
    ],
)
def test_what_is_refused_says_what_to_write(pattern: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        compiled(pattern)


@given(st.text("ab-[]{}()|?,12\\d^", max_size=24))
def test_whatever_is_written_is_a_pattern_or_refused(pattern: str) -> None:
    taken = None
    with suppress(ValueError):
        taken = compiled(pattern)
    assert taken is None or not taken.flags & ~re.UNICODE
