"""Only people with consent are found, by what they filed themselves."""

import pytest

from portal.services.campaigns.follow_campaign import stop_writing
from portal.services.campaigns.select_people import choices_of, ways_of
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.shared.write_notice import USES
from portal.store.cases import applications
from portal.store.desk import transfers
from portal.store.residents import contacts
from portal.store.signing import delegations
from portal.store.signing.delegations import DelegationRow
from tests.portal.contacts import proved
from tests.portal.invited import start
from tests.portal.services.campaigns.writing import agree, selected
from tests.portal.world import PROCEDURE, alice, file_application, signed_in

REASON = ("reason", "lost")


@pytest.fixture
def session(installation: Installation) -> Session:
    return alice(installation)


def test_who_filed_and_agreed_is_found_once_and_nobody_else(installation: Installation, session: Session) -> None:
    other = signed_in(installation, "bob", "見本　花子")
    for person in (session, session, other):
        file_application(installation, person)
    assert selected(installation) == []
    proved(installation, session.person_id, uses=USES)
    assert selected(installation) == [], "every use that an address begins with is no consent"
    agree(installation, session.person_id)
    agree(installation, signed_in(installation, "charlie", "ほかの人").person_id)
    assert selected(installation) == [session.person_id]
    with installation.database.write() as unit:
        (row,) = contacts.of_person(unit, session.person_id or "")
        contacts.mark_bad(unit, row.id, row.changed_at + 1)
        unit.commit()
    assert selected(installation) == []


def test_answers_select_and_all_conditions_hold(installation: Installation, session: Session) -> None:
    other = signed_in(installation, "bob", "見本　花子")
    file_application(installation, session)
    file_application(installation, other, {"reason": "stained", "lost_how": None, "cards": ["insured"]})
    for person in (session, other):
        agree(installation, person.person_id)
    assert selected(installation, REASON) == [session.person_id]
    assert selected(installation, ("cards", "insured")) == [session.person_id, other.person_id]
    assert selected(installation, ("cards", "copay")) == [session.person_id]
    assert selected(installation, ("consent_true", "yes"), REASON) == [session.person_id]
    assert selected(installation, ("consent_true", "no")) == []
    assert selected(installation, ("cards", "insured"), ("reason", "nothing")) == []


def test_who_filed_for_another_is_left_out(installation: Installation, session: Session) -> None:
    number = file_application(installation, session)
    agree(installation, session.person_id)
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        delegations.add(unit, DelegationRow(row.id, "agent", "all", "2026-11-01", b"people"))
        unit.commit()
    assert selected(installation) == []


def test_a_protected_person_is_left_out(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    agree(installation, session.person_id)
    assert selected(installation) == [session.person_id]
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "x"), [("髙見本　太郎", "1949-04-03")], STAFF)
        unit.commit()
    assert selected(installation) == []


def test_whom_the_section_writes_to_no_more_is_left_out(installation: Installation, session: Session) -> None:
    file_application(installation, session)
    agree(installation, session.person_id)
    campaign, member = start(installation)
    with installation.database.write() as unit:
        stop_writing(installation, unit, member, campaign, 1)
        unit.commit()
    assert selected(installation) == []


def test_the_answers_of_a_case_that_was_transferred_are_read_no_more(
    installation: Installation, session: Session
) -> None:
    number = file_application(installation, session)
    agree(installation, session.person_id)
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        assert transfers.move(unit, row, "care-benefit", row.changed_at + 1)
        unit.commit()
    assert (selected(installation), selected(installation, duty="care-benefit")) == ([], [session.person_id])


def test_the_ways_that_each_person_chose_are_counted(installation: Installation, session: Session) -> None:
    agree(installation, session.person_id)
    agree(installation, session.person_id, "line", "U1")
    proved(installation, session.person_id, "sms", "+819000000001", USES)
    with installation.database.read() as unit:
        assert ways_of(unit, [session.person_id or ""]) == {"mail": 1, "line": 1}


def test_questions_with_answers_are_offered_but_for_confidential_ones(installation: Installation) -> None:
    procedure = installation.catalogue.current(PROCEDURE)
    offered = {choice.question: choice.answers for choice in choices_of(procedure, speech_of(procedure, "ja"))}
    assert "lost" in offered["reason"]
    assert offered["reason"]["lost"] != "lost"
    assert "insured" in offered["cards"]
    confidential = {field.name for field in procedure.fields if field.protection in ("confidential", "number")}
    assert not confidential & offered.keys()
