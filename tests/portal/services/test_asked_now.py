"""What is asked of a resident now: of this person, nearest first, with words in every language."""

import pkgutil

import pytest

from portal.services import asking
from portal.services.asked_item import Asked, Whose
from portal.services.asked_now import asked_now, reasons
from portal.services.cases import case_of_resident
from portal.services.installation import Installation
from portal.services.sessions import Session
from portal.store import contacts
from portal.web.asked_view import asked_views
from portal.web.page import LANGUAGES
from portal.web.words import words
from tests.portal.contacts import proved
from tests.portal.services.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application


def asked_of(installation: Installation, session: Session, *numbers: str) -> list[Asked]:
    with installation.database.read() as unit:
        cases = [case_of_resident(installation, unit, session, number) for number in numbers]
        return asked_now(installation, unit, Whose(session.person_id or "", cases, all=True))


def test_each_file_asks_and_has_its_words() -> None:
    names = [module.name for module in pkgutil.iter_modules(asking.__path__)]
    assert len(reasons()) == len(names) > 0
    for language in LANGUAGES:
        assert {f"asked.{name}{end}" for name in names for end in ("", ".go")} <= words(language).keys()


def test_nothing_is_asked_where_nothing_is_open(installation: Installation) -> None:
    session = alice(installation)
    assert asked_of(installation, session, file_application(installation, session)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_mended_leads_straight_to_it(installation: Installation, language: str) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    ask_again(installation, add_member(installation, "reviewer", ("reviewer", DUTY)), number, "phone", "insured_no")
    found = asked_of(installation, session, number)
    assert [(one.href, one.until) for one in found] == [(f"/applications/{number}/correct", "2026-12-04")]
    (view,) = asked_views(installation, found, language)
    assert view.text.startswith("直して")
    assert "2つ" in view.text
    assert "12月4日" in view.text
    assert "{" not in view.text + view.go


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_at_which_nothing_arrives_is_asked_about_on_top_until_it_is_mended(
    installation: Installation, language: str
) -> None:
    session = alice(installation)
    proved(installation, session.person_id)
    assert asked_of(installation, session) == []
    with installation.database.write() as unit:
        (contact,) = contacts.of_person(unit, session.person_id or "")
        assert contacts.mark_bad(unit, contact.id, 1)
        unit.commit()
    (view,) = asked_views(installation, asked_of(installation, session), language)
    assert (view.href, view.receipt_number) == ("/applications/contact", "")
    assert "手紙" in view.text
    assert view.title
    proved(installation, session.person_id, address="better@example.jp")
    assert asked_of(installation, session) == []
