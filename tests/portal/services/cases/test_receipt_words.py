"""Receipt texts have equal placeholders in each language."""

import re

import pytest

from forms.definition.kind import KINDS
from forms.messages import LANGUAGES
from portal.services.cases.receipt_words import receipt_words

_PLACE = re.compile(r"\{(\w+)\}")
_KANJI = re.compile(r"[一-龠]")


def test_each_language_says_every_word_of_it() -> None:
    assert {frozenset(receipt_words(language)) for language in LANGUAGES} == {frozenset(receipt_words("ja"))}


def test_each_language_has_the_same_places_to_fill() -> None:
    places = {
        language: {name: sorted(_PLACE.findall(sentence)) for name, sentence in words.items()}
        for language in LANGUAGES
        for words in [receipt_words(language)]
    }
    assert [language for language in LANGUAGES if places[language] != places["ja"]] == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_procedure_has_a_heading(kind: str) -> None:
    assert receipt_words("ja")[f"heading.{kind}"]


def test_easy_words_with_kanji_have_a_reading() -> None:
    unread = [
        name for name, sentence in receipt_words("easy").items() if _KANJI.search(sentence) and "（" not in sentence
    ]
    assert unread == []
