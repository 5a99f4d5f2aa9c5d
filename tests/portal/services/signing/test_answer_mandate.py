"""A principal confirms or revokes."""

import pytest

from portal.errors import Conflict, NotFound, TooMany
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.actor import Actor
from portal.services.shared.sessions import Session
from portal.services.shared.throttle import MANDATE_NUMBER
from portal.services.signing.answer_mandate import (
    Mandate,
    answer_mandate,
    count_try,
    is_given,
    mandate_of,
    mandates_of,
)
from portal.store.cases import applications
from portal.store.signing.delegations import CLAIMED, REVOKED, VERIFIED
from tests.portal.services.signing.mandates import SIGNED, code_of, come, file_for_hanako, offer_mandates
from tests.portal.services.signing.signed import Signing, actions, resident
from tests.portal.several import HANAKO
from tests.portal.world import PLACE


@pytest.fixture
def signing(signing: Signing) -> Signing:
    offer_mandates(signing)
    return signing


@pytest.fixture
def jiro(signing: Signing) -> Session:
    return signing.sign_in("jiro")


@pytest.fixture
def hanako(signing: Signing) -> Session:
    return signing.sign_in("hanako")


def came(signing: Signing, jiro: Session, hanako: Session, role: str = "agent") -> str:
    number = file_for_hanako(signing, jiro, role)
    assert come(signing, hanako, number, code_of(signing, number)) == number
    return number


def answer(signing: Signing, session: Session, number: str, before: str, state: str) -> None:
    with signing.city.database.write() as unit:
        answer_mandate(signing.city, unit, session, resident(session), number, before, state)
        unit.commit()


def mandate(signing: Signing, session: Session, number: str) -> Mandate:
    with signing.city.database.read() as unit:
        return mandate_of(signing.city, unit, session, number)


def test_only_the_principals_card_with_the_code_comes_to_it(signing: Signing, jiro: Session, hanako: Session) -> None:
    number = file_for_hanako(signing, jiro)
    code, taro = code_of(signing, number), signing.sign_in("taro")
    for session, tried, given in (
        (taro, number, code), (jiro, number, code), (hanako, number, "22222-22222"), (hanako, number, ""),
        (hanako, "never drawn", code),
    ):  # fmt: skip
        assert come(signing, session, tried, given) == ""
    assert come(signing, hanako, number, code) == number
    with signing.city.database.read() as unit:
        recorded = [action for action, _ in actions(unit)]
        assert [row.receipt_number for row in mandates_of(signing.city, unit, hanako)] == [number]
        assert mandates_of(signing.city, unit, taro) == []
    assert (recorded.count("fail to come to mandate"), recorded.count("come to mandate")) == (5, 1)


def test_guesses_at_one_number_are_limited(signing: Signing) -> None:
    with signing.city.database.write() as unit:
        for _ in range(MANDATE_NUMBER.tries):
            count_try(signing.city, unit, "K-1", PLACE)
        with pytest.raises(TooMany):
            count_try(signing.city, unit, "K-1", "192.0.2.9")


def test_it_is_confirmed_and_then_taken_back_each_once(signing: Signing, jiro: Session, hanako: Session) -> None:
    number = came(signing, jiro, hanako)
    answer(signing, hanako, number, CLAIMED, VERIFIED)
    assert (mandate(signing, hanako, number).may_confirm, mandate(signing, hanako, number).may_revoke) == (False, True)
    for before, state in ((CLAIMED, VERIFIED), (VERIFIED, VERIFIED), (CLAIMED, REVOKED)):
        with pytest.raises(Conflict):
            answer(signing, hanako, number, before, state)
    answer(signing, hanako, number, VERIFIED, REVOKED)
    with pytest.raises(Conflict):
        answer(signing, hanako, number, REVOKED, VERIFIED)
    with signing.city.database.read() as unit:
        assert [action for action, _ in actions(unit)][-2:] == ["confirm mandate", "revoke mandate"]


def test_nobody_answers_for_another_principal(signing: Signing, jiro: Session, hanako: Session) -> None:
    number = came(signing, jiro, hanako)
    for session in (jiro, signing.sign_in("taro")):
        with pytest.raises(NotFound):
            answer(signing, session, number, CLAIMED, VERIFIED)
    assert mandate(signing, hanako, number).state == CLAIMED


def test_what_the_law_gave_a_guardian_is_neither_given_nor_taken_back(
    signing: Signing, jiro: Session, hanako: Session
) -> None:
    number = came(signing, jiro, hanako, "guardian")
    for state in (VERIFIED, REVOKED):
        with pytest.raises(Conflict):
            answer(signing, hanako, number, CLAIMED, state)
    assert [is_given(kind) for kind in ("guardian", "agent", "same_household", "care_manager")] == [
        False, True, True, True,
    ]  # fmt: skip


def test_where_the_procedure_is_signed_a_press_confirms_nothing(
    signing: Signing, jiro: Session, hanako: Session
) -> None:
    offer_mandates(signing, SIGNED)
    number = came(signing, jiro, hanako)
    with pytest.raises(Conflict):
        answer(signing, hanako, number, CLAIMED, VERIFIED)
    assert mandate(signing, hanako, number).may_sign
    answer(signing, hanako, number, CLAIMED, REVOKED)


def test_who_filed_is_not_named_in_a_case_that_is_set_apart(signing: Signing, jiro: Session, hanako: Session) -> None:
    number = came(signing, jiro, hanako)
    assert mandate(signing, hanako, number).agent == "見本　次郎"
    with signing.city.database.write() as unit:
        protect(signing.city, unit, Actor("staff", "hogo"), [(HANAKO.name, HANAKO.birth.isoformat())], STAFF)
        unit.commit()
    assert mandate(signing, hanako, number).agent == "見本　次郎", (
        "proxy and principal may work together to learn of a mark"
    )
    with signing.city.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        protect(signing.city, unit, Actor("staff", "hogo"), [], STAFF, application_id=row.id)
        unit.commit()
    assert mandate(signing, hanako, number).agent == ""
    assert not mandate(signing, hanako, number).may_sign
