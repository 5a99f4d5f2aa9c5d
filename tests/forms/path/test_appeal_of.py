"""教示 and 進達 follow from answers and outcome."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from forms.numbers.calendar import ClosedDays
from forms.path.consequences import appeal_of, following, forwarding_of
from forms.path.environment import Environment
from forms.path.path import Path, walk
from forms.scenarios.scenario_answers import read_answers
from tests.definitions.shelf import shelf
from tests.forms.household import FORMS

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


@pytest.mark.parametrize(
    ("kinds", "body", "law"),
    [
        (["full"], "市役所の所在地を管轄する法務局または地方法務局の長", "戸籍法 第124条"),
        (["full", "receipt"], "市役所の所在地を管轄する法務局または地方法務局の長", "戸籍法 第124条"),
        (["tag"], "decider", "行政不服審査法 第4条第1号"),
        (["status", "single", "receipt"], "decider", "行政不服審査法 第4条第1号"),
        (["removed", "tag"], "（戸籍・除籍の証明書のこと）と市区町村長（附票の写し・身分証明書・独身証明書のこと）", "戸籍法 第124条、行政不服審査法 第4条第1号"),
        # 戸籍法122条・123条: no 審査請求, the family court.
        (["receipt"], "", ""),
    ],
)  # fmt: skip
def test_a_refused_certificate_of_the_register_names_the_body_of_its_own_law(
    kinds: list[str], body: str, law: str
) -> None:
    procedure = load(FORMS / "procedures" / "koseki-shomei.yaml", fields=field_types())
    given = read_answers(procedure, {"right": "self", "papers": [{"kind": kind} for kind in kinds]})
    path = walk(procedure, given.answers, Environment(date(2026, 11, 20), ClosedDays(frozenset())))
    appeal = appeal_of(procedure, path, "refused")
    assert (appeal.law if appeal is not None else "") == law
    assert (appeal.body if appeal is not None else "").endswith(body)
    to_the_court = ["家庭裁判所" in line.say for line in following(procedure, path, "refused")]
    assert any(to_the_court) == ("receipt" in kinds)
