"""Drafts: saved by revision, discarded, restored and removed."""

from dataclasses import fields, replace

import pytest

from portal.db import Unit
from portal.models.bundles.bundle import Bundle
from portal.models.bundles.bundle_part import BundlePart
from portal.models.campaigns.invitation_opening import InvitationOpening
from portal.models.filing.draft import Draft
from portal.models.filing.draft_code import DraftCode
from portal.models.filing.remote_session import RemoteSession
from portal.models.procedures.definition import Definition
from portal.models.residents.contact import Contact
from portal.models.residents.draft_source import DraftSource
from portal.models.residents.kept_post import KeptPost
from portal.models.residents.person import Person
from portal.models.staff.staff import Staff
from portal.store.filing import drafts
from portal.store.filing.draft_codes import EDIT, WHOLE
from portal.store.filing.drafts import DraftRow, OpenedRow
from portal.store.filing.remote_sessions import ASKED, WAITING
from portal.store.residents.draft_sources import SourceRow
from tests.portal.store.planting import plant


@pytest.fixture
def draft(unit: Unit) -> DraftRow:
    meaning, person = plant(unit, Definition)["meaning"], plant(unit, Person)["id"]
    row = DraftRow("d1", "p", meaning, "online", person, None, "k", b"w", b"answers", "a b", 0, 1, 1, None, None)
    drafts.add(unit, row)
    return row


def test_a_draft_is_saved_by_who_read_its_revision(unit: Unit, draft: DraftRow) -> None:
    changed = replace(
        draft, sealed_answers=b"new", seen="c", changed_at=2, sealed_carried=b"c", sealed_helped=b"h", member_id=3
    )
    assert [drafts.save(unit, changed) for _ in range(2)] == [True, False]
    assert drafts.by_id(unit, "d1") == replace(changed, revision=1)
    meaning = plant(unit, Definition)["meaning"]
    moved = replace(changed, meaning=meaning, revision=1, changed_at=9, sealed_answers=b"moved")
    assert [drafts.move(unit, moved) for _ in range(2)] == [True, False]
    assert drafts.by_id(unit, "d1") == replace(moved, revision=2, changed_at=2)
    assert not drafts.send(unit, "d1", 1)
    assert drafts.send(unit, "d1", 2)
    assert drafts.by_id(unit, "d1") is None


def test_a_draft_goes_to_the_counter_and_back(unit: Unit, draft: DraftRow) -> None:
    staff, other = plant(unit, Staff)["id"], plant(unit, Staff)["id"]
    drafts.take_to_counter(unit, "d1", staff, "counter")
    at_counter = replace(draft, staff_id=staff, door="counter", revision=1)
    assert drafts.of_staff(unit, staff) == [at_counter] == drafts.of_colleagues(unit, other)
    assert drafts.of_colleagues(unit, staff) == []
    drafts.change_door(unit, "d1", "post")
    assert [row.door for row in drafts.of_staff(unit, staff)] == ["post"]
    drafts.give_back(unit, "d1")
    assert drafts.of_person(unit, draft.person_id or "") == [replace(draft, revision=2)]
    assert [drafts.lock(unit, name) for name in ("d1", "none")] == [True, False]


def test_a_discarded_draft_is_restorable(unit: Unit, draft: DraftRow) -> None:
    person = draft.person_id or ""
    drafts.discard(unit, "d1", 5)
    assert drafts.by_id(unit, "d1") is None
    assert drafts.of_person(unit, person) == []
    assert drafts.is_discarded(unit, "d1")
    assert drafts.discarded_of_person(unit, person) == [(replace(draft, revision=1), 5)]
    assert drafts.discarded_at_counter(unit, 4) == []
    drafts.restore(unit, "d1")
    assert not drafts.is_discarded(unit, "d1")
    assert drafts.discarded_of_person(unit, person) == []


def test_discarded_drafts_of_counters_are_listed_and_removed(unit: Unit, draft: DraftRow) -> None:
    staff = plant(unit, Staff)["id"]
    for name, at in (("v1", 5), ("v2", 6), ("v3", 4)):
        plant(unit, Draft, id=name, staff_id=staff, discarded_at=at)
    assert [(row.id, at) for row, at in drafts.discarded_at_counter(unit, 4)] == [("v2", 6), ("v1", 5)]
    assert drafts.remove_discarded(unit, 5) == 2
    drafts.discard(unit, "d1", 9)
    drafts.remove_discarded_of(unit, draft.person_id or "", "other")
    assert drafts.is_discarded(unit, "d1")
    drafts.remove_discarded_of(unit, draft.person_id or "", "p")
    assert not drafts.is_discarded(unit, "d1")
    drafts.remove(unit, "v2")
    assert drafts.discarded_at_counter(unit, 0) == []


def test_drafts_that_nobody_changes_are_removed(unit: Unit, draft: DraftRow) -> None:
    plant(unit, Draft, id="new", changed_at=10)
    assert drafts.remove_unchanged_since(unit, 10) == 1
    assert drafts.by_id(unit, "d1") is None
    assert drafts.by_id(unit, "new") is not None


@pytest.mark.parametrize(
    ("given", "contact", "listed"),
    [
        ({}, "proved", True),
        ({}, "bad", False),
        ({"changed_at": 5}, "proved", False),
        ({"changed_at": 9}, "proved", False),
        ({"discarded_at": 7}, "proved", False),
        ({"id": "0"}, "proved", False),
    ],
)
def test_owners_with_a_proved_address_are_reminded(
    unit: Unit, given: dict[str, object], contact: str, listed: bool
) -> None:
    person = plant(unit, Person)["id"]
    plant(unit, Contact, person_id=person, state=contact)
    row = plant(unit, Draft, **{"id": "x", "person_id": person, "changed_at": 6} | given)
    expected = [("x", person, row["procedure"], 6)] if listed else []
    assert drafts.unchanged_between(unit, 5, 8, "1") == expected


def test_of_a_bundle_the_first_draft_is_reminded(unit: Unit) -> None:
    person, bundle = plant(unit, Person)["id"], plant(unit, Bundle)["id"]
    plant(unit, Contact, person_id=person, state="proved")
    for name, place, discarded in (("a", 3, None), ("b", 2, None), ("c", 1, 4)):
        plant(unit, Draft, id=name, person_id=person, changed_at=6, discarded_at=discarded)
        plant(unit, BundlePart, uid=name, bundle_id=bundle, place=place)
    assert [row[0] for row in drafts.unchanged_between(unit, 5, 8, "")] == ["b"]


def test_a_draft_alone_has_nothing_beside_it(unit: Unit) -> None:
    draft = plant(unit, Draft)["id"]
    row = drafts.by_id(unit, draft)
    assert row is not None
    assert drafts.opened(unit, draft, 1) == OpenedRow(row, "", False, False, False, False, None, None, ())
    assert drafts.opened(unit, "unknown", 1) is None
    drafts.discard(unit, draft, 1)
    assert drafts.opened(unit, draft, 1) is None


def test_each_source_is_read_once_beside_the_bundle_the_code_and_the_clerk(unit: Unit) -> None:
    person = plant(unit, Person, signed_in_at=7)["id"]
    for channel in ("line", "mail"):
        plant(unit, Contact, person_id=person, channel=channel, state="proved")
    draft = plant(unit, Draft, person_id=person)["id"]
    part = plant(unit, BundlePart, uid=draft)
    plant(unit, DraftCode, draft_id=draft, rights=WHOLE, code_hash=b"1")
    plant(unit, DraftCode, draft_id=draft, rights=WHOLE, code_hash=b"2")
    member = plant(unit, Staff, name="花子")["id"]
    plant(unit, RemoteSession, draft_id=draft, staff_id=member, state=ASKED, ends_at=10)
    sources = [plant(unit, DraftSource, draft_id=draft, source=name) for name in ("card", "register")]
    plant(unit, InvitationOpening, draft_id=draft)
    for page in ("a", "b"):
        plant(unit, KeptPost, draft_id=draft, page=page)
    opened = drafts.opened(unit, draft, 9)
    assert opened is not None
    assert (opened.bundle, opened.kept_by_code, opened.invited, opened.reachable) == (
        part["bundle_id"],
        True,
        True,
        True,
    )
    assert (opened.typed, opened.signed_in_at, opened.present) == (True, 7, (ASKED, "花子"))
    names = [field.name for field in fields(SourceRow)]
    assert sorted(opened.sources, key=lambda row: row.source) == [
        SourceRow(**{name: source[name] for name in names}) for source in sources
    ]


def test_a_helpers_code_a_bad_address_and_a_clerk_who_waits_or_whose_hour_is_over_are_left_out(unit: Unit) -> None:
    person = plant(unit, Person)["id"]
    plant(unit, Contact, person_id=person, state="bad")
    draft, other = plant(unit, Draft, person_id=person)["id"], plant(unit, Draft)["id"]
    plant(unit, DraftCode, draft_id=draft, rights=EDIT, code_hash=b"1")
    member = plant(unit, Staff)["id"]
    plant(unit, RemoteSession, draft_id=draft, staff_id=member, state=WAITING, ends_at=10, code_hash=b"3")
    plant(unit, RemoteSession, draft_id=other, staff_id=member, state=ASKED, ends_at=10, code_hash=b"4")
    first, second = drafts.opened(unit, draft, 9), drafts.opened(unit, other, 10)
    assert first is not None
    assert second is not None
    assert (first.kept_by_code, first.reachable, first.present, second.present) == (False, False, None, None)
