"""Texts for people: translatable, simple, without jargon."""

import re
from functools import cache

import pytest
from jinja2.meta import find_referenced_templates

from forms.definition.registry import field_types
from forms.fields.bank_account import BankAccount
from forms.fields.choice import Choice
from forms.loading import load_folder
from forms.messages import LANGUAGES, sentences
from portal.web.shared.templates import templates
from portal.web.shared.words import words
from tests.house.tree import ROOT, files, short, text
from tests.shipped_once import PROCEDURES

# The service reads 半角 and 全角 alike.
WIDTH = re.compile("[半全]角")
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
# These words explain nothing to residents (design: state in one line).
HARD = ("不受理", "却下", "補正", "教示", "標準処理期間", "取下げ", "監護")
ERAS = ("令和", "平成", "昭和", "大正", "明治")
# 三つ is a word, 11つ none.
UNCOUNTED = re.compile(r'(?:(?<!%)\}|~ ")つ(?![けくな])')
GALLERY = "pages/gallery/gallery.html"  # for those who write pages
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def test_nobody_is_informed_about_the_width_of_letters() -> None:
    shown_files = files(
        "templates/**", "static/**", "portal/**.yaml", "forms/messages/*.yaml", "forms/procedures/*.yaml"
    )
    assert len(shown_files) > 50
    assert [short(path) for path in shown_files if WIDTH.search(text(path))] == []


def test_what_residents_read_can_be_translated() -> None:
    read = residents_templates() - {GALLERY}
    assert len(read) > 30
    assert {name: texts for name in sorted(read) if (texts := JAPANESE.findall(COMMENT.sub("", source(name))))} == {}


@cache
def residents_templates() -> frozenset[str]:
    """With the templates that they include."""
    pages = [short(path).removeprefix("templates/") for path in files("templates/**.html")]
    wanted = [name for name in pages if "layouts/resident.html" in drawn_in(name) or name.startswith("fields/")]
    letters: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in letters:
            letters.add(name)
            wanted += drawn_in(name)
    return frozenset(letters)


@cache
def drawn_in(name: str) -> list[str]:
    return [other for other in find_referenced_templates(templates("ja").parse(source(name))) if other]


def source(name: str) -> str:
    return text(ROOT / "templates" / name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_residents_are_not_informed_in_the_words_of_offices(language: str) -> None:
    assert {key: sentence for key, sentence in words(language).items() if any(word in sentence for word in HARD)} == {}


def test_easy_japanese_counts_years_in_one_way_only() -> None:
    assert {key: sentence for key, sentence in words("easy").items() if any(era in sentence for era in ERAS)} == {}


def test_residents_read_one_word_for_signing_in() -> None:
    read = files("templates/mail/*.txt", "templates/line/*.txt", "portal/web/words/*.yaml")
    assert [short(path) for path in read if "サインイン" in text(path)] == []


def test_what_is_wrong_with_a_residents_box_is_drawn_in_one_manner() -> None:
    pages = {name for name in residents_templates() if name.startswith("pages/")}
    assert sorted(name for name in pages if "field-trouble" in source(name)) == []


def test_what_is_counted_has_a_counter_that_fits_from_ten_on() -> None:
    shown = files(
        "templates/**.html", "portal/**.py", "portal/web/words/*.yaml", "forms/messages/*.yaml", "static/js/*.js"
    )
    assert [short(path) for path in shown if UNCOUNTED.search(text(path))] == []


def test_no_link_promises_a_number_of_lines_that_its_next_page_may_not_have() -> None:
    # Lists are read by a key, a page at a time: how many are left would be a statement more.
    linked = re.compile(r">次の[0-9]+")
    assert [short(path) for path in files("templates/**.html") if linked.search(text(path))] == []


def test_a_consent_is_pressed_and_no_mark_is_put_beside_it() -> None:
    read = {name: text for language in ("ja", "easy") for name, text in sentences(language).items()}
    assert [name for name, words in read.items() if name.startswith("consent.") and "印" in words] == []


def test_what_is_refused_as_a_file_names_what_is_taken() -> None:
    for language in LANGUAGES:
        assert all("{kinds}" in sentences(language)[f"file.{key}"] for key in ("other_kind", "is_other_kind"))


# What 児童手当 and its like ask in words of the law; those of everyday are beside them, in the same question or paper.
EXPLAINED = {"監護": ("世話", "子どもを見る"), "維持": ("支え",), "同一": ("同じ",)}


def test_words_of_the_law_on_children_are_explained_where_they_are_asked() -> None:
    asked = {}
    for procedure in load_folder(PROCEDURES, fields=field_types()).values():
        for question in procedure.fields:
            options = question.settings.options.values() if isinstance(question.type, Choice) else ()
            words = (question.label, question.help, question.why, *(option.label for option in options))
            asked[procedure.id, question.id] = " ".join(filter(None, words))
        asked |= {(procedure.id, paper.id): f"{paper.label} {paper.why}" for paper in procedure.papers}
    hard = {place for place, words in asked.items() if any(word in words for word in EXPLAINED)}
    assert ("jido-teate-nintei", "children.support") in hard
    assert [
        (place, word)
        for place in sorted(hard)
        for word, plain in EXPLAINED.items()
        if word in asked[place].replace("監護相当", "") and not any(word in asked[place] for word in plain)
    ] == []


def test_an_account_takes_the_kinds_that_its_help_names() -> None:
    accounts = {
        f"{procedure.id}:{question.id}": (question.help or "", question.settings.kinds)
        for procedure in load_folder(PROCEDURES, fields=field_types()).values()
        for question in procedure.fields
        if isinstance(question.type, BankAccount)
    }
    named = {place: kinds for place, (words, kinds) in accounts.items() if "普通預金" in words}
    assert "jido-teate-nintei:account.to" in named
    assert {place: kinds for place, kinds in named.items() if set(kinds) != {"ordinary"}} == {}
    assert [place for place, (words, kinds) in accounts.items() if "当座" in words and "current" not in kinds] == []
