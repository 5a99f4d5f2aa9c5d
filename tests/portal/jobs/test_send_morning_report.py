"""The job asks the neighbours, and for one mail a day."""

from dataclasses import replace

from portal.jobs.send_morning_report import send_morning_report
from portal.services.shared.installation import Installation
from tests.portal.later import at


def test_a_second_run_of_the_day_asks_for_nothing(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"morning_mail": "a@city.example"})
    reporting = at(replace(installation, settings=settings), "2026-11-21T08:00:00+09:00")
    assert [send_morning_report(reporting) for _ in range(2)] == [1, 0]
