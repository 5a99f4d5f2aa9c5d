"""もう一度申請する: earlier answers as offers."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.cases.cases import case_of_resident
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path, open_draft, save_draft, start_draft
from portal.services.filing.start_again import may_start_again, start_again
from portal.services.filing.submit_application import submit_application
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing import drafts
from portal.web.filing.version_changes_view import old_answers, old_sources, old_values
from tests.portal.results import INSURED, RENEWAL, core_case, core_examiner
from tests.portal.routes.guest_browser import offer, version
from tests.portal.services.filing.filing import begin
from tests.portal.world import PLACE, PROCEDURE, alice, file_application


def again(installation: Installation, session: Session, number: str) -> str:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        actor = Actor("resident", session.person_id or "", place=PLACE)
        draft_id = start_again(installation, unit, case, session, actor)
        unit.commit()
    return draft_id


def opened(installation: Installation, session: Session, draft_id: str) -> Draft:
    with installation.database.read() as unit:
        return draft_of_resident(installation, unit, session, PROCEDURE, draft_id)


def test_answers_come_along_as_offers_and_none_is_an_answer_yet(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    draft = opened(installation, session, again(installation, session, number))
    assert (draft.answers, draft.seen) == ({}, frozenset())
    offered = old_values(draft)
    assert offered["lost_how"] == {"code": "other", "tell": "先週、病院の帰りに"}
    assert "consent_true" not in offered
    speech = speech_of(draft.procedure, "ja")
    assert number in old_sources(draft, speech)["lost_how"]
    first = draft_path(installation, draft).pages[0]
    assert old_answers(draft, first, speech) == []  # it is in its box and not repeated beside it


def test_what_came_along_is_for_its_owner_and_not_for_who_holds_a_code(installation: Installation) -> None:
    session = alice(installation)
    draft = opened(installation, session, again(installation, session, file_application(installation, session)))
    by_code = replace(draft, access="whole")
    speech = speech_of(draft.procedure, "ja")
    assert (old_values(by_code), old_sources(by_code, speech)) == ({}, {})
    assert old_values(draft)


def test_what_the_sender_typed_comes_along_whoever_is_protected(installation: Installation) -> None:
    """An empty box would disclose the protection."""
    offer(installation, version(1, "      - {id: home, type: address, label: 住所}\n"))
    session, actor = alice(installation), Actor("resident", "alice", place=PLACE)
    home = {"postal": "0000001", "town": "見本県見本市かくれ町", "street": "9番"}
    with installation.database.write() as unit:
        procedure = installation.catalogue.current("small")
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        save_draft(installation, unit, draft, {"reason": "torn", "home": home}, frozenset())
        draft = draft_of_resident(installation, unit, session, "small", draft_id)
        arrival = Arrival(installation.clock.now(), "online", "stored")
        number = submit_application(installation, unit, draft, actor, arrival, {}).receipt_number
        case = case_of_resident(installation, unit, session, number)
        protect(installation, unit, actor, [], STAFF, application_id=case.row.id)
        case = case_of_resident(installation, unit, session, number)
        start_again(installation, unit, case, session, actor)
        (row,) = drafts.of_person(unit, session.person_id or "")
        assert set(open_draft(installation, unit, row).brought.old) == {"reason", "home"}


def test_pressed_twice_it_is_one_draft_and_another_draft_is_not_overwritten(installation: Installation) -> None:
    session = alice(installation)
    number, other = (file_application(installation, session) for _ in range(2))
    first = again(installation, session, number)
    assert again(installation, session, number) == first
    assert again(installation, session, other) == ""
    with installation.database.write() as unit:
        drafts.remove(unit, first)
        unit.commit()
    begun = begin(installation, session)
    assert again(installation, session, number) == ""
    with installation.database.read() as unit:
        assert [row.id for row in drafts.of_person(unit, session.person_id or "")] == [begun]


def test_what_is_not_offered_any_more_is_not_started(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        gone = replace(case, procedure=replace(case.procedure, id="no-such"))
        assert not may_start_again(installation, gone)
        with pytest.raises(Conflict):
            start_again(installation, unit, gone, session, Actor("resident", "a", place=PLACE))


def test_a_renewal_begins_with_the_answers_of_what_it_renews_and_no_other_procedure_does(
    installation: Installation,
) -> None:
    number, session = core_case(installation, core_examiner(installation), changes=INSURED), alice(installation)
    actor = Actor("resident", session.person_id or "", place=PLACE)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        with pytest.raises(Conflict):
            start_again(installation, unit, case, session, actor, PROCEDURE)
        draft_id = start_again(installation, unit, case, session, actor, RENEWAL)
        unit.commit()
    with installation.database.read() as unit:
        draft = draft_of_resident(installation, unit, session, RENEWAL, draft_id)
    assert (draft.procedure.id, draft.answers, draft.brought.source) == (RENEWAL, {}, number)
    assert old_values(draft)["email"] == case.answers["email"]
    assert "insured.name" not in old_values(draft)  # the card says it
