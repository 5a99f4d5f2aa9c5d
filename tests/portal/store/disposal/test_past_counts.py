"""Counts of disposed applications."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.store.disposal import past_counts
from portal.store.disposal.past_counts import PastCountRow
from tests.portal.store.planting import plant

ONE = PastCountRow("tax", "procedure", "2026-11", "online", "accepted", 7, 1)


def test_one_more_of_a_sort_is_counted_in_its_row(unit: Unit) -> None:
    for row in (ONE, ONE, ONE._replace(door="counter")):
        past_counts.count(unit, row)
    counts = past_counts.of_procedure(unit, "tax", "procedure", "2026-11", "2026-12")
    assert counts == [ONE._replace(door="counter"), ONE._replace(number=2)]


def test_months_are_from_the_first_to_before_the_last(unit: Unit) -> None:
    for month in ("2026-10", "2026-11", "2026-12"):
        past_counts.count(unit, ONE._replace(month=month))
    counts = past_counts.of_procedure(unit, "tax", "procedure", "2026-10", "2026-12")
    assert [row.month for row in counts] == ["2026-10", "2026-11"]


def test_months_of_some_duties_are_reported_once_each(unit: Unit) -> None:
    for row in (ONE, ONE._replace(door="counter"), ONE._replace(duty="welfare", month="2026-12")):
        past_counts.count(unit, row)
    assert past_counts.months(unit, ["tax"]) == [("procedure", "2026-11")]
    assert past_counts.months(unit, []) == []


@pytest.mark.parametrize(("since", "until", "left"), [(5, 6, True), (6, 9, False), (1, 5, False)])
def test_an_application_that_ended_between_two_instants_is_still_kept(
    unit: Unit, since: int, until: int, left: bool
) -> None:
    plant(unit, Application, procedure="procedure", duty="tax", decided_at=5)
    assert past_counts.any_left(unit, "tax", "procedure", since, until) == left
    assert not past_counts.any_left(unit, "welfare", "procedure", since, until)
