"""A bounced address is asked about until corrected."""

import pytest

from forms.messages import LANGUAGES
from portal.services.my_cases.asking.address import asked
from portal.services.my_cases.request_item import NO_DAY, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.residents import contacts
from portal.web.my_cases.asked_view import asked_views
from tests.portal.contacts import proved
from tests.portal.services.my_cases.test_open_requests import asked_of
from tests.portal.world import alice


@pytest.fixture
def session(installation: Installation) -> Session:
    person = alice(installation)
    proved(installation, person.person_id)
    assert asked_of(installation, person) == []
    with installation.database.write() as unit:
        (contact,) = contacts.of_person(unit, person.person_id or "")
        assert contacts.mark_bad(unit, contact.id, 1)
        unit.commit()
    return person


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_asked_about_until_another_address_is_proved(
    installation: Installation, session: Session, language: str
) -> None:
    items = asked_of(installation, session)
    assert [(item.reason, item.until) for item in items] == [("address_mail", NO_DAY)]
    (view,) = asked_views(installation.clock, items, language)
    assert (view.href, view.receipt_number) == ("/applications/contact", "")
    assert "手紙" in view.text
    assert view.title
    proved(installation, session.person_id, address="better@example.jp")
    assert asked_of(installation, session) == []


def test_the_page_of_one_application_and_other_people_are_not_asked(
    installation: Installation, session: Session
) -> None:
    person_id = session.person_id or ""
    with installation.database.read() as unit:
        assert len(list(asked(installation, unit, Whose(person_id, [], all=True)))) == 1
        for whose in (Whose(person_id, [], all=False), Whose("", [], all=True), Whose("somebody", [], all=True)):
            assert list(asked(installation, unit, whose)) == []
