"""The last day of the period for a decision."""

from datetime import date

import pytest

from forms.definition.procedure import Procedure
from portal.services.shared.due import NO_DUE, due_day, promised_days
from portal.services.shared.installation import Installation
from tests.forms.loading.small import ENVIRONMENT, small
from tests.portal.world import PROCEDURE

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
    assert due_day(installation, with_period(days, unit), FRIDAY, {}) == due


def test_a_month_from_its_last_day_ends_with_the_shorter_month(installation: Installation) -> None:
    assert due_day(installation, with_period(1, "month"), date(2027, 1, 31), {}) == "2027-02-28"


def test_the_promise_of_the_settings_at_arrival_counts(installation: Installation) -> None:
    care = installation.catalogue.current(PROCEDURE)
    assert due_day(installation, care, FRIDAY, {"standard_days": 1}) == "2026-11-24"
    assert due_day(installation, care, FRIDAY, {"standard_days": 5}) == "2026-11-30"
    assert promised_days(care, installation.rules.environment(care, FRIDAY, "online")) == 7


def test_a_procedure_that_promises_nothing_comes_last(installation: Installation) -> None:
    assert due_day(installation, small(), FRIDAY, {}) == NO_DUE
    assert promised_days(small(), ENVIRONMENT) is None
    assert due_day(installation, with_period(3660, "month"), FRIDAY, {}) < NO_DUE
