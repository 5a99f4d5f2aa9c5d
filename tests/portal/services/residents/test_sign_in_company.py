"""GビズID: a company is a person of its own."""

from dataclasses import replace

import pytest

from portal.errors import NoCompanyRight, NotFound, NotYours, SignInNeeded
from portal.services.cases.cases import case_of_resident, is_theirs
from portal.services.filing.drafts import draft_of_resident, start_draft
from portal.services.my_cases.own_applications import own_applications
from portal.services.residents.company_rights import give_rights
from portal.services.residents.sign_in_company import (
    company_evidence,
    company_facts,
    finish_sign_in,
    known_of_company,
    round_trip,
    with_seat,
)
from portal.services.residents.sign_in_resident import card_of, own_name
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import PAY, READ, SEND, WRITE, Session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from tests.forms.loading.small import small
from tests.portal.services.residents.companies import FACTS, account, company_session
from tests.portal.world import DUTY, PLACE, PROCEDURE, alice, file_application

ACTOR = Actor("resident", "prime")


def grant(installation: Installation, prime: Session, member: Session, procedure: str, *acts: str) -> None:
    assert member.seat is not None
    with installation.database.write() as unit:
        give_rights(installation, unit, prime, ACTOR, member.seat.member_id, procedure, acts)
        unit.commit()


def again(installation: Installation, session: Session, *, changes: bool = False) -> Session:
    with installation.database.read() as unit:
        seated = with_seat(unit, session, changes=changes)
    assert seated is not None
    return seated


def test_accounts_of_a_company_share_what_is_the_companys(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    assert prime.person_id == member.person_id
    other = company_session(installation, "o", company="1:5000000000202")
    number = file_application(installation, prime)
    with installation.database.read() as unit:
        assert case_of_resident(installation, unit, prime, number).row.receipt_number == number
        with pytest.raises(NotYours):
            case_of_resident(installation, unit, other, number)
        with pytest.raises(NotYours):
            case_of_resident(installation, unit, alice(installation), number)


def test_what_a_person_files_privately_is_never_the_companys(installation: Installation) -> None:
    private = file_application(installation, alice(installation))
    prime = company_session(installation, "p")
    with installation.database.read() as unit:
        assert own_applications(installation.clock, unit, prime) == []
        with pytest.raises(NotYours):
            case_of_resident(installation, unit, prime, private)


def test_a_member_does_what_was_given_and_nothing_else(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    number = file_application(installation, prime)
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current(PROCEDURE), "online", person_id=prime.person_id
        )
        unit.commit()

    def may(act: str) -> bool:
        return again(installation, member).may(act, PROCEDURE)

    def reads(*, changes: bool = False) -> bool:
        with installation.database.read() as unit:
            try:
                case_of_resident(installation, unit, again(installation, member, changes=changes), number)
            except NoCompanyRight:
                return False
        return True

    def listed() -> bool:  # beside another case: in a bundle, in a chain
        with installation.database.read() as unit:
            row = applications.by_number(unit, number)
            return row is not None and is_theirs(unit, again(installation, member), row)

    assert (reads(), listed()) == (False, False)
    grant(installation, prime, member, "koen-meigi", READ, SEND)
    assert not reads()  # another procedure
    grant(installation, prime, member, "", READ)
    assert (may(READ), may(WRITE), may(SEND), may(PAY)) == (True, False, False, False)
    assert (reads(), listed()) == (True, True)
    assert not reads(changes=True)  # a withdrawal, a correction
    with installation.database.read() as unit, pytest.raises(NoCompanyRight):
        draft_of_resident(installation, unit, again(installation, member), PROCEDURE, draft_id)
    grant(installation, prime, member, "", SEND)
    assert (may(READ), may(WRITE), may(SEND), may(PAY)) == (True, True, True, False)
    assert reads(changes=True)
    with installation.database.read() as unit:
        draft_of_resident(installation, unit, again(installation, member), PROCEDURE, draft_id)
    grant(installation, prime, member, "")
    assert (may(READ), reads(), listed()) == (False, False, False)


def test_an_account_that_moved_takes_no_right_along(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    grant(installation, prime, member, "", SEND)
    moved = company_session(installation, "m", "member", company="1:5000000000202")
    assert moved.seat is not None
    assert moved.seat.rights == frozenset()
    assert moved.person_id != prime.person_id
    with installation.database.read() as unit:
        assert with_seat(unit, member, changes=False) is None  # its session of the former company
        assert with_seat(unit, replace(member, identity=None), changes=False) is None


def test_an_unexamined_account_reaches_no_company_that_it_names(installation: Installation) -> None:
    prime = company_session(installation, "p")
    entry = company_session(installation, "e", "entry", company="entry:e")
    assert entry.person_id != prime.person_id
    assert entry.may(SEND, PROCEDURE)


def test_a_company_has_no_card_and_files_nothing_that_demands_one(installation: Installation) -> None:
    prime = company_session(installation, "p")
    person = prime.person_id or ""
    by_card = installation.catalogue.current(PROCEDURE)
    by_mail = small(version="1", duty=DUTY, identity="{sign_in: mail}")
    with installation.database.read() as unit:
        assert card_of(installation.keys, unit, person) == {}
        assert own_name(installation.keys, unit, person) == []
        assert company_facts(installation.keys, unit, alice(installation).person_id or "") == {}
        with pytest.raises(SignInNeeded):
            company_evidence(installation.keys, unit, prime, by_card)
        assert company_evidence(installation.keys, unit, prime, by_mail) == {
            "way": "gbizid", "acr": "prime", "sent_by": "担当　p",
            "company": f"{FACTS.name}（法人番号 {FACTS.number}）　{FACTS.address}",
        }  # fmt: skip
        with pytest.raises(NotFound):
            company_evidence(installation.keys, unit, replace(prime, identity=None), by_mail)


def test_whose_account_it_is_fills_who_sends_it(installation: Installation) -> None:
    prime, other = company_session(installation, "p"), company_session(installation, "o", company="1:5000000000202")
    company_session(installation, "m", "member")
    with installation.database.read() as unit:
        senders = {
            (which.person_id, subject): known_of_company(installation, unit, which.person_id or "", subject).applicant
            for which in (prime, other)
            for subject in ("p", "m", "o", "")
        }
    assert [facts.get("sender") for facts in senders.values()] == [
        {"family": "担当", "given": "p"}, {"family": "担当", "given": "m"}, None, None,
        None, None, {"family": "担当", "given": "o"}, None,
    ]  # fmt: skip


def test_what_the_account_brings_fills_a_form(installation: Installation) -> None:
    prime = company_session(installation, "p")
    with installation.database.read() as unit:
        known = known_of_company(installation, unit, prime.person_id or "").applicant
        assert known_of_company(installation, unit, alice(installation).person_id or "").applicant == {}
    assert known == {
        "company.number": "7000000000101",
        "company.name": "株式会社見本建設",
        "company.address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目8番9号"},
        "company.head": {"family": "見本", "given": "建造"},
        "company.head_kana": {"family": "ミホン", "given": "ケンゾウ"},
        "office.name": "株式会社見本建設",
        "office.address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目8番9号"},
    }


def test_the_newest_sign_in_says_what_the_company_is_called(installation: Installation) -> None:
    prime = company_session(installation, "p")
    renamed = account(installation, "p", facts=replace(FACTS, name="見本建設ホールディングス株式会社", address=""))
    with installation.database.write() as unit:
        finish_sign_in(installation, unit, renamed, PLACE)
        unit.commit()
    with installation.database.read() as unit:
        facts = company_facts(installation.keys, unit, prime.person_id or "")
        known = known_of_company(installation, unit, prime.person_id or "").applicant
    assert facts["name"] == "見本建設ホールディングス株式会社"
    assert "company.address" not in known


def test_without_a_provider_there_is_no_such_sign_in(installation: Installation) -> None:
    with pytest.raises(NotFound):
        round_trip(replace(installation, company_provider=None))
