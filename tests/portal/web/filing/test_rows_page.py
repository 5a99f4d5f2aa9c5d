"""A list of rows at its maximum says how many, in the word that its definition counts in."""

import pytest

from forms.messages import load, sentences
from forms.path.path import walk
from forms.text.speech import Speech
from forms.text.translations import translate
from portal.config import TREE
from portal.web.filing.rows_page import rows_view
from tests.definitions.shelf import shelf
from tests.forms.first import ENVIRONMENT

FULL = load(TREE / "portal" / "web" / "words" / "pages.ja.yaml")["rows.full"]


@pytest.mark.parametrize(
    ("definition", "language", "words"),
    [
        ("rows-unit", "ja", "ここに書けるのは5人までです。"),
        ("rows-named", "ja", "ここに書けるのは5件までです。"),
        ("rows-unit", "en", "You can write up to 5 person(s) here."),
        ("rows-unit", "ko", "여기에 적을 수 있는 것은 5 명까지입니다."),
        ("rows-named", "zh-Hans", "这里最多可填5件。"),
        ("rows-named", "vi", "Ở đây viết được tối đa 5 mục."),
    ],
)
def test_full_rows_are_counted_in_the_word_of_their_definition(definition: str, language: str, words: str) -> None:
    procedure = shelf()[definition]
    path = walk(procedure, {"people": ["1", "2", "3", "4", "5"]}, ENVIRONMENT)
    asked = path.page("people")
    assert asked is not None
    view = rows_view(procedure, path, asked, Speech(language, sentences(language), {}))
    assert not view.may_add
    assert translate(language, FULL).format(count=view.count) == words
