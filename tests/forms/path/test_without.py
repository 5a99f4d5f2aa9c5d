"""A question is taken back with the answer that leads to it."""

from collections.abc import Mapping
from typing import Any

import pytest

from forms.path.path import walk
from forms.path.without import without_question
from tests.forms.first import ENVIRONMENT
from tests.forms.loading.small import small

TIMES = """\
      - {id: kinds, type: multiple_choice, label: 検診, options: {lung: 肺, breast: 乳}}
      - {id: lung_day, type: text, label: 肺の日, when: lung in kinds, max: 20}
      - {id: breast_day, type: text, label: 乳の日, when: breast in kinds, max: 20}
      - {id: more, type: yes_no, label: もう1つ}
      - {id: second_day, type: text, label: 2つめの日, when: more, max: 20}
      - {id: note, type: text, label: 注, required: false, max: 20}
      - {id: free, type: text, label: 自由, max: 20, when: reason == torn}
"""
ANSWERS: Mapping[str, Any] = {
    "reason": "torn", "kinds": ["lung", "breast"], "lung_day": "5日", "breast_day": "6日", "more": True, "second_day": "7日",
    "note": "注", "free": "自由",
}  # fmt: skip
DAYS = ("lung_day", "breast_day", "second_day")


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        ("second_day", {"more": False, "second_day": None}),
        ("lung_day", {"kinds": ["breast"], "lung_day": None}),
        ("note", {"note": None}),
    ],
)
def test_one_answer_changes_and_everything_else_stays(question: str, changed: Mapping[str, Any]) -> None:
    procedure, others = small(TIMES), [day for day in DAYS if day != question]
    path = without_question(procedure, ANSWERS, ENVIRONMENT, question, others)
    assert path is not None
    assert dict(path.answers) == {name: value for name, value in {**ANSWERS, **changed}.items() if value is not None}
    assert path.missing == walk(procedure, ANSWERS, ENVIRONMENT).missing


@pytest.mark.parametrize("question", ["reason", "free"])
def test_what_no_one_answer_leads_to_stays(question: str) -> None:
    assert without_question(small(TIMES), ANSWERS, ENVIRONMENT, question) is None


def test_the_last_of_several_choices_does_not_go_where_one_must_be_chosen() -> None:
    alone = {**ANSWERS, "kinds": ["lung"]}
    assert without_question(small(TIMES), alone, ENVIRONMENT, "lung_day") is None
