"""A short list is offered whole, a long one after a search; what was chosen is never lost."""

from datetime import date

import pytest

from forms.definition.procedure import Field
from forms.definition.registry import field_types
from forms.messages import sentences
from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment, ListEntry
from forms.text.speech import Speech
from portal.web.shared.field_view import FieldView, Shown, field_view
from portal.web.shared.listed_choices import MOST, SHORT, listed_choices, search_mistakes

LISTED = field_types()["listed"]
FIELD = Field("school", LISTED, LISTED.Settings.model_validate({"list": "schools"}), "学校", "school")
SPEECH = {language: Speech(language, sentences(language), {}) for language in ("ja", "easy")}


def city(number: int) -> Environment:
    entries = tuple(
        ListEntry(f"k{at}", f"見本{at}学校", f"ミホン{at}", easy=f"見本{at}の 学校", note="丘" if at == 7 else "")
        for at in range(number)
    )
    return Environment(
        date(2026, 11, 20), ClosedDays(), lists=lambda _name: (*entries, ListEntry("old", "旧", ends="2026-11-19"))
    )


def view(number: int, language: str = "ja", **raw: str) -> FieldView:
    given = {name.replace("key", ""): (text,) for name, text in raw.items()}
    return field_view(Shown(FIELD, given, SPEECH[language], city(number), required=True))


def codes(shown: FieldView) -> list[str]:
    return [option.code for option in shown.options]


def test_a_short_list_is_radios_without_a_search() -> None:
    shown = view(SHORT)
    assert (len(shown.options), [box.part for box in shown.boxes], shown.limits) == (SHORT, [""], "")
    assert shown.options[7].label == "見本7学校（丘）"
    assert shown.first_box == shown.options[0].id
    assert view(3, "easy").options[0].label == "見本0の 学校"


def test_a_long_list_is_searched_first() -> None:
    shown = view(200)
    assert (codes(shown), "words" in [box.part for box in shown.boxes]) == ([], True)
    assert "200件" in shown.limits
    assert shown.first_box == "school-words"


@pytest.mark.parametrize(
    ("words", "expected"), [("みほん17", ["k17", *(f"k{number}" for number in range(170, 180))]), ("k199", ["k199"])]
)
def test_words_find_entries(words: str, expected: list[str]) -> None:
    assert codes(view(200, words=words)) == expected


def test_too_many_are_cut_and_reported() -> None:
    shown = view(200, words="見本")
    assert (len(shown.options), "200件" in shown.limits) == (MOST, True)


def test_what_was_chosen_stays_beside_what_is_found() -> None:
    shown = view(200, key="k5", words="k199")
    assert [(option.code, option.checked) for option in shown.options] == [("k5", True), ("k199", False)]
    assert codes(view(200, key="k5")) == ["k5"]
    assert codes(view(200, key="old")) == [], "what ended is offered no more"


def test_a_search_without_a_match_says_so() -> None:
    def keys(words: str) -> list[str]:
        return [mistake.key for mistake in search_mistakes(FIELD, {"words": (words,)}, city(200))]

    assert (keys("どこにもない"), keys("みほん")) == (["listed.no_match"], [])
    assert listed_choices(FIELD, {}, SPEECH["ja"], city(0)).offered == ()
