"""Once on its day."""

from datetime import timedelta

from portal.jobs.put_editions_in_force import JOB
from portal.services.shared.installation import Installation
from tests.portal.later import later
from tests.portal.services.administration.editing import HOURS, administrator, asked, written


def test_it_does_nothing_before_the_day_and_nothing_twice(installation: Installation) -> None:
    member, day = administrator(installation), installation.clock.today() + timedelta(days=3)
    asked(installation, member, written(installation, member, "hours", HOURS), day.isoformat())
    assert JOB.run(later(installation, days=1)) == 0
    assert JOB.run(later(installation, days=4)) == 1
    assert JOB.run(later(installation, days=4)) == 0
