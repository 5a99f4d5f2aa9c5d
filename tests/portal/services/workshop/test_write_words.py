"""Translations beside the Japanese they are of."""

import pytest

from forms.definition.registry import field_types
from forms.loading import load_text, short_hash
from portal.services.workshop import write_words
from portal.services.workshop.write_words import sentences_of, with_words
from tests.portal.services.workshop.writing import TEXT

PROCEDURE = load_text(TEXT, "guardrail.yaml", fields=field_types())
LABEL = "ask.spot.label"


def test_a_sentence_is_written_with_the_japanese_it_is_of() -> None:
    text = with_words("", {LABEL: ("めじるし", "目じるし")})
    assert text == f'{LABEL}: {{text: めじるし, of: "{short_hash("目じるし")}"}}\n' or short_hash("目じるし").isalpha()
    commented = "# mine\n" + text
    more = with_words(commented, {"title": ("しらせる", "ガードレールの通報")})
    assert more.startswith(commented)
    assert with_words(more, {"title": ("", "")}) == commented
    assert with_words(text, {LABEL: ("", "")}) == ""
    assert with_words("", {LABEL: ("", "")}) == ""


def test_each_sentence_of_a_part_is_listed_with_whether_it_is_stale() -> None:
    text = with_words("", {LABEL: ("めじるし", "まえの ことば")})
    assert [(each.place, each.words, each.stale) for each in sentences_of(PROCEDURE, "spot", text)] == [
        (LABEL, "めじるし", True)
    ]
    current = with_words(text, {LABEL: ("めじるし", "目じるし")})
    assert not sentences_of(PROCEDURE, "spot", current)[0].stale
    whole = {each.place for each in sentences_of(PROCEDURE, "", "title: [")}
    assert {"title", LABEL} <= whole


def test_a_page_that_could_not_hold_all_has_no_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_words, "MOST_AT_ONCE", 3)
    places = {each.place for each in sentences_of(PROCEDURE, "", "")}
    assert "title" in places
    assert LABEL not in places
