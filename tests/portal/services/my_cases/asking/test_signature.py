"""Failed or missing signatures are asked for."""

from portal.services.cases.cases import Case, case_of_resident
from portal.services.my_cases.asking.signature import asked
from portal.services.my_cases.request_item import NO_DAY, Asked, Whose
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.signing.judge_signature import ACCEPTED, OPEN, PENDING, PERSON, REFUSED
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow
from tests.portal.world import file_application


def sign(installation: Installation, session: Session, state: str, role: str = "applicant") -> str:
    """Returns the receipt number."""
    number = file_application(installation, session)
    row = case_of(installation, session, number).row
    document = DocumentRow(
        f"d-{number}", None, row.id, row.uid, row.procedure, row.meaning, "mark", "ja", number, b"", b"", 1
    )
    with installation.database.write() as unit:
        signatures.add_document(unit, document)
        signatures.add(unit, document.id, role, session.person_id, 1, state)
        unit.commit()
    return number


def case_of(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def asked_of(installation: Installation, session: Session, *numbers: str) -> list[Asked]:
    cases = [case_of(installation, session, number) for number in numbers]
    with installation.database.read() as unit:
        return list(asked(installation, unit, Whose(session.person_id or "", cases, all=False)))


def test_only_a_failed_or_a_missing_signature_asks_for_an_act(installation: Installation, session: Session) -> None:
    numbers = {state: sign(installation, session, state) for state in (REFUSED, OPEN, PENDING, PERSON, ACCEPTED)}
    others = sign(installation, session, REFUSED, "mate")
    items = {item.receipt_number: item for item in asked_of(installation, session, *numbers.values(), others)}
    assert {number: item.reason for number, item in items.items()} == {
        numbers[REFUSED]: "signature", numbers[OPEN]: "signature_open",
    }  # fmt: skip
    item = items[numbers[REFUSED]]
    assert (item.href, item.until) == (f"/applications/{numbers[REFUSED]}/signature", NO_DAY)


def test_a_withdrawn_application_asks_for_no_signature(installation: Installation, session: Session) -> None:
    number = sign(installation, session, REFUSED)
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", session.person_id or ""), NOW, "")
        unit.commit()
    assert asked_of(installation, session, number) == []
