"""Encodings: CP932 in CPython, Windows and glibc."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.exports.characters import ENCODINGS

CP932, IBM = ENCODINGS["cp932"], ENCODINGS["cp932-ibm"]
# CP932 ends with the BMP; names of all planes are drawn below.
PLANE = range(0x10000)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Co"], exclude_characters="\ufffe\uffff"))


@pytest.mark.parametrize(
    ("character", "code"),
    [("髙", "EEE0"), ("﨑", "ED95"), ("德", "ED9E"), ("濵", "EDEE"), ("①", "8740"), ("～", "8160")],
)
def test_cp932_is_written_as_python_writes_it(character: str, code: str) -> None:
    assert CP932.bytes_of(character) == bytes.fromhex(code)


@pytest.mark.parametrize(
    ("character", "code"),
    [("髙", "FBFC"), ("﨑", "FAB1"), ("①", "8740"), ("￢", "81CA"), ("ⅰ", "FA40"), ("見", "8CA9")],
)
def test_cp932_ibm_is_written_as_windows_and_glibc_write_it(character: str, code: str) -> None:
    assert IBM.bytes_of(character) == bytes.fromhex(code)


def test_the_two_byte_habits_differ_in_exactly_the_ibm_extension() -> None:
    both = [chr(code) for code in PLANE if CP932.event(chr(code)) == ""]
    differing = [character for character in both if CP932.bytes_of(character) != IBM.bytes_of(character)]
    assert len(differing) == 373
    assert {(IBM.bytes_of(character) or b"")[0] for character in differing} == {0xFA, 0xFB, 0xFC}
    assert all((IBM.bytes_of(character) or b"").decode("cp932") == character for character in differing)


@pytest.mark.parametrize(
    ("character", "event"),
    [
        ("𠮷", "unmappable"),
        ("葛\U000e0100", "unmappable"),
        ("\ufa10", ""),
        ("—", "unmappable"),
        ("¥", "unmappable"),
        ("\ue000", "private_use"),
        ("\U0010de92", "private_use"),
        ("〜", "lossy"),
        ("−", "lossy"),
        ("‖", "lossy"),
        ("¢", "lossy"),
        ("～", ""),
        ("－", ""),
        ("髙", ""),
    ],
)
def test_cp932_says_what_would_become_of_a_character(character: str, event: str) -> None:
    assert CP932.event(character) == event
    assert IBM.event(character) == event


@pytest.mark.parametrize("character", ["\ue000", "\U000f0000", "\U0010de92"])
@pytest.mark.parametrize("name", ENCODINGS)
def test_private_use_never_leaks(name: str, character: str) -> None:
    assert ENCODINGS[name].bytes_of(f"見本{character}") is None
    assert ENCODINGS[name].event(character) == "private_use"


def test_half_a_character_is_no_text() -> None:
    assert ENCODINGS["utf-8"].event("\ud842") == "unmappable"
    assert ENCODINGS["utf-8"].event("\uffff") == "unmappable"


def test_no_code_point_is_changed_by_cp932_without_a_word() -> None:
    for code in PLANE:
        character = chr(code)
        written = CP932.bytes_of(character)
        assert written is None or written.decode("cp932") == character


@given(NAMES)
def test_any_name_survives_utf_8_byte_for_byte(name: str) -> None:
    assert ENCODINGS["utf-8"].bytes_of(name) == name.encode("utf-8")
    assert ENCODINGS["utf-8-sig"].bytes_of(name) == name.encode("utf-8")


@given(NAMES)
def test_cp932_holds_a_name_unchanged_or_not_at_all(name: str) -> None:
    for encoding in (CP932, IBM):
        written = encoding.bytes_of(name)
        assert written is None or written.decode("cp932") == name
        assert (written is None) == any(encoding.event(character) for character in name)


def test_a_twin_stands_for_a_lossy_character_and_the_sign_for_a_lost_one() -> None:
    assert CP932.instead("〜", "〓") == "～"
    assert CP932.instead("𠮷", "〓") == "〓"
