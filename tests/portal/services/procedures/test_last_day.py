"""The last day to send a draft in time."""

from dataclasses import replace
from datetime import date

from forms.definition.procedure import Procedure
from forms.definition.terms import Window
from forms.path.path import walk
from portal.services.procedures.last_day import last_day
from portal.services.shared.installation import Installation
from tests.portal.services.paper.paper import procedure

TODAY = date(2026, 11, 20)
DUE = date(2027, 2, 1)


def day_of(installation: Installation, asked: Procedure, today: date = TODAY) -> tuple[date | None, bool]:
    """Born on 1 February 2007: due 20 years later."""
    environment = installation.rules.environment(asked, today, "online")
    return last_day(installation.rules, asked, walk(asked, {"birth": "2007-02-01"}, environment), today)


def until(asked: Procedure, last: str) -> Procedure:
    return replace(asked, window=Window("2026-04-01", last, "受け付けていません。"))


def test_the_earlier_of_due_day_and_end_of_the_period_counts(installation: Installation) -> None:
    assert day_of(installation, procedure()) == (DUE, True)
    assert day_of(installation, until(procedure(), "2026-12-25")) == (date(2026, 12, 25), True)
    assert day_of(installation, until(procedure(), "2027-03-31")) == (DUE, True)


def test_an_end_that_the_city_has_not_decided_is_no_deadline(installation: Installation) -> None:
    undue = replace(procedure(), due=None)
    assert day_of(installation, until(undue, "2099-12-31")) == (None, True)
    assert day_of(installation, until(undue, "2099-12-30")) == (date(2099, 12, 30), True)


def test_an_assumed_due_day_is_not_sure_but_an_earlier_end_of_the_period_is(installation: Installation) -> None:
    due = procedure().due
    assert due is not None
    assumed = replace(procedure(), due=replace(due, certainty="assumed"))
    assert day_of(installation, assumed) == (DUE, False)
    assert day_of(installation, until(assumed, "2026-12-25")) == (date(2026, 12, 25), True)


def test_a_day_counts_to_its_end_and_a_passed_day_not_at_all(installation: Installation) -> None:
    assert day_of(installation, procedure(), DUE) == (DUE, True)
    assert day_of(installation, procedure(), date(2027, 2, 2)) == (None, True)
