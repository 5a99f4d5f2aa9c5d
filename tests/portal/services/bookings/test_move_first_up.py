"""Who is first in the queue gets returned money, and is notified once."""

from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.move_first_up import move_first_up
from portal.services.shared.installation import Installation
from tests.definitions.budgets import WAIT, YEAR, account, file, offered, with_budget
from tests.portal.contacts import proved
from tests.portal.services.shared.test_notify import sent_mails
from tests.portal.world import alice


def test_a_larger_budget_is_reported_to_who_waited(installation: Installation) -> None:
    installation, session = offered(installation, 300_000, WAIT), alice(installation)
    proved(installation, session.person_id)
    file(installation, session, 300_000, WAIT)
    waiting = file(installation, session, 100_000, WAIT)
    assert keep_places(installation) == 0
    before = len(sent_mails(installation))
    installation = with_budget(installation, 450_000, WAIT)
    assert [keep_places(installation) for _ in range(2)] == [1, 0]
    (mail,) = sent_mails(installation)[before:]
    assert "予算の順番が来ました" in str(mail)
    assert waiting in str(mail)
    assert account(installation, WAIT).left == 50_000
    with installation.database.write() as unit:
        assert not move_first_up(installation, unit, installation.catalogue.current(WAIT), YEAR)
