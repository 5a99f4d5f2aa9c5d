"""Withdrawn applications close for their signers."""

from dataclasses import replace

from portal.jobs.send_notices import send_notices
from portal.services.signing.end_signing import end_signing, requests_of
from portal.services.signing.judge_signature import ACCEPTED
from portal.store.signing import signer_requests
from tests.portal.contacts import mails, proved
from tests.portal.services.signing.signed import Signing, hide_hanako

HANAKOS_MAIL = "hanako@example.jp"


def test_only_signers_who_came_are_informed_and_once(signing: Signing, number: str) -> None:
    hanako = signing.sign_in("hanako")
    proved(signing.city, hanako.person_id, address=HANAKOS_MAIL)
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        mate, _ = signer_requests.of_application(unit, case.row.id)
        assert signer_requests.claim(unit, mate.signature_id, hanako.person_id or "", 1)
        for _ in range(2):
            end_signing(signing.city, unit, case)
        unit.commit()
    before = len(mails(signing.city))
    send_notices(signing.city)
    addresses = [mail.to for mail in mails(signing.city)[before:] if mail.to == HANAKOS_MAIL]
    assert addresses == [HANAKOS_MAIL]
    assert number in mails(signing.city)[-1].text


def test_a_withdrawn_or_protected_case_asks_nobody_any_more(signing: Signing, number: str) -> None:
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        assert [request.role for request in requests_of(signing.city, unit, case)] == ["mate", "third"]
        assert requests_of(signing.city, unit, replace(case, row=case.row._replace(state="withdrawn"))) == []
        hide_hanako(signing, unit, number)
        assert requests_of(signing.city, unit, signing.case(unit, number)) == []
    assert signing.states(number)["applicant"] == ACCEPTED
