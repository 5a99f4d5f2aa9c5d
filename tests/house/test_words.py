"""Words that people read: no machine's words, none left untranslated, none hard where residents are told where they stand."""

import re

import pytest
from jinja2.meta import find_referenced_templates

from forms.messages import LANGUAGES
from portal.web.page import templates
from portal.web.words import words
from tests.house.tree import ROOT, files, short, text

# 半角/全角 is a machine's distinction: the service reads both.
WIDTH = re.compile("[半全]角")
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
# Said to residents alone, these explain nothing (design: state in one line).
HARD = ("不受理", "却下", "補正", "教示", "標準処理期間", "取下げ", "監護")
ERAS = ("令和", "平成", "昭和", "大正", "明治")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def test_nobody_is_told_about_the_width_of_letters() -> None:
    told = files("templates/**", "static/**", "portal/**.yaml", "forms/messages/*.yaml", "forms/procedures/*.yaml")
    assert len(told) > 50
    assert [short(path) for path in told if WIDTH.search(text(path))] == []


def test_what_residents_read_can_be_translated() -> None:
    """A Japanese letter in a resident's template would stay Japanese in every language."""
    read = residents_templates()
    assert len(read) > 30
    assert {name: found for name in sorted(read) if (found := JAPANESE.findall(COMMENT.sub("", source(name))))} == {}


def residents_templates() -> set[str]:
    """What a resident's page is made of: the pages on their layout, and all that these draw in."""
    pages = [short(path).removeprefix("templates/") for path in files("templates/**.html")]
    wanted = [name for name in pages if "layouts/resident.html" in drawn_in(name) or name.startswith("fields/")]
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += drawn_in(name)
    return found


def drawn_in(name: str) -> list[str]:
    return [other for other in find_referenced_templates(templates().parse(source(name))) if other]


def source(name: str) -> str:
    return text(ROOT / "templates" / name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_residents_are_not_told_in_the_words_of_offices(language: str) -> None:
    assert {key: said for key, said in words(language).items() if any(word in said for word in HARD)} == {}


def test_easy_japanese_counts_years_in_one_way_only() -> None:
    assert {key: said for key, said in words("easy").items() if any(era in said for era in ERAS)} == {}


def test_residents_read_one_word_for_signing_in() -> None:
    read = files("templates/mail/*.txt", "templates/line/*.txt", "portal/web/words/*.yaml")
    assert [short(path) for path in read if "サインイン" in text(path)] == []


def test_what_is_wrong_with_a_residents_box_is_drawn_in_one_manner() -> None:
    """With its sign and with the word that a screen reader says first."""
    pages = {name for name in residents_templates() if name.startswith("pages/")}
    assert sorted(name for name in pages if "field-trouble" in source(name)) == []
