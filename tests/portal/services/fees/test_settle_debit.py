"""Reports in any order, lost and repeated ones, lead to the same state."""

from dataclasses import replace
from itertools import permutations

import pytest

from integrations.sockets.debit_socket import DebitAnswer
from portal.errors import NotFound
from portal.jobs.fees.ask_about_debits import ask_about_debits
from portal.services.cases.debits import debited
from portal.services.fees.begin_debit import bank_page
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.fees import debits
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED, WAIVED
from tests.portal.later import later
from tests.portal.services.fees.debiting import ACCOUNT, FakeRegistrar, begin, case_of, drawing, report
from tests.portal.world import alice


@pytest.fixture
def registrar() -> FakeRegistrar:
    return FakeRegistrar()


@pytest.fixture
def site(installation: Installation, registrar: FakeRegistrar) -> Installation:
    return replace(installation, debits=registrar)


@pytest.fixture
def session(site: Installation) -> Session:
    return alice(site)


def state_of(site: Installation, session: Session, number: str) -> str:
    case = case_of(site, session, number)
    with site.database.read() as unit:
        debit = debited(unit, case)
    assert debit is not None
    return debit.state


@pytest.mark.parametrize("order", list(permutations(("registered", "failed", "cancelled", "registered"))))
def test_what_the_bank_registered_stays_registered(
    site: Installation, session: Session, order: tuple[str, ...]
) -> None:
    number = drawing(site, session)
    row = begin(site, session, number)
    for state in order:
        report(site, row.number, state, ACCOUNT if state == "registered" else None)
    assert state_of(site, session, number) == "registered"
    assert not report(site, row.number, "registered", replace(ACCOUNT, number="1111111")), "a replay changes nothing"


def test_the_account_is_sealed_and_opens_with_its_application_alone(site: Installation, session: Session) -> None:
    number = drawing(site, session)
    row = begin(site, session, number)
    report(site, row.number, "registered", ACCOUNT)
    case = case_of(site, session, number)
    with site.database.read() as unit:
        (stored,) = debits.of_applications(unit, [case.row.id])[case.row.id]
        debit = debited(unit, case)
    assert stored.sealed_account is not None
    assert ACCOUNT.number.encode() not in stored.sealed_account
    assert debit is not None
    assert debit.registered is not None
    assert (debit.registered["number"], debit.registered["kind"], debit.differs) == ("7654321", "current", True)


def test_an_unknown_number_is_none_of_ours(site: Installation) -> None:
    with pytest.raises(NotFound):
        report(site, "0" * 32, "registered", ACCOUNT)


def test_a_lost_report_is_asked_for_and_twice_changes_nothing(
    site: Installation, session: Session, registrar: FakeRegistrar
) -> None:
    number = drawing(site, session)
    row = begin(site, session, number)
    registrar.answers[row.number] = DebitAnswer(row.number, "registered", ACCOUNT)
    registrar.down = True
    assert ask_about_debits(later(site, minutes=2)) == 0
    registrar.down = False
    assert [ask_about_debits(later(site, minutes=minutes)) for minutes in (4, 6)] == [1, 0]
    assert state_of(site, session, number) == "registered"


def test_without_a_result_after_a_day_it_is_unknown_until_the_bank_says(site: Installation, session: Session) -> None:
    number = drawing(site, session)
    row = begin(site, session, number)
    assert bank_page(site, row, "市税")
    assert ask_about_debits(later(site, hours=20)) == 0, "the service has no result either"
    gone = replace(later(site, hours=26), debits=None)
    assert ask_about_debits(gone) == 1
    assert state_of(site, session, number) == "unsure"
    assert report(site, row.number, "registered", ACCOUNT)
    assert state_of(site, session, number) == "registered"


def test_one_that_an_outage_kept_from_the_bank_has_failed_and_may_begin_again(
    site: Installation, session: Session
) -> None:
    number = drawing(site, session)
    begin(site, session, number)
    assert ask_about_debits(later(site, minutes=20)) == 0, "its page may be asked for again"
    assert ask_about_debits(later(site, minutes=40)) == 1
    assert state_of(site, session, number) == "failed"
    assert begin(later(site, minutes=41), session, number).state == "open"


def test_the_banks_registration_waives_the_papers_that_it_makes_unnecessary(
    site: Installation, session: Session
) -> None:
    number = drawing(site, session)

    def papers() -> dict[str, str]:
        with site.database.read() as unit:
            rows = late_papers.of_application(unit, case_of(site, session, number).row.id)
        return {row.paper: row.state for row in rows}

    report(site, begin(site, session, number).number, "failed")
    assert papers() == {"passbook": OWED, "form": OWED, "proof": OWED}
    report(site, begin(site, session, number).number, "registered", ACCOUNT)
    assert papers() == {"passbook": WAIVED, "form": WAIVED, "proof": OWED}
    with site.database.read() as unit:
        events = applications.events(unit, case_of(site, session, number).row.id)
    assert [event.move for event in events if event.actor == "system:debits"] == ["paper_waived"] * 2
