"""What one process put in force is the city of every other, and the sealing of the audit does not wait for it."""

from portal.jobs import due_jobs, long_jobs
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
    with installation.database.read() as unit:  # to follow is no act
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert actions.count("put city edition in force") == 1


def test_it_does_not_hold_up_the_audit() -> None:
    assert JOB in long_jobs()
    assert JOB not in due_jobs()
