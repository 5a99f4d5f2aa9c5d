"""What the bank registers by the paper form is recorded once, by staff."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.cases.debits import debited
from portal.services.fees.record_debit import record_debit, take_debit_back
from portal.services.my_cases.open_requests import asked_now
from portal.services.my_cases.request_item import Whose
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.store.cases import applications
from portal.store.handover import hand_overs
from portal.store.handover.hand_overs import BatchRow
from portal.store.my_cases import late_papers
from portal.store.my_cases.late_papers import OWED, WAIVED
from tests.portal.services.fees.debiting import FakeRegistrar, begin, case_of, drawing, report
from tests.portal.world import DUTY, add_member, alice


@pytest.fixture
def site(installation: Installation) -> Installation:
    return replace(installation, debits=FakeRegistrar())


@pytest.fixture
def session(site: Installation) -> Session:
    return alice(site)


@pytest.fixture
def reviewer(site: Installation) -> Member:
    return add_member(site, "tanto", ("reviewer", DUTY))


def record(site: Installation, member: Member, number: str) -> None:
    with site.database.write() as unit:
        record_debit(site, unit, member, case_of_member(site, unit, member, number))
        unit.commit()


def test_it_counts_once_waives_the_papers_and_the_applicant_is_no_longer_asked(
    site: Installation, session: Session, reviewer: Member
) -> None:
    number = drawing(site, session)
    with pytest.raises(NotAllowed):
        record(site, add_member(site, "miru", ("clerk", DUTY)), number)
    record(site, reviewer, number)
    with pytest.raises(Conflict):
        record(site, reviewer, number)
    case = case_of(site, session, number)
    with site.database.read() as unit:
        debit = debited(unit, case)
        papers = {row.paper: row.state for row in late_papers.of_application(unit, case.row.id)}
        waived = [event.actor for event in applications.events(unit, case.row.id) if event.move == "paper_waived"]
        asked = {item.reason for item in asked_now(site, unit, Whose(session.person_id or "", [case], all=True))}
    assert debit is not None
    assert (debit.state, debit.registered) == ("registered", None)
    assert papers == {"passbook": WAIVED, "form": WAIVED, "proof": OWED}
    assert waived == ["staff:tanto"] * 2
    assert not asked & {"debit", "debit_settles"}


def back(site: Installation, member: Member, number: str) -> None:
    with site.database.write() as unit:
        take_debit_back(site, unit, member, case_of_member(site, unit, member, number))
        unit.commit()


def test_a_wrong_press_is_taken_back_with_the_papers_that_it_waived(
    site: Installation, session: Session, reviewer: Member
) -> None:
    number = drawing(site, session)
    report(site, begin(site, session, number).number, "cancelled")
    with pytest.raises(Conflict):
        back(site, reviewer, number)
    with site.database.write() as unit:
        form = late_papers.by_key(unit, case_of(site, session, number).row.id, "form")
        assert form is not None
        assert late_papers.waive(unit, form.id, b"by a person, before", 1)
        unit.commit()
    record(site, reviewer, number)
    back(site, reviewer, number)
    case = case_of(site, session, number)
    with site.database.read() as unit:
        debit = debited(unit, case)
        papers = {row.paper: row.state for row in late_papers.of_application(unit, case.row.id)}
        asked = [event.actor for event in applications.events(unit, case.row.id) if event.move == "paper_asked"]
    assert debit is not None
    assert debit.state == "cancelled", "as it was before the press"
    assert papers == {"passbook": OWED, "form": WAIVED, "proof": OWED}
    assert asked == ["staff:tanto"]
    record(site, reviewer, number)
    with pytest.raises(NotAllowed):
        back(site, add_member(site, "miru", ("clerk", DUTY)), number)


def test_what_the_bank_itself_registered_and_what_was_handed_over_stay(
    site: Installation, session: Session, reviewer: Member
) -> None:
    of_bank, of_paper = drawing(site, session), drawing(site, session)
    report(site, begin(site, session, of_bank).number, "registered")
    with pytest.raises(Conflict):
        back(site, reviewer, of_bank)
    record(site, reviewer, of_paper)
    application = case_of(site, session, of_paper).row.id
    with site.database.write() as unit:
        batch = hand_overs.add_batch(unit, BatchRow(0, "K-1", "layout", "1", DUTY, reviewer.id, 0, None, "", ""))
        assert batch
        assert hand_overs.add(unit, "layout", batch, [(application, 1, "received")]) == 1
        unit.commit()
    with pytest.raises(Conflict):
        back(site, reviewer, of_paper)


def test_while_the_banks_page_is_open_its_answer_is_awaited(
    site: Installation, session: Session, reviewer: Member
) -> None:
    number = drawing(site, session)
    order = begin(site, session, number).number
    with pytest.raises(Conflict):
        record(site, reviewer, number)
    report(site, order, "cancelled")
    record(site, reviewer, number)
