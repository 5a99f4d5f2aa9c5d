"""Requests for signatures."""

import pytest

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.models.signing.signed_document import SignedDocument
from portal.models.signing.signer_request import SignerRequest
from portal.store.desk import desk_tasks
from portal.store.desk.desk_tasks import SIGNER, DueRow
from portal.store.signing import signatures, signer_requests
from portal.store.signing.signatures import DocumentRow
from tests.portal.store.planting import plant


@pytest.fixture
def document(unit: Unit) -> DocumentRow:
    draft = plant(unit, Draft)["id"]
    row = DocumentRow("d1", draft, None, draft, "p", "m", "mark", "ja", "nonce", b"hash", b"content", 5)
    signatures.add_document(unit, row)
    return row


def _asked(unit: Unit, application: int, state: str = "asked", due: str = "2026-11-20", mark: str = "mark") -> int:
    document = plant(unit, SignedDocument, application_id=application, mark=mark)["id"]
    number = signatures.add(unit, document, "signer", None, 5, state)
    signer_requests.add(unit, number, application, turn=1, paper=True, due=due, sealed_who=b"who")
    return number


def test_a_request_is_claimed_by_one_person(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    person, other = plant(unit, Person)["id"], plant(unit, Person)["id"]
    number = _asked(unit, application)
    assert [signer_requests.claim(unit, number, name, 6) for name in (person, other)] == [True, False]
    signer_requests.give_reason(unit, number, b"why")
    (request,) = signer_requests.of_application(unit, application)
    assert (request.paper, request.person_id, request.state, request.sealed_reason) == (True, person, "open", b"why")
    assert [signer_requests.move(unit, number, "open", "declined", 7) for _ in range(2)] == [True, False]
    mandate = _asked(unit, application, mark="mandate:1")
    signer_requests.void(unit, application, 8)
    assert [row.signature_id for row in signer_requests.of_application(unit, application)] == [mandate]


def test_overdue_requests_of_open_applications_are_found(unit: Unit) -> None:
    row = plant(unit, Application, duty="tax")
    decided = plant(unit, Application, duty="tax", decided_at=1)["id"]
    number = _asked(unit, row["id"])
    _asked(unit, decided)
    due = DueRow(number, row["id"], "2026-11-20")
    assert signer_requests.passed(unit, "2026-11-21", 9) == [due]
    assert signer_requests.passed(unit, "2026-11-20", 9) == []
    assert signer_requests.numbers_unsigned(unit, ["tax"], "2026-11-21", 9) == [row["receipt_number"]]
    assert signer_requests.numbers_unsigned(unit, ["tax"], "2026-11-20", 9) == []
    assert signer_requests.numbers_unsigned(unit, ["welfare"], "2026-11-21", 9) == []
    assert signer_requests.near(unit, "2026-11-20", "2026-11-20", 6, 9) == [due]
    for today, soon, before in (
        ("2026-11-21", "2026-11-30", 6),
        ("2026-11-01", "2026-11-19", 6),
        ("2026-11-20", "2026-11-20", 5),
    ):
        assert signer_requests.near(unit, today, soon, before, 9) == []
    assert [signer_requests.remind(unit, number) for _ in range(2)] == [True, False]
    assert signer_requests.near(unit, "2026-11-20", "2026-11-20", 6, 9) == []
    desk_tasks.open_task(unit, row["id"], SIGNER, number, "2026-11-20", 7)
    assert signer_requests.passed(unit, "2026-11-21", 9) == []
    signer_requests.move(unit, number, "asked", "declined", 8)
    assert signer_requests.numbers_unsigned(unit, ["tax"], "2026-11-01", 9) == [row["receipt_number"]]


def test_requests_that_were_planted_are_not_on_paper(unit: Unit) -> None:
    application = plant(unit, Application)["id"]
    plant(unit, SignerRequest, application_id=application, paper=False)
    assert [row.paper for row in signer_requests.of_application(unit, application)] == [False]
