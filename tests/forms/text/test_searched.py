import pytest

from forms.text.searched import folded, has_words


@pytest.mark.parametrize("typed", ["", "見本", "みほん", "ﾐﾎﾝ 小学校", "　小学校　ミホン ", "MIHON", "ｍｉｈｏｎ"])
def test_words_are_looked_for_without_width_case_and_kind_of_kana(typed: str) -> None:
    assert has_words(typed, "見本小学校", "ミホンショウガッコウ", "Mihon")


@pytest.mark.parametrize("typed", ["港", "見本 港", "小学校ミホン"])
def test_each_word_must_be_there_within_one_text(typed: str) -> None:
    assert not has_words(typed, "見本小学校", "ミホンショウガッコウ", "Mihon")


def test_spaces_and_hyphens_do_not_count() -> None:
    assert folded("Ａ-１２　カナ") == "a12かな"
