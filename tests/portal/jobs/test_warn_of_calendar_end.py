"""The operator is warned months before the known holidays end."""

from collections.abc import Iterator

import pytest

import portal.jobs.warn_of_calendar_end as job
from portal.services.shared.installation import Installation
from tests.logged import Line, logged
from tests.portal.later import later


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    """Log events, also if the module's logger is cached."""
    with logged() as lines:
        yield lines


def test_nothing_is_told_while_the_calendar_goes_on(installation: Installation, lines: list[Line]) -> None:
    assert job.warn_of_calendar_end(installation) == 0
    assert lines == []


def test_months_before_it_ends_the_operator_is_told_how_many_days_are_left(
    installation: Installation, lines: list[Line]
) -> None:
    end = installation.city.calendar().horizon
    soon = later(installation, days=(end - installation.clock.today()).days - 100)
    assert job.warn_of_calendar_end(soon) == 1
    assert lines == [{"event": "calendar", "code": "ENDS", "count": 100, "log_level": "warning"}]
