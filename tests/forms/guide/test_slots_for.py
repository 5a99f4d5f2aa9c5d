"""The times that a definition is tried with."""

from dataclasses import replace
from datetime import date

import pytest

from forms.city.city import load_city
from forms.definition.drawing import DrawnSlots
from forms.definition.procedure import Procedure
from forms.guide.slots_for import slots_for
from forms.linting.settings import CHECKS
from forms.loading.library import SHIPPED
from forms.path.consequences import drawn_days, unit_drawn_for
from forms.path.difference import difference
from forms.path.path import walk
from forms.scenarios.sampling import valid_sample
from tests.definitions.shelf import shelf
from tests.forms.household import at_home
from tests.forms.scenarios.all_scenarios import try_scenarios

CITY = load_city(SHIPPED / "cities" / "mihon")
DRAWN, TODAY = shelf()["drawing-slots"], date(2026, 11, 20)
ANSWERS = DRAWN.scenarios[0]["answers"]


def of_the_city() -> Procedure:
    assert DRAWN.drawing is not None
    return replace(DRAWN, drawing=replace(DRAWN.drawing, slots=DrawnSlots("2027-01-05", "2027-01-31", "city.days")))


def test_those_of_a_drawing_are_all_its_days_but_what_a_club_has_each_week() -> None:
    times = slots_for(DRAWN, "hall", TODAY, CITY, {})
    assert {time.starts[11:] for time in times} == {"09:00", "13:00", "18:00"}
    assert (times[0].id, times[-1].id) == ("hall-20270105-0900", "hall-20270131-1800")
    assert not [time for time in slots_for(DRAWN, "gym_sub", TODAY, CITY, {}) if time.id == "gym_sub-20270114-1800"]
    assert not slots_for(DRAWN, "hall", date(2027, 1, 31), CITY, {})


def test_others_are_those_that_can_be_booked() -> None:
    times = slots_for(shelf()["slot-won"], "hall", TODAY, CITY, {})
    assert times == CITY.slots("hall", TODAY)


def test_the_days_to_confirm_may_be_a_setting_of_the_city() -> None:
    assert drawn_days(of_the_city(), {"days": 9}) == (date(2027, 1, 5), date(2027, 1, 31), 9)
    assert drawn_days(shelf()["drawing"], {}) is None


@pytest.mark.parametrize(("answers", "unit"), [(ANSWERS, "hall-20270116-1300"), ({}, None)])
def test_the_unit_is_the_time_that_is_asked_for(answers: dict[str, object], unit: str | None) -> None:
    assert unit_drawn_for(DRAWN, walk(DRAWN, answers, at_home())) == unit


def test_a_sample_asks_for_one_of_the_times() -> None:
    environment = replace(at_home(), slots=lambda resource: slots_for(DRAWN, resource, TODAY, CITY, {}))
    assert str(valid_sample(DRAWN, environment, 1).answers["hall_slot"]["id"]).startswith("hall-202701")


def test_another_period_is_a_difference_and_settings_of_it_are_used() -> None:
    assert [change for change in difference(DRAWN, of_the_city()) if "drawing.slots" in str(change)]
    assert not [finding for check in CHECKS for finding in check(of_the_city())]


def test_an_example_names_what_was_won_by_its_receipt_number() -> None:
    assert try_scenarios(shelf()["slot-won"], CITY) == []
