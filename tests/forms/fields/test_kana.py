import re
from typing import Any

import pytest

from forms.messages import sentences
from forms.text.translations import LANGUAGES
from tests.forms.fields.asking import ask, mistakes_of, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({},)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ぎょうせい", "ギョウセイ"),
        ("ｷﾞｮｳｾｲ", "ギョウセイ"),
        ("キヨウコ", "キヨウコ"),
        ("キョウコ", "キョウコ"),
        ("ゔぁん・でる　 べるく", "ヴァン・デル　ベルク"),
        ("じょ−じ", "ジョージ"),
    ],
)
def test_a_reading_is_stored_as_katakana(typed: str, stored: str) -> None:
    assert stored_value("kana", {"family": typed, "given": "あ"}) == {"family": stored, "given": "ア"}
    assert stored_value("kana", {"full": typed}) == {"full": stored}


@pytest.mark.parametrize("typed", ["髙橋", "Takahashi", "たかはし1", "12", "-", "たか\u3000橋"])
def test_what_is_no_reading_is_reported(typed: str) -> None:
    assert mistakes_of(ask("kana", {"family": typed, "given": "たろう"})) == [("kana.not_kana", "family")]


def test_the_mistakes_of_a_name_are_reported_in_words_about_readings() -> None:
    assert mistakes_of(ask("kana", {"family": "たかはし"})) == [("kana.given_missing", "given")]
    assert mistakes_of(ask("kana", {"family": "たかはし", "full": "た"})) == [("kana.twice", "full")]
    assert mistakes_of(ask("kana", {"full": "あ\0"})) == [("box.unusable_sign", "full")]


def test_who_has_a_name_in_latin_letters_reads_in_each_language_how_to_write_it() -> None:
    assert mistakes_of(ask("kana", {"full": "SMITH ANNA"})) == [("kana.not_kana", "full")]
    for language in ("ja", "easy", *LANGUAGES):
        assert re.search("SMITH.*スミス", sentences(language)["kana.not_kana"]), language
