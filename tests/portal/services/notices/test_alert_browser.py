"""Notices that a resident's browser shows."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from integrations.web_push.push_service import WebPush
from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from portal.store.cases import applications
from portal.store.notices import deliveries
from portal.store.residents import contacts
from tests.integrations.web_push.browser import HOST, PushBrowser
from tests.portal.contacts import mails, proved
from tests.portal.world import alice, file_application

KEY = generate_private_key(SECP256R1())
FACTS = {"receipt": "26-0000-0001-7", "until": "2026-12-01"}


def reaching(installation: Installation, browser: PushBrowser) -> Installation:
    sender = WebPush(browser, KEY, "https://shinsei.example.jp", [HOST], installation.clock.now)
    return replace(installation, alerts=sender)


def tell(installation: Installation, person_id: str | None, application_id: int | None = None) -> int:
    with installation.database.write() as unit:
        to = Addressee(person_id, application_id)
        ways = notify(installation, unit, to, "returned", link="/applications/26-0000-0001-7", **FACTS)
        unit.commit()
    return ways


@pytest.mark.parametrize("language", ["ja", "easy"])
def test_a_browser_is_informed_that_there_is_news_and_nothing_else(installation: Installation, language: str) -> None:
    browser, person = PushBrowser(), alice(installation).person_id
    on = reaching(installation, browser)
    proved(on, person, "push", browser.subscription(), language=language)
    assert tell(on, person) == 1
    send_notices(on)
    (text,) = browser.opened()
    shown = json.loads(text)
    assert (shown["title"], shown["link"]) == ("書かない申請", "/applications")
    assert "見本市" in shown["body"]
    assert ("おしらせ" in shown["body"]) == (language == "easy")
    assert not any(fact in text for fact in (*FACTS.values(), "髙見本", "補正"))


def test_mail_goes_beside_it(installation: Installation) -> None:
    browser, person = PushBrowser(), alice(installation).person_id
    on = reaching(installation, browser)
    proved(on, person, "push", browser.subscription())
    proved(on, person)
    assert tell(on, person) == 2
    send_notices(on)
    assert (len(browser.posts), len(mails(on))) == (1, 1)


def test_it_is_off_unless_the_city_turns_it_on(installation: Installation) -> None:
    person = alice(installation).person_id
    proved(installation, person, "push", PushBrowser().subscription())
    assert installation.alerts is None
    assert tell(installation, person) == 0


def test_a_browser_that_ended_its_subscription_is_marked_and_a_letter_goes(installation: Installation) -> None:
    browser, session = PushBrowser(410), alice(installation)
    number, person = file_application(installation, session), session.person_id
    on = reaching(installation, browser)
    proved(on, person, "push", browser.subscription())
    with on.database.read() as unit:
        application = applications.by_number(unit, number)
    assert application is not None
    tell(on, person, application.id)
    send_notices(on)
    with on.database.read() as unit:
        assert [row.state for row in contacts.of_person(unit, person or "")] == ["bad"]
        assert len(deliveries.letters_of(unit, application.id)) == 1


def test_a_service_that_is_away_is_asked_again_later(installation: Installation) -> None:
    browser, person = PushBrowser(503), alice(installation).person_id
    on = reaching(installation, browser)
    proved(on, person, "push", browser.subscription())
    tell(on, person)
    assert send_notices(on) == 1
    with on.database.read() as unit:
        assert [row.state for row in contacts.of_person(unit, person or "")] == ["proved"]
        assert deliveries.any_due(unit, "push", 1 << 62)
