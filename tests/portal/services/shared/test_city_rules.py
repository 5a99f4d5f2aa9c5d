"""City rules of a day."""

from datetime import date

import pytest

from forms.path.environment import Slot
from portal.services.shared.city_rules import PORTAL_DOOR
from portal.services.shared.free_places import Booked, Counted
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import at
from tests.portal.world import PROCEDURE

LAST_OLD, FIRST_NEW = date(2027, 3, 31), date(2027, 4, 1)


def test_a_setting_of_the_city_holds_on_its_days_and_the_definitions_default_otherwise(
    installation: Installation,
) -> None:
    care = installation.catalogue.current(PROCEDURE)
    rules = installation.rules
    days = [rules.settings_in_force(care, day)["standard_days"] for day in (LAST_OLD, FIRST_NEW, date(2020, 1, 1))]
    assert days == [7, 5, care.settings["standard_days"].default]


def test_what_was_sent_is_judged_by_the_settings_and_years_of_its_arrival(installation: Installation) -> None:
    nursery = installation.catalogue.current("hoiku-riyo-moshikomi")
    now = installation.rules.environment(nursery, LAST_OLD, "online")
    assert {year.year for year in now.years} == {2026, 2027}
    sent = installation.rules.environment(nursery, LAST_OLD, "online", in_force={"then": 1})
    assert (sent.city, sent.years) == ({"then": 1}, ())


@pytest.mark.parametrize(("door", "known_as"), [(PORTAL_DOOR, "online"), ("counter", "counter"), ("post", "post")])
def test_what_was_filed_at_mynaportal_counts_as_filed_online(
    installation: Installation, door: str, known_as: str
) -> None:
    care = installation.catalogue.current(PROCEDURE)
    assert installation.rules.environment(care, LAST_OLD, door).door == known_as


def test_no_time_that_has_passed_is_offered_even_when_rules_look_at_an_earlier_day(installation: Installation) -> None:
    care = installation.catalogue.current(PROCEDURE)
    later_installation = at(installation, "2026-12-02T10:00:00+09:00")
    offered: tuple[Slot, ...] = later_installation.rules.environment(care, date(2026, 11, 20), "online").slots("lung")
    assert offered == later_installation.rules.environment(care, date(2026, 12, 2), "online").slots("lung")
    assert min(slot.starts for slot in offered) > "2026-12-02"
    assert offered != installation.rules.environment(care, date(2026, 11, 20), "online").slots("lung")


def test_the_places_left_are_those_that_the_draft_sees(installation: Installation) -> None:
    care = installation.catalogue.current(PROCEDURE)
    booked = Booked({"lung": Counted({("lung-3", "2026-12-09T09:00"): 4}, {}, {})})
    environment = installation.rules.environment(care, date(2026, 11, 20), "online", booked=booked)
    places = {slot.id: slot.left for slot in environment.slots("lung")}
    assert places == {"lung-1": 20, "lung-2": 20, "lung-3": 6, "lung-4": 10}


def test_whether_the_applicant_signs_is_the_citys_decision_where_the_definition_leaves_it(
    installation: Installation,
) -> None:
    rules, day = installation.rules, LAST_OLD
    care, tax = installation.catalogue.current(PROCEDURE), installation.catalogue.current("furusato-onestop")
    assert care.settings["signature"].default == "required"
    assert not rules.signature_needed(care, day), "the city has set it to none"
    assert rules.signature_needed(care, date(2024, 3, 31)), "before the city did"
    assert rules.signature_needed(tax, day)
    assert not rules.signature_needed(small(), day)
