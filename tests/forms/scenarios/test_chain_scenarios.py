"""Definitions that follow another: their scenarios, rules and faults, each read alone."""

import pytest

from forms.complaints import Refused
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load_text
from tests.definitions.shelf import SMALLEST
from tests.forms.loading.small import ENVIRONMENT
from tests.forms.scenarios.all_scenarios import run_scenarios

TEXT = (SMALLEST / "chain-second.yaml").read_text(encoding="utf-8")


def second(before: str = "", after: str = "") -> Procedure:
    assert before in TEXT
    return load_text(TEXT.replace(before, after, 1) if before else TEXT, "chain-second.yaml", fields=field_types())


def test_who_may_change_an_inherited_answer_depends_on_door_and_day() -> None:
    assert run_scenarios(second(), ENVIRONMENT) == []


def test_a_value_of_the_earlier_application_that_nobody_could_give_is_reported() -> None:
    complaints = run_scenarios(second("amount: 200000}\n    answers: {name: 見本 花子, size: large, amount: 999999", "amount: たくさん}\n    answers: {name: 見本 花子, size: large, amount: 999999"), ENVIRONMENT)  # fmt: skip
    assert any("earlier.result.amount" in str(complaint) for complaint in complaints), complaints


def test_a_rule_about_the_earlier_outcome_is_examined_with_the_outcomes_that_lead_here() -> None:
    procedure = second("when: not earlier.known", "when: earlier.outcome == approved and not earlier.known")
    assert not [complaint for complaint in lint(procedure) if complaint.key == "lint.unreachable"]


def test_follows_that_is_no_link_is_refused() -> None:
    with pytest.raises(Refused):
        second("follows:\n  procedure: chain-first\n", "follows:\n  procedure: [chain-first]\n")
