"""Texts of pages: the same keys and placeholders in every language, each key once."""

from collections import Counter
from string import Formatter

import pytest
from ruamel.yaml import YAML

from forms.messages import LANGUAGES
from portal.web.shared.words import FOLDER, words


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_with_the_same_gaps(language: str) -> None:
    japanese, other = words("ja"), words(language)
    assert set(other) == set(japanese)
    assert {key: gaps(sentence) for key, sentence in other.items()} == {
        key: gaps(sentence) for key, sentence in japanese.items()
    }
    assert all(sentence.strip() for sentence in other.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_in_two_files(language: str) -> None:
    keys: Counter[str] = Counter()
    for path in FOLDER.glob(f"*{language}.yaml"):
        keys.update([*YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))])
    assert [key for key, times in keys.items() if times > 1] == []


def test_a_language_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        words("tlh")


def test_another_language_has_every_word_in_its_own_or_in_japanese() -> None:
    assert words("en").keys() == words("ja").keys()
    assert words("en")["apply.next"] != words("ja")["apply.next"]


def test_a_sentence_reads_as_it_is_written() -> None:
    assert words("ja")["back"] == "戻る"
