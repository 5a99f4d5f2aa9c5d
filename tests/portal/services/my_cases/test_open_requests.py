"""Open requests to a resident, nearest first."""

import pkgutil
from datetime import timedelta

from forms.messages import LANGUAGES
from portal.clock import to_micro
from portal.services.cases.cases import case_of_resident
from portal.services.my_cases import asking
from portal.services.my_cases.open_requests import asked_now, reasons
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import READ, Session
from portal.store.bookings import slot_waits
from portal.store.bookings.reservations import Time
from portal.web.shared.words import words
from tests.portal.services.bookings.booking import begin
from tests.portal.services.residents.companies import company_session
from tests.portal.services.residents.test_sign_in_company import again, grant
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


def test_an_account_of_a_company_is_asked_what_it_may_read(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    draft_id = begin(installation, prime)
    with installation.database.write() as unit:
        slot_waits.add(unit, Time("lung", "lung-3", "2026-12-09T09:00"), draft_id, "lung_slot", 1)
        (row,) = slot_waits.of_draft(unit, draft_id)
        slot_waits.offer(unit, row.id, to_micro(installation.clock.now() + timedelta(hours=24)))
        unit.commit()

    def reasons_of(session: Session) -> list[str]:
        with installation.database.read() as unit:
            whose = Whose(session.person_id or "", [], all=True, seat=again(installation, session).seat)
            return [item.reason for item in asked_now(installation, unit, whose)]

    assert (reasons_of(prime), reasons_of(member)) == (["slot_free"], [])
    grant(installation, prime, member, "", READ)
    assert reasons_of(member) == ["slot_free"]
