from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from forms.definition.field import Raw
from forms.fields.listed import Listed, ListedSettings
from forms.path.environment import no_lists
from tests.forms.fields.asking import EASY, ask, environment, mistakes_of, shown, stored_value

SCHOOLS: dict[str, Any] = {"list": "schools"}
WITH_COLUMNS = {**SCHOOLS, "columns": {"level": "text", "places": "integer", "since": "date"}}
SETTINGS: tuple[dict[str, Any], ...] = (SCHOOLS, WITH_COLUMNS)
SECOND = {"key": "schools-2", "label": "見本2学校", "easy": "見本2の 学校"}
CELLS = {"level": "小学校", "places": 2, "since": "2020-04-01"}
FIELD = Listed()


def test_an_entry_is_stored_with_its_label_and_the_columns_of_that_day() -> None:
    assert stored_value("listed", "schools-2", SCHOOLS) == SECOND
    assert stored_value("listed", "schools-2", WITH_COLUMNS) == {**SECOND, "columns": CELLS}
    assert stored_value("listed", "schools-3", WITH_COLUMNS) == {"key": "schools-3", "label": "見本3学校"}


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ({"": "schools-4"}, [("listed.ended", "")]),
        ({"": "schools-5"}, [("listed.ended", "")]),
        ({"": "schools-9"}, [("choice.not_offered", "")]),
        ({"words": "見本"}, [("listed.choose", "words")]),
        ({"words": "見本4学校"}, [("listed.no_match", "words")]),
        ({"words": "あ" * 61}, [("box.too_long", "words")]),
    ],
)
def test_what_cannot_be_chosen_that_day_is_a_mistake(boxes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert mistakes_of(ask("listed", boxes, SCHOOLS)) == expected


def test_two_entries_at_once_are_none() -> None:
    raw: Raw = {"": ("schools-1", "schools-2")}
    assert mistakes_of(FIELD.parse(raw, ListedSettings(list="schools"), environment())) == [("choice.not_offered", "")]


def test_the_whole_label_or_key_typed_into_the_search_is_a_choice() -> None:
    for typed in ("見本2学校", "schools-2"):
        assert stored_value("listed", {"words": typed}, SCHOOLS) == SECOND


def test_a_chosen_entry_counts_more_than_words_left_in_the_search() -> None:
    assert stored_value("listed", {"": "schools-2", "words": "どこにもない"}, SCHOOLS) == SECOND


def test_an_entry_that_ended_while_a_draft_waited_is_reported_by_its_name() -> None:
    settings, today = ListedSettings(list="schools"), environment()
    ended = {"key": "schools-4", "label": "見本4学校"}
    for gone in (ended, {"key": "schools-99", "label": "見本4学校"}):
        (mistake,) = FIELD.shortfalls(gone, settings, today)
        assert (mistake.key, mistake.arguments) == ("listed.ended", {"name": "見本4学校"})
    assert FIELD.shortfalls(SECOND, settings, today) == ()
    assert FIELD.shortfalls(ended, settings, replace(today, today=date(2026, 11, 19))) == ()


def test_what_was_sent_and_what_nobody_knows_is_not_checked_again() -> None:
    settings, ended = ListedSettings(list="schools"), {"key": "schools-4", "label": "見本4学校"}
    assert FIELD.shortfalls(ended, settings, replace(environment(), sent=True)) == ()
    assert FIELD.shortfalls(ended, settings, replace(environment(), lists=no_lists)) == ()


def test_each_language_shows_the_stored_words() -> None:
    assert shown("listed", SECOND, SCHOOLS) == "見本2学校"
    assert shown("listed", SECOND, SCHOOLS, EASY) == "見本2の 学校"
    assert shown("listed", {"key": "schools-1", "label": "見本1学校"}, SCHOOLS, EASY) == "見本1学校"


def test_rules_read_the_columns_and_an_empty_one_is_unknown() -> None:
    settings = ListedSettings.model_validate(WITH_COLUMNS)
    whole = {**SECOND, "columns": CELLS}
    assert {name: str(kind) for name, kind in FIELD.rule_parts(settings).items()} == {
        "level": "text",
        "places": "number",
        "since": "date",
    }
    assert FIELD.parts_of(whole, settings) == {"level": "小学校", "places": 2, "since": date(2020, 4, 1)}
    assert FIELD.parts_of(SECOND, settings) == {}


def test_exports_have_key_label_and_columns() -> None:
    settings = ListedSettings.model_validate(WITH_COLUMNS)
    assert FIELD.cells({**SECOND, "columns": CELLS}, settings) == {
        "": "schools-2",
        "label": "見本2学校",
        "column_level": "小学校",
        "column_places": "2",
        "column_since": "2020-04-01",
    }


@pytest.mark.parametrize(
    "wrong", [{"list": "Schools"}, {"list": ""}, {"columns": {"level": "number"}}, {"columns": {"Level": "text"}}]
)
def test_settings_that_name_no_list_or_no_type_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ListedSettings.model_validate({**SCHOOLS, **wrong})
