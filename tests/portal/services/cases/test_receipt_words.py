"""Receipt texts have equal placeholders in each language."""

import re

import pytest

from forms.definition.kind import KINDS
from portal.services.cases.receipt_words import RECEIPT_WORDS
from portal.web.shared.page import LANGUAGES

_PLACE = re.compile(r"\{(\w+)\}")
_KANJI = re.compile(r"[一-龠]")


def test_each_language_says_every_word_of_it() -> None:
    assert RECEIPT_WORDS.keys() == set(LANGUAGES)
    assert {frozenset(words) for words in RECEIPT_WORDS.values()} == {frozenset(RECEIPT_WORDS["ja"])}


def test_each_language_has_the_same_places_to_fill() -> None:
    places = {
        language: {name: sorted(_PLACE.findall(sentence)) for name, sentence in words.items()}
        for language, words in RECEIPT_WORDS.items()
    }
    assert places["easy"] == places["ja"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_procedure_has_a_heading(kind: str) -> None:
    assert RECEIPT_WORDS["ja"][f"heading.{kind}"]


def test_easy_words_with_kanji_have_a_reading() -> None:
    unread = [
        name for name, sentence in RECEIPT_WORDS["easy"].items() if _KANJI.search(sentence) and "（" not in sentence
    ]
    assert unread == []
