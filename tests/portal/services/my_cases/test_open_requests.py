"""Open requests to a resident, nearest first."""

import pkgutil

from forms.messages import LANGUAGES
from portal.services.cases.cases import case_of_resident
from portal.services.my_cases import asking
from portal.services.my_cases.open_requests import asked_now, reasons
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.web.shared.words import words
from tests.portal.world import alice, file_application


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
