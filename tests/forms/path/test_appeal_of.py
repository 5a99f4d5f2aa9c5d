"""教示 and 進達 follow from answers and outcome."""

from dataclasses import replace
from datetime import date

import pytest

from forms.numbers.calendar import ClosedDays
from forms.path.consequences import appeal_of, forwarding_of
from forms.path.environment import Environment
from forms.path.path import Path, walk
from tests.definitions.shelf import shelf

PROCEDURE = shelf()["appeal-cases"]


def answered(**answers: object) -> Path:
    return walk(PROCEDURE, answers, Environment(date(2026, 11, 20), ClosedDays(frozenset())))


@pytest.mark.parametrize(
    ("kind_of", "outcome", "body"),
    [
        ("care", "approved", "care_board"), ("care", "refused", "care_board"), ("card", "refused", "decider"),
        # A case with outcomes leaves the others to what follows.
        ("talk", "approved", ""), ("talk", "refused", "care_board"), ("prefecture", "refused", ""),
    ],
)  # fmt: skip
def test_the_first_case_that_fits_answer_and_outcome_counts(kind_of: str, outcome: str, body: str) -> None:
    appeal = appeal_of(PROCEDURE, answered(kind_of=kind_of), outcome)
    assert (appeal.body if appeal is not None else "") == body


def test_only_what_the_prefecture_decides_is_forwarded() -> None:
    assert [kind for kind in ("care", "prefecture") if forwarding_of(PROCEDURE, answered(kind_of=kind))] == [
        "prefecture"
    ]
    assert forwarding_of(PROCEDURE, answered()) is None
    assert forwarding_of(replace(PROCEDURE, forwarding=None), answered(kind_of="prefecture")) is None


def test_periods_are_those_of_the_general_laws_where_a_case_names_none() -> None:
    appeal = appeal_of(PROCEDURE, answered(kind_of="card"), "refused")
    assert appeal is not None
    assert (appeal.within, appeal.court_within, appeal.ruling_first) == ("3か月", "6か月", None)
