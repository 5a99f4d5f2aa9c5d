"""Changed answers need new signatures."""

from typing import Any

import pytest

from forms.path.path import Path, walk
from portal.db import Unit
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import Case
from portal.services.shared.sessions import Session
from portal.services.signing.judge_signature import ASKED, OPEN, VOID
from portal.services.signing.sign_again import ALL, request_signature_again, signature_needed_again
from portal.services.signing.signed_document import content_of, read_content
from portal.store.signing import signatures, signer_requests
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.services.signing.signed import Signing, name_of, resident
from tests.portal.several import HANAKO


def corrected(case: Case, **answers: Any) -> Path:
    return walk(case.procedure, {**case.answers, **answers}, case.environment)


def states(unit: Unit, case: Case) -> list[tuple[str, str]]:
    return [(row.role, row.state) for row in signatures.of_application(unit, case.row.id)]


def test_answers_that_stay_the_same_are_signed_by_nobody_again(signing: Signing, taro: Session, number: str) -> None:
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        assert signature_needed_again(unit, case, corrected(case)) == ""
        before = states(unit, case)
        request_signature_again(later(signing.city, minutes=1), unit, case, corrected(case), resident(taro))
        assert states(unit, case) == before


def test_other_answers_void_every_signature_and_ask_all_for_the_new_document(
    signing: Signing, taro: Session, number: str
) -> None:
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        path = corrected(case, reason="torn")
        assert signature_needed_again(unit, case, path) == ALL
        request_signature_again(later(signing.city, minutes=1), unit, case, path, resident(taro))
        assert states(unit, case) == [
            ("applicant", VOID), ("mate", VOID), ("third", VOID), ("applicant", OPEN), ("mate", ASKED), ("third", ASKED),
        ]  # fmt: skip
        before, after = (
            read_content(content_of(document, case.sealer)) for document in signatures.documents_of(unit, case.row.id)
        )
        old = signatures.of_application(unit, case.row.id)[0]
        requests = signer_requests.of_application(unit, case.row.id)
    assert (before["answers"]["reason"], after["answers"]["reason"]) == ("lost", "torn")
    assert old.sealed_evidence is not None
    assert {request.due for request in requests} == {"2026-12-04"}, "counted from the arrival"


def test_a_signer_whom_the_correction_names_is_asked_in_place_of_the_former(
    signing: Signing, taro: Session, number: str
) -> None:
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        path = corrected(case, mate_name={"family": "見本", "given": "三郎"}, mate_birth="1990-01-01")
        request_signature_again(later(signing.city, minutes=1), unit, case, path, resident(taro))
        from_now = [
            case.sealer.open(f"signer:{request.signature_id}", request.sealed_who)["name"]
            for request in signer_requests.of_application(unit, case.row.id)
        ]
    assert "見本　三郎" in from_now
    assert name_of(HANAKO)["given"] not in "".join(from_now)


@pytest.mark.parametrize(("by_applicant", "mailed"), [(True, 0), (False, 1)])
def test_the_applicant_is_informed_of_a_correction_that_staff_made(
    signing: Signing, taro: Session, number: str, *, by_applicant: bool, mailed: int
) -> None:
    proved(signing.city, taro.person_id)
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        actor = resident(taro) if by_applicant else signing.reviewer.actor
        request_signature_again(later(signing.city, minutes=1), unit, case, corrected(case, reason="torn"), actor)
        unit.commit()
    send_notices(later(signing.city, minutes=2))
    assert [number in mail.text for mail in mails(signing.city)] == [True] * mailed
