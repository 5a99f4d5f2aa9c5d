"""The mail of the morning to the people who run the service."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.audit.report_each_morning import report_each_morning
from portal.services.shared.city_rules import NAMELESS
from portal.services.shared.installation import Installation
from tests.portal.audit_chain import write_records
from tests.portal.contacts import mailer, mails
from tests.portal.later import at

EIGHT = "2026-11-21T08:00:00+09:00"
WELL = {"mail": "ok"}


@pytest.fixture
def reporting(installation: Installation) -> Installation:
    settings = installation.settings.model_copy(update={"morning_mail": "a@city.example b@city.example"})
    return at(replace(installation, settings=settings), EIGHT)


def report(installation: Installation, answers: Mapping[str, str] = WELL) -> int:
    return report_each_morning(installation, lambda: answers)


def test_each_address_gets_one_mail_a_day_whatever_number_of_workers(reporting: Installation) -> None:
    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(lambda _: report(reporting), range(4))) == 2
    assert send_notices(reporting) == 2
    assert sorted(mail.to for mail in mails(reporting)) == ["a@city.example", "b@city.example"]
    tomorrow = at(reporting, "2026-11-22T08:00:00+09:00")
    assert report(tomorrow) == 2


def test_before_seven_there_is_none_and_without_addresses_never(
    installation: Installation, reporting: Installation
) -> None:
    assert report(at(reporting, "2026-11-21T06:59:00+09:00")) == 0
    assert report(at(installation, EIGHT)) == 0


def test_what_is_wrong_stands_first_and_in_the_subject(reporting: Installation) -> None:
    write_records(reporting)
    assert report(at(reporting, "2026-11-21T09:00:00+09:00"), {"mail": "ok", "scanner": "missing"}) == 2
    send_notices(at(reporting, "2026-11-21T09:00:01+09:00"))
    mail = mails(reporting)[0]
    assert "見てほしいことが" in mail.subject
    assert mail.text.startswith("× ")
    assert "ファイルの検査：答えません。" in mail.text
    assert "kakanai worker" in mail.text


def test_an_installation_without_a_name_of_its_city_is_named_by_its_address(reporting: Installation) -> None:
    settings = reporting.settings.model_copy(update={"public_url": "https://new.example/"})
    nameless = reporting.city.model_copy(update={"name": NAMELESS})
    assert report(replace(reporting, settings=settings, city=nameless)) == 2
    send_notices(reporting)
    mail = mails(reporting)[0]
    assert mail.subject == "【https://new.example】システムの状態：うまく動いています"
    assert NAMELESS not in mail.text


def test_a_mail_server_that_is_away_gets_it_later(reporting: Installation) -> None:
    assert report(reporting) == 2
    mailer(reporting).down = True
    send_notices(reporting)
    mailer(reporting).down = False
    assert send_notices(at(reporting, "2026-11-21T08:05:00+09:00")) == 2
    assert len(mails(reporting)) == 2
