"""The operator is warned months before the known holidays end."""

from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import capture_logs
from structlog.typing import EventDict

import portal.jobs.warn_of_calendar_end as job
from portal.services.shared.installation import Installation
from tests.portal.later import later


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EventDict]]:
    """Log events, also if the module's logger is cached."""
    with capture_logs() as lines:
        monkeypatch.setattr(job, "log", structlog.get_logger())
        yield lines


def test_nothing_is_reported_while_the_calendar_goes_on(installation: Installation, lines: list[EventDict]) -> None:
    assert job.warn_of_calendar_end(installation) == 0
    assert lines == []


def test_months_before_it_ends_the_operator_is_shown_how_many_days_are_left(
    installation: Installation, lines: list[EventDict]
) -> None:
    end = installation.city.calendar.horizon
    soon = later(installation, days=(end - installation.clock.today()).days - 100)
    assert job.warn_of_calendar_end(soon) == 1
    assert lines == [{"event": "calendar", "code": "ENDS", "count": 100, "log_level": "warning"}]
