"""指数 (points) tables."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from forms.definition.points import PointRow, PointTable, Reckoned, Reckoner
from forms.definition.procedure import Procedure
from forms.path.path import walk
from tests.forms.story import CITY, STORIES, StoryRun, procedure_of, read_story

PROCEDURE = "hoiku-riyo-moshikomi"
JOB = {"form": "regular", "days_week": 5, "starts": "08:30", "ends": "17:30", "commute": 30, "certificate": "paper"}


def table(**other: Any) -> PointTable:
    (points,) = CITY.points_for(PROCEDURE, date(2026, 11, 20))
    return points.model_copy(update=other)


def work(parent: str, days: int, hours: int) -> dict[str, Any]:
    job = {**JOB, "days_month": days, "hours_month": hours}
    return {f"{parent}_need.reasons": ["work"], **{f"{parent}_job.{name}": value for name, value in job.items()}}


def reckoned(answers: dict[str, Any], **other: Any) -> Reckoned:
    run = StoryRun(read_story(STORIES / f"{PROCEDURE}.yaml"), {"answers": {"amount": "short", **answers}})
    assert run.path.complete, (run.stopped, list(run.mistakes()))
    return Reckoner(table(**other), run.procedure).reckon(run.path)


def why(reckoning: Reckoned) -> list[tuple[str, str, str]]:
    return [(point.who, point.reason[:6], str(point.points)) for point in reckoning.points if point.counts]


def test_of_each_parent_the_highest_line_counts_and_the_lower_parent_decides() -> None:
    reckoning = reckoned({**work("claimant", 20, 100), **work("partner", 21, 168)})
    assert why(reckoning) == [("申し込む人", "仕事（月15", "7"), ("もう1人の保護者", "仕事（月20", "10")]
    assert [reckoning.base, reckoning.adjust, reckoning.total] == [7, 0, 7]
    assert reckoning.unsure == ()
    assert reckoned({**work("claimant", 20, 100), **work("partner", 21, 168)}, method="sum").total == 17


def test_a_single_parent_is_counted_alone_and_the_household_is_added() -> None:
    reckoning = reckoned(
        {"has_partner": False, **work("claimant", 20, 150), "priorities": ["single_parent"], "sibling_enrolled": True,
         "enrolled": [{"at": [{"id": "nursery-1", "name": "見本中央保育所"}]}]}
    )  # fmt: skip
    assert [reckoning.base, reckoning.adjust] == [10, Decimal("4.3")]
    assert [point.who for point in reckoning.points if point.counts] == ["申し込む人", "", ""]


def test_what_nobody_can_tell_from_the_answers_is_named_and_counts_nothing() -> None:
    """The holidays of that year are not announced yet."""
    row = PointRow(id="far", when="open_day_from(start + days(2000)) >= start", points=Decimal(5), reason="先の開庁日")
    reckoning = reckoned({**work("claimant", 20, 150), **work("partner", 20, 150)}, adjust=(row,))
    assert [reckoning.unsure, reckoning.adjust] == [("先の開庁日",), 0]


def test_what_a_parent_does_is_taken_off_for_that_parent() -> None:
    reckoning = reckoned({**work("claimant", 20, 150), **work("partner", 20, 150), "partner_job.form": "piecework"})
    assert [reckoning.base, reckoning.adjust, reckoning.total] == [10, -2, 8]
    assert ("もう1人の保護者", "内職", "-2") in why(reckoning)


def test_who_has_none_of_the_reasons_has_no_points() -> None:
    assert reckoned({**work("claimant", 20, 150), **work("partner", 5, 20)}).total == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 31), st.integers(1, 400), st.integers(0, 10))
def test_who_works_longer_never_has_fewer_points(days: int, hours: int, more: int) -> None:
    program = shipped_run()

    def points(hours: int) -> Decimal:
        answers = {**program.path.answers, "claimant_job.days_month": days, "claimant_job.hours_month": hours}
        return reckoner().reckon(walk(program.procedure, answers, program.environment)).total

    assert points(min(hours + more, 400)) >= points(hours)


@cache
def shipped_run() -> StoryRun:
    return StoryRun(read_story(STORIES / f"{PROCEDURE}.yaml"))


@cache
def reckoner() -> Reckoner:
    return Reckoner(table(), procedure_of(PROCEDURE))


def test_a_line_that_looks_at_what_nobody_asks_is_named() -> None:
    row = PointRow(id="odd", when="parent_job.hours_month >= 1 and nothing", points=Decimal(1), reason="見本")
    strange = Reckoner(table(base=(row,), show=("start", "gone")), procedure_of(PROCEDURE))
    assert [steps for steps, _ in strange.faults] == [("show", 1), ("base", 0, "when"), ("base", 0, "when")]


def test_the_shipped_table_fits_the_shipped_definition_and_holds_from_its_day() -> None:
    procedure: Procedure = procedure_of(PROCEDURE)
    assert Reckoner(table(), procedure).faults == []
    assert CITY.points_for(PROCEDURE, date(2026, 3, 31)) == ()
    assert table().certainty == "assumed", "the table is not a copy of a city's"


def test_no_table_has_a_line_twice() -> None:
    row = {"id": "same", "when": "welfare", "points": 1, "reason": "見本"}
    with pytest.raises(ValidationError, match="is used twice"):
        PointTable.model_validate({**table().model_dump(by_alias=True), "adjust": [row, row]})
