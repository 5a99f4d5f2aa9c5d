"""Catalogues of languages against the texts that there are. Japanese → where it is first: seconds, so kept."""

import json
import re
import runpy
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from forms.city.city import load_city
from forms.loading.library import SHIPPED
from forms.text.foreign_day import is_foreign, spaces_words
from forms.text.translations import FOLDER, Entry, read_entries
from portal.web.shared.words import words
from tests.house.tree import ROOT
from tests.kept import kept

SOURCES = ("forms/**/*.py", "forms/**/*.yaml", "portal/web/**/*.yaml", "portal/**/*words.py", "portal/**/*_notice.py", "portal/**/notice_text.py", "templates/**/*.txt", "scripts/translations.py")  # fmt: skip
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "translations.py"))
WRITTEN = sorted(file.stem for file in FOLDER.glob("*.po"))
OFFERED = [language for language in load_city(SHIPPED / "cities" / "mihon").languages if is_foreign(language)]
LEAST = 0.9  # of what residents meet, for a language that the demonstration offers
UPDATE = "run: PYTHONPATH=. .venv/bin/python scripts/translations.py update"


@cache
def places() -> dict[str, str]:
    def make(folder: Path) -> None:
        (folder / "texts.json").write_text(json.dumps(SCRIPT["texts"]()), "utf-8")

    texts: dict[str, str] = json.loads((kept("texts", SOURCES, make) / "texts.json").read_text("utf-8"))
    return texts


@cache
def entries(language: str) -> tuple[Entry, ...]:
    file = FOLDER / f"{language}.po"
    return tuple(read_entries(file.read_text("utf-8"), str(file)))


@pytest.mark.parametrize("language", WRITTEN)
def test_each_translation_has_the_placeholders_of_its_japanese(language: str) -> None:
    assert [entry for entry in entries(language) if entry.translation and not entry.fits] == []


@pytest.mark.parametrize("language", WRITTEN)
def test_a_translation_is_formatted_as_its_japanese(language: str) -> None:
    """By Python's own reading of it."""

    def values(text: str) -> list[tuple[str | None, ...]]:
        return sorted(part[1:] for part in Formatter().parse(text) if part[1] is not None)

    assert [
        entry
        for entry in entries(language)
        if entry.fits and "{" in entry.japanese and values(entry.translation) != values(entry.japanese)
    ] == []


@pytest.mark.parametrize("language", WRITTEN)
def test_a_catalogue_has_every_text_that_there_is_and_no_other(language: str) -> None:
    written = {entry.japanese: entry for entry in entries(language)}
    is_whole = SCRIPT["write"](language, places(), written) == (FOLDER / f"{language}.po").read_text("utf-8")
    assert is_whole, UPDATE  # the two texts are megabytes, too long for a report


@pytest.mark.parametrize("language", OFFERED)
def test_an_offered_language_covers_what_residents_meet(language: str) -> None:
    fit = sum(entry.fits and entry.japanese in places() for entry in entries(language))
    assert fit / len(places()) >= LEAST


@pytest.mark.parametrize("language", OFFERED)
def test_that_there_is_nothing_to_do_is_stated_alike(language: str) -> None:
    """Papers that are owed take the place of this sentence."""
    japanese, here, nothing = words("ja"), words(language), "state.nothing"
    assert [
        key
        for key, text in japanese.items()
        if text.endswith(japanese[nothing]) and not here[key].endswith(here[nothing])
    ] == []


BRACKETS = re.compile(r"[（(“「『‘«][^（(“「『‘«）)”」』’»]*[）)”」』’»]")
JAPANESE_WORD = re.compile(r"[ぁ-ヺー㐀-鿿々]{2,}")


def unexplained(entry: Entry, places_and_names: str) -> list[str]:
    """What is Japanese outside of brackets, where it has no words of the language before it or behind it."""
    text = entry.translation
    explained = {match[1] for match in re.finditer(rf"({JAPANESE_WORD.pattern})[0-9Ⅰ-Ⅻ]* ?[（(]", text)}
    while (bare := BRACKETS.sub("", text)) != text:
        text = bare
    return [word for word in JAPANESE_WORD.findall(text) if word not in explained and word not in places_and_names]


QUOTED = re.compile(r"[“「『‘]([ぁ-ヺー㐀-鿿々・（）0-9、]+)[”」』’](?! ?[（(,，])")
OPENED = re.compile(r"[^ ] ?[（(]$")


@pytest.mark.parametrize("language", [language for language in OFFERED if spaces_words(language)])
def test_a_word_that_stays_japanese_is_explained(language: str) -> None:
    """Japanese readers know 民生委員, others need words: "comisionado de bienestar (民生委員)". Examples show what to write."""
    city = "".join(path.read_text("utf-8") for path in sorted((SHIPPED / "cities" / "mihon").glob("*.yaml")))
    assert {
        entry.japanese: words
        for entry in entries(language)
        if "例" not in entry.japanese and (words := unexplained(entry, city))
    } == {}


@pytest.mark.parametrize("language", [language for language in OFFERED if spaces_words(language)])
def test_what_is_written_on_a_japanese_paper_has_its_meaning_beside_it(language: str) -> None:
    """As in: write “なし” (none). Not examples, nor the fictional person who is chosen by name."""
    assert {
        entry.japanese: bare
        for entry in entries(language)
        if not re.search("例|髙見本", entry.japanese)
        and (
            bare := [
                m[1] for m in QUOTED.finditer(entry.translation) if not OPENED.search(entry.translation[: m.start()])
            ]
        )
    } == {}


@pytest.mark.parametrize("language", WRITTEN)
def test_a_reading_is_asked_for_in_any_kana(language: str) -> None:
    # The field takes hiragana and katakana, and shows what the card says in katakana.
    asked = [entry.translation for entry in entries(language) if "ふりがな" in entry.japanese]
    assert [words for words in asked if re.search("hiragana|平假名|히라가나|हिरागाना", words, re.IGNORECASE)] == []
