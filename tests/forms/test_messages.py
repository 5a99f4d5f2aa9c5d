import string
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.messages import LANGUAGES, load, sentences


def _arguments(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_language_has_every_sentence_with_the_same_arguments() -> None:
    japanese = sentences("ja")
    for language in LANGUAGES:
        assert sentences(language).keys() == japanese.keys()
        for key, sentence in sentences(language).items():
            assert _arguments(sentence) == _arguments(japanese[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_informed_about_the_width_of_letters(language: str) -> None:
    assert not [key for key, sentence in sentences(language).items() if "半角" in sentence or "全角" in sentence]


def test_easy_japanese_names_no_year_of_an_era() -> None:
    eras = ("令和", "平成", "昭和", "大正", "明治")
    named = {key for key, sentence in sentences("easy").items() if any(era in sentence for era in eras)}
    assert named == {"era.reiwa", "era.heisei", "era.showa", "era.taisho", "era.meiji"}


def test_another_language_has_every_sentence_in_its_own_or_in_japanese() -> None:
    assert sentences("en").keys() == sentences("ja").keys()
    assert sentences("en")["yes_no.yes"] == "Yes"


def test_a_language_that_is_not_spoken_is_no_key() -> None:
    with pytest.raises(KeyError):
        sentences("tlh")


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        ("a.b: 文\na.b: 文\n", "yaml.duplicate", 2),
        ("a.b: 文\na.c: 3\n", "messages.no_sentence", 2),
        ("a.b: ''\n", "yaml.null", 1),
        ("- 文\n", "yaml.mapping", 1),
    ],
)
def test_a_file_that_is_no_list_of_sentences_is_refused(tmp_path: Path, content: str, key: str, line: int) -> None:
    file = tmp_path / "ja.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load(file)
    assert [(complaint.key, complaint.line) for complaint in refused.value.complaints] == [(key, line)]
