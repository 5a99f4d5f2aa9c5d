"""Stored answers written by hand."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.field import Value
from forms.definition.procedure import Field
from forms.definition.registry import field_types
from forms.path.environment import Environment, no_facilities
from forms.text.hand_written import read_hand_written
from tests.forms.fields.asking import environment


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("text", "赤い屋根", ""),
        ("text", "　", "it is empty"),
        ("text", 5, 'not a stored value of text: write it like "'),
        ("phone", 312345678, 'not a stored value of phone: write it like "'),
        ("date", "きのう", "not a stored value of date"),
        ("date", "2026-02-30", "date.no_such_day"),
        ("consent", "たぶん", "consent.not_a_tick"),
        ("kana", {"read": "たろう"}, "it is empty"),
        ("date", ["2026-02-03"], 'not a stored value of date: write it like "1996-02-15"'),
    ],
)
def test_what_is_wrong_with_a_written_answer_is_reported(kind: str, written: Value, expected: str) -> None:
    field_type = field_types()[kind]
    field = Field("roof", field_type, field_type.Settings.model_validate({}), "屋根", "ask.roof")
    message = read_hand_written(field, written, environment())[1]
    assert message == expected or (expected and message.startswith(expected))


@pytest.mark.parametrize(
    ("kind", "settings", "written", "stored"),
    [
        ("text", {}, " 赤い屋根 ", "赤い屋根"),
        ("date", {}, "令和8年4月1日", "2026-04-01"),
        ("date", {}, "S24.4.3", "1949-04-03"),
        ("date", {}, "1949-04-03", "1949-04-03"),
        ("year_month", {}, "R8.4", "2026-04"),
        ("time", {}, "９時半", "09:30"),
        ("money", {}, "１２,０００円", 12_000),
        ("integer", {}, "３", 3),
        ("decimal", {}, 3, "3"),
        ("sex", {}, "女", "female"),
        ("yes_no", {}, "はい", True),
        ("phone", {}, "０３－１２３４－５６７８", "03-1234-5678"),
        ("choice", {"options": {"sea": "海", "hill": "山"}}, "山", "hill"),
        ("choice", {"options": {"sea": "hill", "hill": "山"}}, "hill", "hill"),
        ("multiple_choice", {"options": {"sea": "海", "hill": "山"}}, "海、山", ["sea", "hill"]),
        ("person_name", {}, "髙見本　太郎", {"family": "髙見本", "given": "太郎"}),
        ("kana", {}, "たかみほん たろう", {"family": "タカミホン", "given": "タロウ"}),
        ("kana", {}, {"family": "たかみほん", "given": "たろう"}, {"family": "タカミホン", "given": "タロウ"}),
        ("multiple_choice", {"options": {"sea": "海、川", "hill": "山"}}, ["海、川", "hill"], ["sea", "hill"]),
        ("consent", {}, "はい", True),
        ("consent", {"refusable": True}, "いいえ", False),
        (
            "table_of_amounts",
            {"rows": {"pay": "給与", "pension": "年金"}},
            {"pay": "1,500,000円", "pension": 0},
            {"pay": 1_500_000, "pension": 0},
        ),
        ("period", {}, {"from": "令和8年4月1日", "to": "R9.3.31"}, {"from": "2026-04-01", "to": "2027-03-31"}),
        ("listed", {"list": "schools"}, "見本1学校", {"key": "schools-1", "label": "見本1学校"}),
        ("facility", {"kind": "school"}, "見本1園", [{"id": "school-1", "name": "見本1園"}]),
    ],
)
def test_an_answer_is_written_as_a_person_types_it(
    kind: str, settings: dict[str, Any], written: Value, stored: Value
) -> None:
    field_type = field_types()[kind]
    field = Field("asked", field_type, field_type.Settings.model_validate(settings), "問い", "ask.asked")
    parsed, message = read_hand_written(field, written, environment())
    assert (parsed.value, message) == (stored, "")


@pytest.mark.parametrize(
    "kind", ["date", "money", "integer", "phone", "sex", "yes_no", "time", "year_month", "decimal"]
)
@given(seed=st.integers(0, 10_000))
def test_what_is_stored_is_read_as_it_is(kind: str, seed: int) -> None:
    field_type = field_types()[kind]
    field = Field("asked", field_type, field_type.Settings.model_validate({}), "問い", "ask.asked")
    good = field_type.parse(field_type.good(field.settings, random.Random(seed)), field.settings, environment())
    assert good.value is not None
    assert read_hand_written(field, good.value, environment()) == (good, "")


@pytest.mark.parametrize(
    ("city", "example"),
    [(environment(), ': write it like [{"id": "nursery-2"'), (replace(environment(), facilities=no_facilities), "")],
)
def test_an_example_is_one_that_could_be_given_here(city: Environment, example: str) -> None:
    field_type = field_types()["facility"]
    field = Field(
        "wishes", field_type, field_type.Settings.model_validate({"kind": "nursery", "wishes": 3}), "園", "ask.wishes"
    )
    mistakes = read_hand_written(field, ["nursery-1"], city)[1]
    assert mistakes.startswith(f"not a stored value of facility{example}")
    assert example or mistakes == "not a stored value of facility"
