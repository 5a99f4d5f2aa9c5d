"""Invented results satisfy the rules of the definition."""

from datetime import date
from pathlib import Path as File

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from forms.path.path import walk
from forms.path.result import walk_result
from forms.scenarios.sample_result import sample_result
from forms.scenarios.sampling import NoSample
from tests.forms.loading.small import ENVIRONMENT, small

SMALLEST = File(__file__).parents[2] / "definitions" / "smallest" / "outcomes-result.yaml"
PROCEDURE = load(SMALLEST, fields=field_types())
ROWS = {"children": ["1", "3"], "children.1.birth": "2020-01-02", "children.3.birth": "2021-01-02"}
TOTAL = """\
outcomes: {accepted: {label: 決まった}}
result:
  - {repeat: part, rows: "2", label: 分, ask: [{id: amount, type: money, label: 額}]}
  - {id: total, type: money, label: 合計, must: [{that: total == part.sum(amount), say: 合計がちがいます。}]}
"""
NEVER = """\
outcomes: {accepted: {label: 決まった}}
result:
  - {id: amount, type: money, label: 額, must: [{that: amount < 0, say: 0より小さい額を入れてください。}]}
"""
UNUSUAL = """\
outcomes: {accepted: {label: 決まった}}
result:
  - {id: place, type: address, label: 場所}
"""


CARD = """\
outcomes: {accepted: {label: 決まった}}
result:
  - {id: issued_on, type: date, label: 交付日, must: [{that: issued_on >= today, say: 届が来た日より前の日です。}]}
  - {id: judge_by, type: year_month, label: 次の判定年月, must: [{that: month_start(judge_by) > issued_on, say: 交付の月より前です。}]}
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_result_is_complete_without_a_mistake_and_the_same_for_a_seed(seed: int) -> None:
    before = walk(PROCEDURE, ROWS, ENVIRONMENT)
    values = sample_result(PROCEDURE, "approved", before, ENVIRONMENT, seed)
    again = walk_result(PROCEDURE, values, before, ENVIRONMENT)
    assert (again.missing, again.mistakes, again.answers) == ((), {}, values)
    assert values == sample_result(PROCEDURE, "approved", before, ENVIRONMENT, seed)


def test_a_total_is_found_that_no_random_number_hits() -> None:
    procedure = small(TOTAL)
    values = sample_result(procedure, "accepted", walk(procedure, {}, ENVIRONMENT), ENVIRONMENT, 0)
    assert values["result.total"] == values["result.part.1.amount"] + values["result.part.2.amount"]


def test_a_question_of_a_type_without_a_usual_value_is_answered_at_random() -> None:
    procedure = small(UNUSUAL)
    values = sample_result(procedure, "accepted", walk(procedure, {}, ENVIRONMENT), ENVIRONMENT, 0)
    assert values["result.place"]


def test_a_result_that_no_answer_allows_is_not_found() -> None:
    procedure = small(NEVER)
    with pytest.raises(NoSample, match="no result was found for accepted"):
        sample_result(procedure, "accepted", walk(procedure, {}, ENVIRONMENT), ENVIRONMENT, 0)


def test_days_are_working_days_until_the_decision_and_never_before_the_arrival() -> None:
    """ENVIRONMENT arrives on Friday 2026-11-20."""
    procedure = small(CARD)
    before = walk(procedure, {}, ENVIRONMENT)
    sunday = sample_result(procedure, "accepted", before, ENVIRONMENT, 0, date(2026, 12, 6))
    assert (sunday["result.issued_on"], sunday["result.judge_by"]) == ("2026-12-04", "2028-12")
    at_once = sample_result(procedure, "accepted", before, ENVIRONMENT, 0, date(2026, 11, 20))
    assert at_once["result.issued_on"] == "2026-11-20"
