"""A principal signs a mandate."""

import pytest

from portal.services.shared.sessions import Session
from portal.services.signing.answer_mandate import answer_mandate, mandate_of
from portal.services.signing.sign_mandate import (
    FORMAT,
    ask_principal,
    asks_signature,
    confirm_signed,
    mandate_mark,
    mandate_signature,
)
from portal.services.signing.signed_document import content_of, read_content
from portal.store.signing import signatures
from portal.store.signing.delegations import CLAIMED, REVOKED, VERIFIED
from tests.portal.services.signing.mandates import SIGNED, code_of, come, file_for_hanako, offer_mandates
from tests.portal.services.signing.signed import Signing, actions, resident

SHOWN = {"agent": "見本　次郎", "what": "見本"}


@pytest.fixture
def hanako(signing: Signing) -> Session:
    return signing.sign_in("hanako")


@pytest.fixture
def number(signing: Signing, hanako: Session) -> str:
    """Filed by 次郎; 花子 has opened it."""
    offer_mandates(signing, SIGNED)
    number = file_for_hanako(signing, signing.sign_in("jiro"))
    assert come(signing, hanako, number, code_of(signing, number)) == number
    return number


def test_the_same_content_is_asked_for_once_and_other_content_again(
    signing: Signing, hanako: Session, number: str
) -> None:
    person_id = hanako.person_id or ""
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        assert asks_signature(signing.city.rules, case)
        first = ask_principal(signing.city, unit, case, SHOWN, "ja", person_id)
        assert ask_principal(signing.city, unit, case, SHOWN, "ja", person_id) == first
        other = ask_principal(signing.city, unit, case, {**SHOWN, "agent": "見本　太郎"}, "ja", person_id)
        assert other[0].id != first[0].id
        assert first[0].mark == mandate_mark(SHOWN) != other[0].mark
        assert signatures.documents_of(unit, case.row.id) == [], "they cover no answers"
        stated = read_content(content_of(first[0], case.sealer))
    assert (stated["format"], stated["application"], stated["agent"]) == (FORMAT, case.row.uid, SHOWN["agent"])
    assert "answers" not in stated


def test_a_signature_that_was_only_begun_does_not_count(signing: Signing, hanako: Session, number: str) -> None:
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        _, row = ask_principal(signing.city, unit, case, SHOWN, "ja", hanako.person_id or "")
        assert row.state == "begun"
        assert mandate_signature(unit, case.row.id) == ""


def test_a_signed_mandate_is_confirmed_once_and_not_after_it_was_taken_back(
    signing: Signing, hanako: Session, number: str
) -> None:
    actor = resident(hanako)
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        for _ in range(2):
            confirm_signed(signing.city, unit, case, actor)
        assert mandate_of(signing.city, unit, hanako, number).state == VERIFIED
        assert actions(unit).count(("confirm mandate", "signed")) == 1
    with signing.city.database.write() as unit:
        answer_mandate(signing.city, unit, hanako, actor, number, CLAIMED, REVOKED)
        confirm_signed(signing.city, unit, case, actor)
        assert mandate_of(signing.city, unit, hanako, number).state == REVOKED
