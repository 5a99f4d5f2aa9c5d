"""What one process put in force is the city of every other, within a second."""

from portal.jobs.follow_city import JOB
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from portal.wiring import install
from tests.portal.services.administration.editing import HOURS, administrator, asked, written


def test_another_process_follows_and_a_later_start_begins_with_it(installation: Installation) -> None:
    other = install(installation.settings)
    member = administrator(installation)
    asked(installation, member, written(installation, member, "hours", HOURS))
    assert other.city.telephone == "000-000-0000"
    assert JOB.run(other) == 1
    assert JOB.run(other) == 0
    assert other.city.telephone == "000-000-9999"
    third = install(installation.settings)
    assert third.city.telephone == "000-000-9999"
    assert JOB.run(third) == 0
    for each in (other, third):
        each.database.close()
    with installation.database.read() as unit:
        assert audit_records.after(unit, 0)
