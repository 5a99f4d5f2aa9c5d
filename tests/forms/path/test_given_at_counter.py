"""Which paper is given across the counter, by the answers."""

from datetime import date

import pytest

from forms.complaints import Refused
from forms.definition.expressions import expressions
from forms.numbers.calendar import ClosedDays
from forms.path.consequences import given_at_counter
from forms.path.difference import difference
from forms.path.environment import Environment
from forms.path.path import Path, walk
from tests.definitions.shelf import shelf
from tests.forms.loading.small import small

PROCEDURE = shelf()["outcomes-at-counter"]
OUTCOME = "outcomes: {accepted: {label: 渡す, at_counter: reason == lost"


def answered(**answers: object) -> Path:
    return walk(PROCEDURE, answers, Environment(date(2026, 11, 20), ClosedDays(frozenset())))


@pytest.mark.parametrize(
    ("answers", "outcome"), [({"receive": "counter"}, "approved"), ({"receive": "post"}, ""), ({}, "")]
)
def test_what_is_sent_or_not_answered_is_not_given(answers: dict[str, object], outcome: str) -> None:
    assert given_at_counter(PROCEDURE, answered(**answers)) == outcome


def test_the_condition_is_a_rule_of_the_procedure_and_a_difference_between_versions() -> None:
    assert "outcomes.approved.at_counter" in {place for place, _ in expressions(PROCEDURE)}
    before, after = small("outcomes: {accepted: {label: 渡す}}\n"), small(OUTCOME + "}}\n")
    assert "outcome.accepted.at_counter" in str(difference(before, after))


@pytest.mark.parametrize(
    "beside", [", notice: 通知書}}\n", ", reasons: true}}\n", "}}\nresult: [{id: amount, type: money, label: 額}]\n"]
)
def test_what_is_written_or_sent_with_an_outcome_cannot_be_handed_over(beside: str) -> None:
    with pytest.raises(Refused) as refused:
        small(OUTCOME + beside)
    assert [complaint.key for complaint in refused.value.complaints] == ["outcome.at_counter"]
