"""City rules of a day, and the last day of the period for a decision."""

from datetime import date

import pytest

from forms.definition.procedure import Procedure
from forms.path.environment import Slot
from portal.services.shared.city_rules import NO_DUE, PORTAL_DOOR, days_certainty, promised_days
from portal.services.shared.free_places import Booked, Counted
from portal.services.shared.installation import Installation
from tests.forms.loading.small import ENVIRONMENT, small
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


FRIDAY = date(2026, 11, 20)  # the Monday after it is 勤労感謝の日


def with_period(days: int, unit: str) -> Procedure:
    return small(f"time: {{period: {{kind: standard, days: {days}, unit: {unit}, certainty: assumed}}}}\n")


@pytest.mark.parametrize(
    ("days", "unit", "due"),
    [
        (1, "day", "2026-11-21"), (2, "day", "2026-11-22"), (1, "bizday", "2026-11-24"), (5, "bizday", "2026-11-30"),
        (2, "week", "2026-12-04"), (1, "month", "2026-12-20"),
    ],
)  # fmt: skip
def test_the_day_after_arrival_is_the_first_and_a_closed_last_day_stays(
    installation: Installation, days: int, unit: str, due: str
) -> None:
    assert installation.rules.due_day(with_period(days, unit), FRIDAY, {}) == due


def test_a_month_from_its_last_day_ends_with_the_shorter_month(installation: Installation) -> None:
    assert installation.rules.due_day(with_period(1, "month"), date(2027, 1, 31), {}) == "2027-02-28"


def test_the_promise_of_the_settings_at_arrival_counts(installation: Installation) -> None:
    care = installation.catalogue.current(PROCEDURE)
    assert installation.rules.due_day(care, FRIDAY, {"standard_days": 1}) == "2026-11-24"
    assert installation.rules.due_day(care, FRIDAY, {"standard_days": 5}) == "2026-11-30"
    assert promised_days(care, installation.rules.environment(care, FRIDAY, "online")) == 7


def test_days_are_as_sure_as_the_setting_they_come_from(installation: Installation) -> None:
    care = installation.catalogue.current(PROCEDURE)
    assert (care.period is not None and care.period.certainty, days_certainty(care)) == ("std", "assumed")


def test_a_procedure_that_promises_nothing_comes_last(installation: Installation) -> None:
    assert installation.rules.due_day(small(), FRIDAY, {}) == NO_DUE
    assert (promised_days(small(), ENVIRONMENT), days_certainty(small())) == (None, "")
    assert installation.rules.due_day(with_period(3660, "month"), FRIDAY, {}) < NO_DUE
