"""公用文: a word is avoided, and its neighbours that are right stay."""

import pytest

from forms.text.official_words import official_words


def proposed(text: str) -> list[str]:
    return [better for avoided, better in official_words() if avoided.search(text)]


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("変わったわけ", "理由"),
        ("期限をすぎています", "過ぎる"),
        ("上限をこえた分", "超える"),
        ("り災証明書", "罹災"),
        ("届け出が必要です", "届出"),
        ("書類が要ります", "必要です"),
        ("この届はいりません", "必要です"),
        ("書いて下さい", "ください"),
        ("出来ます", "できる"),
        ("お知らせ致します", "いたします"),
        ("お越し頂きます", "いただく"),
        ("市長あて", "宛て"),
    ],
)
def test_a_word_is_avoided(text: str, better: str) -> None:
    assert better in proposed(text)


@pytest.mark.parametrize(
    "text", ["ごみの分け方", "日が近すぎます", "窓口で届け出てください", "聞こえにくい人", "重要な書類", "見当をつける"]
)
def test_other_words_stay(text: str) -> None:
    assert proposed(text) == []
