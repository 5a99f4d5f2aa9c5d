"""A principal confirms or revokes; nobody else does, and no proxy gives anything on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from integrations.sockets.interfaces import Assertion, BasicFour
from portal.errors import Conflict, MandateEnded, NotFound, TooMany
from portal.services.cases.cases import case_of_resident
from portal.services.filing.arrival import Arrival
from portal.services.filing.record_delegation import judge_delegation
from portal.services.filing.submit_application import submit_application
from portal.services.residents.protect import STAFF, protect
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.throttle import MANDATE_NUMBER
from portal.services.shared.write_audit import Actor
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
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer
from tests.portal.services.residents.companies import FACTS, company_session
from tests.portal.services.signing.mandates import SIGNED, code_of, come, file_for, file_for_hanako, offer_mandates
from tests.portal.services.signing.signed import Signing, actions, resident
from tests.portal.several import HANAKO, JIRO
from tests.portal.world import DUTY, PLACE
from tests.statements import statements_of


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
    with signing.city.database.read() as unit:
        assert [listed.agent for listed in mandates_of(signing.city, unit, hanako)] == [""]
    assert not mandate(signing, hanako, number).may_sign


@pytest.mark.parametrize("protected", [True, False])
def test_a_list_takes_as_many_statements_for_six_mandates_as_for_one(
    signing: Signing, jiro: Session, hanako: Session, protected: bool
) -> None:
    if protected:  # somebody: then the sender of each is looked at
        with signing.city.database.write() as unit:
            protect(signing.city, unit, Actor("staff", "hogo"), [("例示　花子", "1949-04-03")], STAFF)
            unit.commit()
    counts = dict[int, int]()
    for number in range(1, 7):
        came(signing, jiro, hanako)
        with signing.city.database.read() as unit, statements_of(unit) as sent:
            listed = mandates_of(signing.city, unit, hanako)
        assert [row.agent for row in listed] == ["見本　次郎"] * number
        counts[number] = sent.count
    assert counts[6] == counts[1] <= 6, counts


def card_of_hanako_born(signing: Signing, born: date) -> Session:
    """The same person to the application, which asks for no birthday."""
    card = BasicFour(HANAKO.name, HANAKO.address, born, sex_raw=HANAKO.sex_raw)
    now = signing.city.clock.now()
    assertion = Assertion("fake", "https://card.example", "young", ("card",), "aal3", now, card)
    with signing.city.database.write() as unit:
        session = find_session(signing.city, unit, "resident", finish_sign_in(signing.city, unit, assertion, PLACE))
        unit.commit()
    assert session is not None
    return session


@pytest.mark.parametrize(("years", "of_age"), [(14, False), (17, False), (18, True)])
@pytest.mark.parametrize("identity", ["{sign_in: card}", SIGNED])
def test_a_minor_gives_no_mandate_on_a_screen_and_takes_it_back_alone(
    signing: Signing, jiro: Session, years: int, *, of_age: bool, identity: str
) -> None:
    """On the day before the 18th birthday somebody is of age (年齢計算ニ関する法律)."""
    offer_mandates(signing, identity, birth=False)
    today = signing.city.clock.today()
    young = card_of_hanako_born(signing, today.replace(year=today.year - years) + timedelta(days=1))
    number = came(signing, jiro, young)
    seen = mandate(signing, young, number)
    assert (seen.may_confirm, seen.may_sign, seen.may_revoke) == (of_age, of_age and identity == SIGNED, True)
    if not of_age:
        with pytest.raises(Conflict):
            answer(signing, young, number, CLAIMED, VERIFIED)
    answer(signing, young, number, CLAIMED, REVOKED)


def opens(signing: Signing, session: Session, number: str) -> bool:
    with signing.city.database.read() as unit:
        try:
            case_of_resident(signing.city, unit, session, number)
        except (NotFound, MandateEnded):
            return False
    return True


def test_a_proxy_gives_nothing_on(signing: Signing, jiro: Session, hanako: Session) -> None:
    """Who is a proxy's proxy is nothing to the principal: neither by a mandate from the proxy nor by the principal's code."""
    number = came(signing, jiro, hanako)
    answer(signing, hanako, number, CLAIMED, VERIFIED)
    taro = signing.sign_in("taro")
    for_jiro = file_for(signing, taro, JIRO)
    assert come(signing, jiro, for_jiro, code_of(signing, for_jiro)) == for_jiro
    answer(signing, jiro, for_jiro, CLAIMED, VERIFIED)
    assert [opens(signing, session, number) for session in (jiro, taro)] == [True, False]
    for_hanako = file_for_hanako(signing, taro)
    for session in (jiro, taro):
        assert come(signing, session, for_hanako, code_of(signing, for_hanako)) == ""
        assert come(signing, session, number, code_of(signing, number)) == ""
        with pytest.raises(NotFound):
            answer(signing, session, for_hanako, CLAIMED, VERIFIED)
    answer(signing, hanako, number, VERIFIED, REVOKED)
    assert [opens(signing, session, number) for session in (jiro, taro)] == [False, False]
    assert opens(signing, taro, for_jiro), "of another principal"


def test_a_proxy_who_names_themselves_as_the_principal_confirms_nothing(signing: Signing, jiro: Session) -> None:
    number = file_for(signing, jiro, JIRO)
    assert come(signing, jiro, number, code_of(signing, number)) == ""


def test_a_mandate_that_ended_is_neither_confirmed_nor_taken_back_and_opens_nothing(
    signing: Signing, jiro: Session, hanako: Session
) -> None:
    number, today = came(signing, jiro, hanako), signing.city.clock.today()
    with signing.city.database.write() as unit:
        case = signing.case(unit, number)
        judge_delegation(signing.city, unit, signing.reviewer, case, CLAIMED, VERIFIED, "委任状", today.isoformat())
        unit.commit()
    assert opens(signing, jiro, number)
    after = replace(signing, city=later(signing.city, days=1))
    assert not opens(after, jiro, number)
    for before, state in ((VERIFIED, VERIFIED), (CLAIMED, VERIFIED), (VERIFIED, REVOKED)):
        with pytest.raises(Conflict):
            answer(after, hanako, number, before, state)


FIRM = """\
      - together: 会社
        id: firm_page
        ask:
          - {id: contact, type: person_name, label: 担当の人}
          - {id: firm_no, type: corporate_number, label: 法人番号}
          - {id: own_no, type: corporate_number, label: 代理の人の会社の法人番号, required: false}
principal: {name: contact, company: firm_no}
"""
OF_AGENT = "5000000000202"


def filed_for_company(signing: Signing, session: Session, number: str = "7000000000101") -> str:
    who = "{online: [self, agent]}"
    offer(signing.city, small(FIRM, version="3", duty=DUTY, who=who, identity="{sign_in: mail}"))
    contact = {"family": "総務", "given": "花子"}
    answers = {"reason": "lost", "contact": contact, "firm_no": number, "own_no": OF_AGENT, "reception-came": "agent"}
    draft = signing.draft(session, answers)
    with signing.city.database.write() as unit:
        arrival = Arrival(signing.received_at, "online", "stored")
        evidence = {"way": "card", "came": "agent"}
        sent = submit_application(signing.city, unit, draft, resident(session), arrival, evidence)
        unit.commit()
    assert sent.receipt_number, sent.path.missing
    return sent.receipt_number


def test_a_company_confirms_and_takes_back_what_its_agent_filed(signing: Signing, jiro: Session) -> None:
    """委任 of a 行政書士, for the company whose number the application has."""
    prime, other = (
        company_session(signing.city, "p"),
        company_session(signing.city, "o", company="1:5000000000202"),
    )
    number = filed_for_company(signing, jiro)
    code = code_of(signing, number)
    assert come(signing, company_session(signing.city, "e", "entry", company="entry:e"), number, code) == ""
    assert come(signing, prime, number, code) == number
    with signing.city.database.read() as unit:
        mandate = mandate_of(signing.city, unit, prime, number)
        with pytest.raises(NotFound):
            mandate_of(signing.city, unit, other, number)
    assert (mandate.principal, mandate.company, mandate.may_confirm, mandate.may_sign) == (
        "株式会社見本建設", True, True, False,
    )  # fmt: skip
    answer(signing, prime, number, CLAIMED, VERIFIED)
    answer(signing, prime, number, VERIFIED, REVOKED)
    with signing.city.database.read() as unit, pytest.raises(MandateEnded):
        case_of_resident(signing.city, unit, jiro, number)


def test_a_company_that_the_application_does_not_name_learns_nothing(signing: Signing, jiro: Session) -> None:
    prime = company_session(signing.city, "p")
    number = filed_for_company(signing, jiro, OF_AGENT)
    assert come(signing, prime, number, code_of(signing, number)) == ""


def test_the_firm_of_the_agent_confirms_nothing(signing: Signing, jiro: Session) -> None:
    # Its number is in the application too, though not as the principal's.
    facts = replace(FACTS, number=OF_AGENT)
    firm = company_session(signing.city, "o", company=f"1:{OF_AGENT}", facts=facts)
    number = filed_for_company(signing, jiro)
    assert come(signing, firm, number, code_of(signing, number)) == ""
    own = filed_for_company(signing, jiro, OF_AGENT)
    assert come(signing, firm, own, code_of(signing, own)) == own


def test_an_agent_with_gbizid_is_named_as_its_company(signing: Signing) -> None:
    agent, prime = company_session(signing.city, "a", company="1:5000000000202"), company_session(signing.city, "p")
    number = filed_for_company(signing, agent)
    come(signing, prime, number, code_of(signing, number))
    with signing.city.database.read() as unit:
        assert mandate_of(signing.city, unit, prime, number).agent == "株式会社見本建設"
