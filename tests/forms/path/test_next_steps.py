"""What follows a submission: by answer."""

import re
from datetime import date

import pytest

from forms.complaints import Refused
from forms.definition.expressions import expressions
from forms.definition.placeholders import fill
from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load_folder
from forms.loading.library import SHIPPED
from forms.numbers.calendar import ClosedDays
from forms.path.consequences import next_steps
from forms.path.difference import difference
from forms.path.environment import Environment
from forms.path.path import walk
from tests.definitions.shelf import shelf
from tests.forms.loading.small import small

PROCEDURE = shelf()["next-when"]


@pytest.mark.parametrize(
    ("answers", "places"),
    [
        ({"way": "post"}, ["next.0", "next.1"]),
        ({"way": "counter"}, ["next.0", "next.2"]),
        ({}, ["next.0"]),
    ],
)
def test_a_line_belongs_to_its_answers(answers: dict[str, object], places: list[str]) -> None:
    path = walk(PROCEDURE, answers, Environment(date(2026, 11, 20), ClosedDays(frozenset())))
    assert [item.place for item in next_steps(PROCEDURE, path)] == places


def test_a_line_about_the_drawing_ends_with_it() -> None:
    drawing = shelf()["drawing"]
    path = walk(drawing, {}, Environment(date(2026, 11, 20), ClosedDays(frozenset())))
    assert [item.place for item in next_steps(drawing, path)] == ["next.0", "next.1"]
    assert [item.place for item in next_steps(drawing, path, drawn=True)] == ["next.1"]


def test_its_conditions_are_rules_of_the_procedure() -> None:
    assert {place for place, _ in expressions(PROCEDURE) if place.startswith("next.")} == {"next.1.when", "next.2.when"}


def test_a_line_with_a_condition_is_translated_as_one_without() -> None:
    assert [PROCEDURE.texts["ja"][f"next.{number}"] for number in range(3)] == [item.say for item in PROCEDURE.next]
    named = small("next:\n  - {say: '{city}に送ります。', when: reason == lost}\n")
    assert fill(named, {"city": "見本市"}).next[0].say == "見本市に送ります。"


def test_a_condition_that_is_added_is_a_change() -> None:
    plain, limited, ending = (
        small(f"next:\n  - {line}\n")
        for line in ("送ります。", "{say: 送ります。, when: reason == lost}", "{say: 送ります。, until: drawing}")
    )
    assert difference(plain, plain) == []
    [change] = difference(plain, limited)
    assert (change.aspect, change.before, change.after) == ("next", ("送ります。",), ("reason == lost: 送ります。",))
    [change] = difference(plain, ending)
    assert change.after == ("until drawing: 送ります。",)


def test_a_line_that_nobody_sees_is_complained_of() -> None:
    never = small("next:\n  - {say: 送ります。, when: reason == lost and reason == torn}\n")
    keys = [{complaint.key for complaint in lint(asked)} for asked in (small("next: [送ります。]\n"), never)]
    assert keys[1] - keys[0] == {"lint.unreachable"}


def test_a_line_has_words() -> None:
    with pytest.raises(Refused, match="say"):
        small("next:\n  - {when: reason == lost}\n")


@pytest.mark.uncounted
def test_a_line_about_who_chose_something_has_a_condition() -> None:
    shipped = load_folder(SHIPPED / "procedures", fields=field_types()).values()
    always = [(procedure.id, item.say) for procedure in shipped for item in procedure.next if item.when is None]
    chose = re.compile("(選んだ|希望した|受け取る|郵便で出した|途中からの|かかる)人")
    assert [line for line in always if chose.search(line[1])] == []
