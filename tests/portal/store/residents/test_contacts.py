"""Addresses for notices, and their codes."""

from dataclasses import replace

import pytest

from portal.db import Unit
from portal.models.residents.person import Person
from portal.models.shared.outbox import Outbox
from portal.store.residents import contacts
from portal.store.residents.contacts import ContactRow, ProofRow
from tests.portal.store.planting import plant


@pytest.fixture
def contact(unit: Unit) -> ContactRow:
    person = plant(unit, Person)["id"]
    return ContactRow("c1", person, "mail", "proved", "all", "ja", b"hash", "k", b"w", b"address", 1, 1)


@pytest.fixture
def proof(unit: Unit) -> ProofRow:
    return ProofRow("p1", plant(unit, Person)["id"], "mail", b"code", "ja", "k", b"w", b"address", 0, 10)


def test_a_new_address_replaces_the_one_of_its_channel(unit: Unit, contact: ContactRow) -> None:
    line = replace(contact, id="c2", channel="line")
    for row in (contact, line):
        contacts.put(unit, row)
    plant(unit, Outbox, contact_id="c1", id=71)
    plant(unit, Outbox, contact_id="c2", id=72)
    later = replace(contact, id="c3", sealed_address=b"later", made_at=2)
    contacts.put(unit, later)
    assert contacts.of_person(unit, contact.person_id) == [line, later]
    waiting = unit.connection.execute(Outbox.table.select().order_by(Outbox.table.c.id)).fetchall()
    assert [row.contact_id for row in waiting] == [None, "c2"]
    assert contacts.by_id(unit, "c1") is None
    assert contacts.by_id(unit, "c3") == later


def test_a_contact_is_chosen_and_removed_by_channel(unit: Unit, contact: ContactRow) -> None:
    contacts.put(unit, contact)
    assert not contacts.choose(unit, contact.person_id, "line", "some", "en", 5)
    assert contacts.choose(unit, contact.person_id, "mail", "some", "en", 5)
    assert contacts.by_id(unit, "c1") == replace(contact, uses="some", language="en", changed_at=5)
    assert [contacts.remove(unit, contact.person_id, channel) for channel in ("line", "mail", "mail")] == [
        False,
        True,
        False,
    ]


def test_an_address_turns_bad_and_good_once(unit: Unit, contact: ContactRow) -> None:
    contacts.put(unit, contact)
    assert not contacts.mark_good(unit, "c1", 2)
    assert [contacts.mark_bad(unit, name, 3) for name in ("c1", "c1", "c2")] == [True, False, False]
    assert contacts.by_id(unit, "c1") == replace(contact, state="bad", changed_at=3)
    assert [contacts.mark_good(unit, "c1", 4), contacts.mark_good(unit, "c1", 5)] == [True, False]


def test_an_address_may_be_shared_within_a_channel(unit: Unit, contact: ContactRow) -> None:
    sibling = replace(contact, id="c2", person_id=plant(unit, Person)["id"])
    for row in (contact, sibling, replace(contact, id="c3", channel="line")):
        contacts.put(unit, row)
    shared = contacts.by_address(unit, "mail", b"hash")
    assert sorted(row.id for row in shared) == ["c1", "c2"]
    assert contacts.by_address(unit, "mail", b"other") == []


def test_tries_end_a_code_and_a_new_one_starts_again(unit: Unit, proof: ProofRow) -> None:
    contacts.ask_proof(unit, proof)
    tried = [contacts.try_proof(unit, proof.person_id, "mail", 9, 2) for _ in range(3)]
    assert tried == [replace(proof, tries=1), replace(proof, tries=2), None]
    assert contacts.asked_proof(unit, proof.person_id, "mail", 9, 2) is None
    again = replace(proof, id="p2", code_hash=b"new", ends_at=20)
    contacts.ask_proof(unit, again)
    assert contacts.asked_proof(unit, proof.person_id, "mail", 9, 2) == again
    assert contacts.asked_proof(unit, proof.person_id, "mail", 20, 2) is None
    assert contacts.asked_proof(unit, proof.person_id, "line", 9, 2) is None
    assert contacts.try_proof(unit, proof.person_id, "mail", 20, 2) is None
    assert contacts.try_proof(unit, "nobody", "mail", 9, 2) is None


def test_a_code_is_taken_once(unit: Unit, proof: ProofRow) -> None:
    contacts.ask_proof(unit, proof)
    for channel, code, now in (("line", b"code", 9), ("mail", b"other", 9), ("mail", b"code", 10)):
        assert contacts.take_proof(unit, channel, code, now) is None
    assert [contacts.take_proof(unit, "mail", b"code", 9) for _ in range(2)] == [proof, None]


def test_codes_end_by_name_and_by_time(unit: Unit, proof: ProofRow) -> None:
    other = replace(proof, id="p2", channel="line", ends_at=11)
    for row in (proof, other):
        contacts.ask_proof(unit, row)
    contacts.sweep_proofs(unit, 10)
    assert contacts.asked_proof(unit, proof.person_id, "mail", 0, 9) is None
    assert contacts.asked_proof(unit, proof.person_id, "line", 0, 9) == other
    contacts.end_proof(unit, "p2")
    assert contacts.asked_proof(unit, proof.person_id, "line", 0, 9) is None
