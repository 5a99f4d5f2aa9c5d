"""Mail to offices: by the morning or the quarter of an hour, with figures only."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.jobs.mail_sections import JOB
from portal.jobs.send_notices import send_notices
from portal.services.desk.queue.mail_sections import mail_sections
from portal.services.shared.installation import Installation
from tests.portal.contacts import mailer, mails
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


def test_each_morning_of_a_working_day_an_office_learns_what_came(installation: Installation) -> None:
    office = wanting(installation, "morning")
    assert mailed(office, "2026-11-20T09:00:00+09:00") == [], "from now on"
    sent(office)
    assert mailed(office, "2026-11-20T18:00:00+09:00") == []
    assert mailed(office, "2026-11-21T08:00:00+09:00") == [], "a Saturday"
    assert mailed(office, "2026-11-24T06:59:00+09:00") == []
    assert mailed(office, "2026-11-24T07:00:00+09:00") == [(ADDRESS, "新しい申請が1件届きました")], (
        "Monday was a holiday"
    )
    assert mailed(office, "2026-11-24T15:00:00+09:00") == []
    assert mailed(office, "2026-11-25T07:00:00+09:00") == []
    assert mailed(office, "2027-03-01T07:00:00+09:00") == [(ADDRESS, "期限を過ぎた申請が1件あります")]


def test_arrivals_are_mailed_together_at_most_each_quarter_of_an_hour(installation: Installation) -> None:
    office = wanting(installation, "arrival")
    assert mailed(office, "2026-11-20T09:00:00+09:00") == []
    sent(office)
    sent(office)
    assert mailed(office, "2026-11-20T10:00:30+09:00") == [], "it may not be committed"
    assert mailed(office, "2026-11-20T10:02:00+09:00") == [(ADDRESS, "新しい申請が2件届きました")]
    sent(office)
    assert mailed(office, "2026-11-20T10:16:00+09:00") == []
    assert mailed(office, "2026-11-20T10:18:00+09:00") == [(ADDRESS, "新しい申請が1件届きました")]
    assert mailed(office, "2026-11-20T11:00:00+09:00") == []


def test_what_arrived_long_ago_and_came_now_is_mailed_as_well(installation: Installation) -> None:
    """Carried from the other zone, or a paper with the stamp of last week."""
    office = wanting(installation, "arrival")
    mailed(office, "2026-11-20T09:00:00+09:00")
    file_application(installation, alice(installation), days_ago=7)
    assert mailed(office, "2026-11-20T10:02:00+09:00") == [(ADDRESS, "新しい申請が1件届きました")]


def test_while_the_mail_server_is_down_one_mail_waits_and_the_next_has_all_that_came_since(
    installation: Installation,
) -> None:
    office = wanting(installation, "arrival")
    mailed(office, "2026-11-20T09:00:00+09:00")
    mailer(office).down = True
    for hour in range(10, 14):
        sent(office)
        assert mailed(office, f"2026-11-20T{hour}:20:00+09:00") == []
    mailer(office).down = False
    assert mailed(office, "2026-11-20T18:00:00+09:00") == [(ADDRESS, "新しい申請が1件届きました")]
    assert mailed(office, "2026-11-20T18:16:00+09:00") == [(ADDRESS, "新しい申請が3件届きました")]


@pytest.mark.both_engines
def test_two_workers_mail_once(installation: Installation) -> None:
    office = wanting(installation, "arrival")
    mailed(office, "2026-11-20T09:00:00+09:00")
    sent(office)
    then = at(office, "2026-11-20T10:02:00+09:00")
    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(lambda _: mail_sections(then), range(4))) == 1


def test_a_mail_says_no_name_and_no_number(installation: Installation) -> None:
    office = wanting(installation, "arrival")
    mailed(office, "2026-11-20T09:00:00+09:00")
    number = sent(office)
    mailed(office, "2026-11-20T10:16:00+09:00")
    text = mails(office)[-1].text
    assert "新しく届いた申請：1件" in text
    assert f"{installation.settings.base_url}/desk" in text
    assert number not in text
    assert "髙見本" not in text


@pytest.mark.parametrize("case", ["none is wanted", "no mail server", "outer zone"])
def test_an_office_that_cannot_or_will_not_be_mailed_gets_none(installation: Installation, case: str) -> None:
    office = wanting(installation, "" if case == "none is wanted" else "arrival")
    mailed(office, "2026-11-20T09:00:00+09:00")
    sent(installation)
    if case == "no mail server":
        office = replace(office, mailer=None)
    elif case == "outer zone":
        office = replace(office, settings=office.settings.model_copy(update={"zone": "outer"}))
    assert JOB.run(at(office, "2026-11-20T10:16:00+09:00")) == 0
