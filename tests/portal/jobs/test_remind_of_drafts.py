"""Owners are reminded a week and a day before their draft is deleted."""

from portal.jobs.remind_of_drafts import remind_of_drafts
from portal.jobs.send_notices import send_notices
from portal.services.filing.drafts import save_draft
from portal.services.shared.installation import Installation
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.services.filing.filing import begin, opened
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import alice


def remind(installation: Installation, **time: float) -> int:
    """The number of mails by then; the job runs twice, as it runs every hour."""
    after = later(installation, **time)
    for _ in range(2):
        remind_of_drafts(after)
        send_notices(after)
    return len(mails(installation))


def test_an_owner_hears_a_week_and_a_day_before(installation: Installation) -> None:
    session = alice(installation)
    proved(installation, session.person_id)
    begin(installation, session)
    assert [remind(installation, days=days) for days in (1, 22, 23.5, 23.9, 28, 29.5, 29.9)] == [0, 0, 1, 1, 1, 2, 2]
    mail = mails(installation)[0]
    assert "12月20日" in mail.text
    assert "/apply/kaigo-hihokenshasho-saikofu" in mail.text
    assert "髙見本" not in mail.text + mail.subject


def test_a_draft_that_is_saved_again_gets_new_days(installation: Installation) -> None:
    session = alice(installation)
    proved(installation, session.person_id)
    draft = opened(installation, session, begin(installation, session))
    assert remind(installation, days=23.5) == 1
    touched = later(installation, days=24)
    with installation.database.write() as unit:
        save_draft(touched, unit, draft, {"filer_kind": "self"}, frozenset())
        unit.commit()
    assert [remind(installation, days=days) for days in (29.5, 47.5)] == [1, 2]


def test_nobody_hears_who_proved_no_address(installation: Installation) -> None:
    begin(installation, alice(installation))
    begin(installation, guest(installation))
    assert remind(installation, days=23.5) == 0
