"""Mail to offices: by the morning or the quarter of an hour, with figures only."""

from dataclasses import replace

import pytest

from portal.jobs.mail_sections import JOB
from portal.jobs.send_notices import send_notices
from portal.services.desk.queue.mail_sections import mail_sections
from portal.services.shared.installation import Installation
from tests.portal.contacts import mails
from tests.portal.later import at
from tests.portal.world import DUTY, alice, file_application

ADDRESS = "kaigo@city.example"


def sent(installation: Installation) -> str:
    return file_application(installation, alice(installation))


def wanting(installation: Installation, news: str) -> Installation:
    rows = tuple(row.model_copy(update={"mail": ADDRESS, "news": news}) for row in installation.city.duties[DUTY])
    city = installation.city.model_copy(update={"duties": {**installation.city.duties, DUTY: rows}})
    return replace(installation, city=city)


def mailed(installation: Installation, moment: str) -> list[tuple[str, str]]:
    """(address, subject) of what went then."""
    then = at(installation, moment)
    before = len(mails(then))
    mail_sections(then)
    send_notices(then)
    return [(mail.to, mail.subject.partition("：")[2]) for mail in mails(then)[before:]]


def test_each_morning_an_office_learns_what_came_since_the_last_working_day(installation: Installation) -> None:
    office = wanting(installation, "morning")
    sent(office)  # on Friday at ten
    assert mailed(office, "2026-11-20T18:00:00+09:00") == []
    assert mailed(office, "2026-11-21T08:00:00+09:00") == [], "a Saturday"
    assert mailed(office, "2026-11-24T06:59:00+09:00") == []
    assert mailed(office, "2026-11-24T07:00:00+09:00") == [(ADDRESS, "新しい申請が1件届きました")], (
        "Monday was a holiday"
    )
    assert mailed(office, "2026-11-24T15:00:00+09:00") == []
    assert mailed(office, "2026-11-25T07:00:00+09:00") == []
    late = mailed(office, "2027-03-01T07:00:00+09:00")
    assert late == [(ADDRESS, "期限がすぎている申請が1件あります")]


def test_an_arrival_is_mailed_once_within_a_quarter_of_an_hour(installation: Installation) -> None:
    office = wanting(installation, "arrival")
    sent(office)
    sent(office)
    assert mailed(office, "2026-11-20T10:14:00+09:00") == []
    assert mailed(office, "2026-11-20T10:16:00+09:00") == [(ADDRESS, "新しい申請が2件届きました")]
    assert mailed(office, "2026-11-20T10:20:00+09:00") == []
    assert mailed(office, "2026-11-20T10:31:00+09:00") == []


def test_a_mail_says_no_name_and_no_number(installation: Installation) -> None:
    office = wanting(installation, "arrival")
    number = sent(office)
    mailed(office, "2026-11-20T10:16:00+09:00")
    text = mails(office)[-1].text
    assert "新しく届いた申請：1件" in text
    assert f"{installation.settings.base_url}/desk" in text
    assert number not in text
    assert "髙見本" not in text


@pytest.mark.parametrize("news", ["", "morning"])
def test_an_office_that_wants_none_gets_none_nor_one_without_a_mail_server(
    installation: Installation, news: str
) -> None:
    sent(installation)
    silent = wanting(installation, news) if not news else replace(wanting(installation, news), mailer=None)
    assert JOB.run(at(silent, "2026-11-24T07:00:00+09:00")) == 0
