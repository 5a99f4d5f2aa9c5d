"""What follows a result: by outcome and answer, in the words of the city."""

from dataclasses import replace
from datetime import date

import pytest

from forms.complaints import Refused
from forms.definition.expressions import expressions
from forms.definition.placeholders import fill, has_placeholders
from forms.definition.procedure import Sourced
from forms.linting import lint
from forms.numbers.calendar import ClosedDays
from forms.path.consequences import following
from forms.path.difference import difference
from forms.path.environment import Environment
from forms.path.path import Path, walk
from tests.definitions.shelf import shelf
from tests.forms.loading.small import small

PROCEDURE = shelf()["after"]


def answered(**answers: object) -> Path:
    return walk(PROCEDURE, answers, Environment(date(2026, 11, 20), ClosedDays(frozenset())))


@pytest.mark.parametrize(
    ("way", "outcome", "places"),
    [
        ("bank", "accepted", ["after.0"]),
        ("counter", "accepted", ["after.1"]),
        ("counter", "declined", ["after.2"]),
        ("bank", "withdrawn", []),
    ],
)
def test_a_sentence_belongs_to_its_outcomes_and_answers(way: str, outcome: str, places: list[str]) -> None:
    assert [item.place for item in following(PROCEDURE, answered(way=way), outcome)] == places


def test_without_an_answer_a_condition_is_not_met() -> None:
    assert following(PROCEDURE, answered(), "accepted") == ()


def test_its_conditions_are_rules_of_the_procedure() -> None:
    assert {place for place, _ in expressions(PROCEDURE) if place.startswith("after.")} == {
        "after.0.when",
        "after.1.when",
    }


def test_days_come_from_the_city() -> None:
    filled = fill(PROCEDURE, {"city.payment_day": "10日"})
    assert filled.after[0].say == filled.texts["ja"]["after.0.say"] == "毎月の10日に振り込みます。"


def test_a_law_that_names_the_city_is_filled_too() -> None:
    assert not has_placeholders(small())
    named = replace(small(), law=Sourced("{city}見本条例", "assumed"))
    assert has_placeholders(named)
    assert fill(named, {"city": "見本市"}).law.text == "見本市見本条例"


def test_an_outcome_that_there_is_not_is_reported() -> None:
    after = "after: [{say: 出してください。, outcomes: [acepted], source: {text: 見本, certainty: std}}]"
    findings = [finding for finding in lint(small(after)) if finding.key == "lint.after_outcome"]
    assert len(findings) == 1
    assert "accepted" in findings[0].text


@pytest.mark.parametrize(
    "after",
    [
        "after: [{say: 出してください。}]",
        "after: [{say: 出してください。, when: nothing == 1, source: {text: 見本, certainty: std}}]",
    ],
)
def test_a_sentence_without_source_or_with_a_broken_rule_is_refused(after: str) -> None:
    with pytest.raises(Refused):
        small(after)


def test_a_change_of_a_sentence_is_a_difference() -> None:
    changed = replace(PROCEDURE, after=(replace(PROCEDURE.after[0], say="振り込みます。"), *PROCEDURE.after[1:]))
    assert [change.aspect for change in difference(PROCEDURE, changed)] == ["after.1"]


def test_an_addressee_is_a_name_or_the_name_of_an_organisation() -> None:
    ask = """addressee: {organisation: reason}"""
    with pytest.raises(Refused) as refused:
        small(ask)
    assert [complaint.key for complaint in refused.value.complaints] == ["addressee.unknown"]
