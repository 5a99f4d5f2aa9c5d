"""How long a form takes, as an estimate."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text
from portal.services.finding.writing_minutes import writing_minutes
from tests.portal.services.paper.paper import DEFINITION


@cache
def paper() -> Procedure:
    return load_text(DEFINITION, "paper.yaml", fields=field_types())


def scenario(answers: int, **other: Any) -> dict[str, Any]:
    texts = [field.name for field in paper().fields if "." not in field.name and field.type.id != "file"]
    assert answers <= len(texts)
    return {"name": "見本", "answers": dict.fromkeys(texts[:answers], "x"), "expect": {"complete": True}} | other


def minutes(*scenarios: dict[str, Any]) -> int | None:
    return writing_minutes(replace(paper(), scenarios=scenarios))


def test_it_is_that_of_the_middle_scenario_in_steps_of_five() -> None:
    assert minutes(scenario(1)) == 5
    assert minutes(scenario(1), scenario(5), scenario(2)) == 5


def test_more_answers_never_take_less() -> None:
    most = len([field for field in paper().fields if "." not in field.name and field.type.id != "file"])
    taken = [minutes(scenario(number)) or 0 for number in range(1, most + 1)]
    assert taken == sorted(taken)


@pytest.mark.parametrize("other", [{"door": "counter"}, {"expect": {"complete": False}}])
def test_what_is_not_filed_by_a_resident_counts_for_nothing(other: dict[str, Any]) -> None:
    assert minutes(scenario(1, **other)) is None
