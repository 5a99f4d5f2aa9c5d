"""The job reminds once on each day of a reminder, however often it runs."""

from portal.jobs.remind_of_terms import remind_of_terms
from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from tests.portal.contacts import mails, proved
from tests.portal.later import at
from tests.portal.results import core_case, core_examiner
from tests.portal.world import alice


def test_run_twice_it_changes_nothing_the_second_time(installation: Installation) -> None:
    proved(installation, alice(installation).person_id)
    core_case(installation, core_examiner(installation))
    send_notices(installation)
    before = len(mails(installation))
    sent = []
    for day in ("2027-03-31", "2027-04-01", "2027-04-30", "2027-05-01", "2027-06-01"):
        then = at(installation, f"{day}T09:00:00+09:00")
        runs = remind_of_terms(then), remind_of_terms(then)
        send_notices(then)
        sent.append((*runs, len(mails(installation)) - before))
    assert sent == [(0, 0, 0), (1, 0, 1), (0, 0, 1), (1, 0, 2), (0, 0, 2)]
