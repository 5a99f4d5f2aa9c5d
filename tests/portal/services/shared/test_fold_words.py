"""Folding of words for comparison."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.services.shared import fold_words
from portal.services.shared.fold_words import (
    by_readings,
    folded,
    has_marked,
    loose,
    marked,
    slips,
    spoken,
    without_readings,
)
from tests.examples import examples


def test_letters_that_people_type_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold_words, "_folded_letters", fold_words._Letters(fold_words._folded_letter))
    monkeypatch.setattr(fold_words, "_loose_letters", fold_words._Letters(fold_words._loose_letter))
    for letter in map(chr, range(0x3400, 0x3400 + 2 * fold_words._MOST_LETTERS)):
        assert (folded(f"{letter}ア・"), loose(letter)) == (f"{letter}あ", letter)
    assert len(fold_words._folded_letters) == len(fold_words._loose_letters) == fold_words._MOST_LETTERS


def fewest(word: str, text: str) -> int:
    """Sellers' algorithm, plainly."""
    before = [0] * (len(text) + 1)
    for number, letter in enumerate(word, 1):
        row = [number]
        for place, other in enumerate(text, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other)))
        before = row
    return min(before)


@settings(max_examples=examples(30))
@given(st.text("あいう", min_size=3, max_size=8), st.text("あいう", max_size=12), st.integers(0, 2))
def test_slips_are_counted_as_the_slow_way_counts_them(word: str, text: str, most: int) -> None:
    assert slips(word, text, most) == min(fewest(word, text), most + 1)


def test_a_word_spelled_in_several_ways_is_one() -> None:
    assert folded("障がい者") == folded("障碍者") == "障害者"
    assert folded("産まれた") == "生まれた"


def test_small_letters_long_vowels_and_voicing_do_not_count() -> None:
    assert len({loose(folded(word)) for word in ("じゅうみんひょう", "ジユウミンヒヨウ", "しゅみんひょー")}) == 1


def test_width_kana_case_and_punctuation_do_not_count() -> None:
    assert folded("ﾏｲﾅﾝﾊﾞｰ・カード（ＣＡＲＤ）") == folded("まいなんばー カード card") == "まいなんばーかーどcard"


def test_marks_of_latin_letters_do_not_count() -> None:
    assert folded("Chuyển nhà đến São Paulo, guardería") == folded("chuyen nha den sao paulo, guarderia")


def test_nasal_marks_and_long_vowels_of_nepali_do_not_count() -> None:
    assert folded("बसाइँ सराइ") == folded("बसाइ सराइ") == folded("बसाईं सराई")
    assert folded("स्वास्थ्य बीमा") == folded("स्वास्थ्य बिमा")
    assert folded("बसाइ") != folded("सराइ")


@pytest.mark.parametrize(
    ("typed", "kana"),
    [("jidou", "じどう"), ("juminhyo", "じゅみんひょ"), ("pet2", ""), ("ab", ""), ("児童", "")],
)
def test_latin_letters_are_kana_where_they_can_be(typed: str, kana: str) -> None:
    assert spoken(typed) == kana


def test_a_word_with_its_reading_is_found_by_either() -> None:
    text = "住民票（じゅうみんひょう）を 出す（だす）（無料）"
    assert without_readings(text) == "住民票を 出す（無料）"
    assert by_readings(text) == "じゅうみんひょうを だす（無料）"


@pytest.mark.parametrize(
    ("word", "mark"), [("chó", "chó"), ("Cho\u0301", "chó"), ("cho", ""), ("chuyển", ""), ("犬", "")]
)
def test_short_words_with_marks_are_distinguished_by_them(word: str, mark: str) -> None:
    assert marked(word) == mark


def test_a_marked_word_begins_a_word_of_the_text() -> None:
    assert has_marked("Đăng ký CHÓ", "chó")
    assert not has_marked("Trợ cấp cho trẻ", "chó")
    assert not has_marked("xchó", "chó")
