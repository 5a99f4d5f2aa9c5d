"""What an application brings into a drawing: its unit and its tickets."""

from dataclasses import replace
from typing import Any

import pytest

from forms.definition.drawing import ALL
from forms.definition.procedure import Procedure
from forms.numbers.lots import MOST_TICKETS
from forms.path.consequences import tickets, unit_drawn_for
from forms.path.path import Path, walk
from tests.definitions.shelf import shelf
from tests.forms.household import at_home


def path(procedure: Procedure, answers: dict[str, Any]) -> Path:
    return walk(procedure, answers, at_home())


@pytest.mark.parametrize(
    ("answers", "unit", "count"),
    [
        ({"course": "kids", "first_time": True}, "kids", 2),
        ({"course": "adults", "first_time": False}, "adults", 1),
        ({"course": "adults"}, "adults", 1),
        ({}, None, 1),
    ],
)
def test_the_answers_say_what_is_drawn_for_and_with_how_many_tickets(
    answers: dict[str, Any], unit: str | None, count: int
) -> None:
    procedure = shelf()["drawing-units"]
    assert unit_drawn_for(procedure, path(procedure, answers)) == unit
    assert tickets(procedure, path(procedure, answers)) == count


def test_an_option_with_details_counts_as_that_option() -> None:
    procedure = shelf()["drawing-units"]
    answered = replace(path(procedure, {}), answers={"course": {"code": "kids", "tell": "水泳"}})
    assert unit_drawn_for(procedure, answered) == "kids"


def test_without_units_everybody_is_in_one_drawing() -> None:
    procedure = shelf()["drawing"]
    assert unit_drawn_for(procedure, path(procedure, {})) == ALL
    assert tickets(procedure, path(procedure, {})) == 1
    assert unit_drawn_for(shelf()["capacity"], path(shelf()["capacity"], {})) is None


def test_a_weight_is_never_more_than_twenty_tickets() -> None:
    procedure = shelf()["drawing-units"]
    assert procedure.drawing is not None
    many = replace(procedure, drawing=replace(procedure.drawing, tickets=_always(50)))
    assert tickets(many, path(many, {"course": "kids"})) == MOST_TICKETS


def _always(value: int) -> Any:
    return type("Always", (), {"evaluate": lambda _self, _scope: value})()
