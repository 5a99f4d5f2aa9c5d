"""People, and guests whose session has ended."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.models.filing.draft_code import DraftCode
from portal.models.residents.person import Person
from portal.models.residents.session import Session
from portal.store.residents import people
from portal.store.residents.people import PersonRow
from tests.portal.store.planting import plant


def test_a_card_is_one_person(unit: Unit) -> None:
    person = PersonRow("p1", "issuer", "subject", "k", b"w", b"card", 1, 1)
    for row in (person, replace(person, id="p2")):
        people.add(unit, row)
    people.signed_in(unit, "p1", b"new card", 5)
    stored = replace(person, sealed_card=b"new card", signed_in_at=5)
    assert people.by_subject(unit, "issuer", "subject") == stored == people.by_id(unit, "p1")
    assert people.by_id(unit, "p2") is None
    assert people.by_subject(unit, "other", "subject") is None
    assert people.by_subject(unit, "issuer", "other") is None


@pytest.mark.parametrize(("issuer", "gone"), [("guest", True), ("card", False)])
def test_guests_with_nothing_left_go(unit: Unit, issuer: str, gone: bool) -> None:
    person = plant(unit, Person, issuer=issuer)["id"]
    people.remove_idle(unit, "guest")
    assert (people.by_id(unit, person) is None) == gone


@pytest.mark.parametrize("model", [Session, Draft, Application])
def test_guests_with_a_session_a_draft_or_an_application_stay(unit: Unit, model: Any) -> None:
    person = plant(unit, Person, issuer="guest")["id"]
    plant(unit, model, person_id=person)
    people.remove_idle(unit, "guest")
    assert people.by_id(unit, person) is not None


def test_drafts_go_with_the_session_unless_the_guest_took_a_code(unit: Unit) -> None:
    gone, coded, helped, signed_in = (plant(unit, Person, issuer="guest")["id"] for _ in range(4))
    resident = plant(unit, Person, issuer="card")["id"]
    drafts = {
        person: plant(unit, Draft, person_id=person)["id"] for person in (gone, coded, helped, signed_in, resident)
    }
    plant(unit, DraftCode, draft_id=drafts[coded], rights="whole")
    plant(unit, DraftCode, draft_id=drafts[helped], rights="edit")
    plant(unit, Session, person_id=signed_in)
    assert people.remove_ended(unit, "guest") == 2
    assert [people.by_id(unit, person) is None for person in drafts] == [True, False, True, False, False]
