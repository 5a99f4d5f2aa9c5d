"""Days and papers that were read in the text of a law, at their edges."""

from datetime import date
from typing import Any

import pytest

from forms.city.city import load_city
from forms.definition.known import residents
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.path import Path
from forms.scenarios.scenarios import scenario_path
from integrations.city_environment import environment_of
from tests.forms.household import FORMS
from tests.shipped_once import PROCEDURES

SHIPPED = load_folder(PROCEDURES, fields=field_types())
CITY = load_city(FORMS / "cities" / "mihon")


def path(name: str, door: str, answers: dict[str, Any]) -> Path:
    procedure = SHIPPED[name]
    story = {"name": "", "today": "2026-11-20", "door": door, "answers": answers, "expect": {}}
    return scenario_path(procedure, story, environment_of(procedure, CITY, date(2026, 11, 20)), residents(CITY))


@pytest.mark.parametrize(
    ("leaving_on", "moved_on", "warned"),
    [
        ("2026-10-21", "2026-11-10", False),
        ("2026-10-20", "2026-11-10", True),
        ("2026-11-01", "2026-11-06", False),
        ("2026-11-01", "2026-11-05", True),
    ],
)
def test_a_card_replaces_the_certificate_for_30_days_after_leaving_and_14_after_arriving(
    leaving_on: str, moved_on: str, warned: bool
) -> None:
    """住民基本台帳法施行令 第24条の2第1項第2号: no longer once 30 or 14 days have passed."""
    answers = {"reason": "moved_in", "moved_on": moved_on, "out_by": "card", "leaving_on": leaving_on}
    assert ("leaving_on" in path("ido-todoke", "counter", answers).warnings) == warned
