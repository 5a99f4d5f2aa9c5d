"""Signatures and their documents."""

from dataclasses import replace
from typing import Any

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.models.signing.signature import Signature
from portal.models.signing.signed_document import SignedDocument
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow, Judged
from tests.portal.store.planting import plant


@pytest.fixture
def document(unit: Unit) -> DocumentRow:
    draft = plant(unit, Draft)["id"]
    row = DocumentRow("d1", draft, None, draft, "p", "m", "mark", "ja", "nonce", b"hash", b"content", 5)
    signatures.add_document(unit, row)
    return row


def test_the_latest_document_of_the_same_answers_is_used_again(unit: Unit, document: DocumentRow) -> None:
    draft = document.draft_id or ""
    newer = replace(document, id="d2", nonce="2", made_at=6)
    listed = replace(document, id="d3", nonce="3", made_at=7, sealed_list=b"list")
    for row in (newer, listed):
        signatures.add_document(unit, row)
    same = {"mark": "mark", "meaning": "m", "language": "ja", "after": 4}
    assert signatures.latest_document(unit, draft, **same) == newer  # type: ignore[arg-type]
    for other in ({"mark": "x"}, {"meaning": "x"}, {"language": "en"}, {"after": 6}):
        assert signatures.latest_document(unit, draft, **(same | other)) is None  # type: ignore[arg-type]
    assert signatures.listed_documents(unit, draft) == [listed]
    assert signatures.document(unit, "d1") == document
    assert signatures.document(unit, "none") is None


def test_what_was_signed_before_sending_is_that_persons_newest_in_time(unit: Unit, document: DocumentRow) -> None:
    person = plant(unit, Person)["id"]
    ids = [signatures.add(unit, "d1", role, person, 5) for role in ("applicant", "applicant", "guardian", "applicant")]
    for number, state in zip(ids, ("accepted", "pending", "accepted", "refused"), strict=True):
        assert signatures.judge(unit, number, "open", Judged(state, "", b"sealed", 0, None, 6), 6)
    known: dict[str, Any] = {"mark": "mark", "meaning": "m", "person_id": person, "after": 5}
    row = signatures.before_sending(unit, document.draft_id or "", **known)
    assert row is not None
    assert row.id == ids[1]
    for other in ({"mark": "x"}, {"meaning": "x"}, {"person_id": "x"}, {"after": 6}):
        assert signatures.before_sending(unit, document.draft_id or "", **(known | other)) is None


def test_documents_are_kept_with_the_application(unit: Unit, document: DocumentRow) -> None:
    application = plant(unit, Application)["id"]
    mandate = replace(document, id="d2", nonce="2", mark="mandate:1", made_at=6)
    signatures.add_document(unit, mandate)
    for name in ("d1", "d2", ""):
        signatures.keep_document(unit, name, application)
    signatures.one_at_a_time(unit, "d1")
    kept, kept_mandate = (replace(row, draft_id=None, application_id=application) for row in (document, mandate))
    assert signatures.documents_of(unit, application) == [kept]
    assert signatures.every_document(unit, application) == [kept, kept_mandate]
    assert signatures.mandate_document(unit, application, "mandate:1") == kept_mandate
    assert signatures.mandate_document(unit, application, "mandate:2") is None


def test_a_signature_is_judged_once_from_each_state(unit: Unit, document: DocumentRow) -> None:
    application = plant(unit, Application)["id"]
    signatures.keep_document(unit, "d1", application)
    number = signatures.add(unit, "d1", "applicant", None, 5)
    asked = signatures.by_id(unit, number)
    assert asked
    assert (asked.state, asked.tries, asked.next_at, asked.made_at) == ("open", 0, None, 5)
    pending = Judged("pending", "code", b"evidence", 1, 7, 6)
    assert [signatures.judge(unit, number, "open", pending, 6) for _ in range(2)] == [True, False]
    row = replace(asked, **vars(pending), changed_at=6)
    assert [signatures.due(unit, now) for now in (6, 7)] == [[], [row]]
    assert [signatures.claim(unit, row, 9) for _ in range(2)] == [True, False]
    signatures.note(unit, number, "hanako", b"note")
    signatures.note_copy(unit, number, 8)
    noted = replace(row, next_at=9, settled_by="hanako", sealed_note=b"note", copied_at=8)
    assert signatures.of_document(unit, "d1") == [noted] == signatures.of_application(unit, application)
    assert signatures.of_applications(unit, [application, 0]) == {application: [noted]}
    signatures.forget_copy(unit, number)
    signatures.settle_once(unit, number, "refused", "c", "taro", 10)
    settled = replace(noted, copied_at=None, state="refused", code="c", settled_by="taro", next_at=None, changed_at=10)
    assert signatures.by_id(unit, number) == settled
    signatures.copy_from_other_zone(unit, number, pending, None, 4, 11)
    assert signatures.by_id(unit, number) == replace(row, copied_at=4, changed_at=11)


@pytest.mark.parametrize(
    ("given", "decided_at", "listed"),
    [
        ({}, 1, True),
        ({"state": "copy"}, 1, True),
        ({"state": "copy"}, None, False),
        ({"copied_at": 9}, 1, False),
        ({"changed_at": 9}, 1, False),
    ],
)
def test_old_copies_are_found(unit: Unit, given: dict[str, Any], decided_at: int | None, listed: bool) -> None:
    application = plant(unit, Application, decided_at=decided_at)["id"]
    document = plant(unit, SignedDocument, application_id=application)["id"]
    row = plant(unit, Signature, **{"document_id": document, "state": "good", "copied_at": 5, "changed_at": 5} | given)
    assert signatures.copies_of_old(unit, 9) == ([(row["id"], application)] if listed else [])


def test_a_trip_names_its_signature(unit: Unit, document: DocumentRow) -> None:
    number = signatures.add(unit, document.id, "applicant", None, 5)
    signatures.add_trip(unit, b"state", number, b"trip")
    assert signatures.trip(unit, b"state") == (number, b"trip")
    assert signatures.trip(unit, b"other") is None
