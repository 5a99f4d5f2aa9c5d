"""A LINE account is linked to one person, for signing in and, with consent, for notices."""

from dataclasses import replace

import pytest

from integrations.sockets.account_socket import AccountAssertion
from portal.errors import FreshSignInNeeded, NotFound, SignInFailed
from portal.services.residents.contact_book import address_hash, keep_contact
from portal.services.residents.link_line import (
    LINKED_ANOTHER,
    LINKED_BY_OTHERS,
    account_hash,
    is_linked,
    link_line,
    may_link,
    unlink_line,
)
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import COMPANY, GUEST, LINE, MAIL, Session
from portal.services.shared.write_audit import Actor
from portal.store.residents import contacts, line_accounts
from tests.portal.later import later
from tests.portal.services.audit_trail import trail
from tests.portal.services.residents.line import HANAKO, TARO
from tests.portal.services.residents.test_sign_in_mail import sign_in as by_mail


def link(
    installation: Installation, person_id: str, account: str = HANAKO, *, friend: bool = True, notices: bool = False
) -> None:
    assertion = AccountAssertion(account, friend, installation.clock.now())
    with installation.database.write() as unit:
        actor = Actor("resident", person_id)
        link_line(installation, unit, actor, person_id, assertion, notices=notices, language="ja")
        unit.commit()


def line_contacts(installation: Installation, person_id: str) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(row.state, row.uses) for row in contacts.of_person(unit, person_id) if row.channel == "line"]


def test_one_account_is_one_persons_and_once_more_is_nothing(installation: Installation) -> None:
    alice, bob = by_mail(installation), by_mail(installation, "bob@example.jp")
    link(installation, alice)
    link(installation, alice)
    for person, account, code in ((bob, HANAKO, LINKED_BY_OTHERS), (alice, TARO, LINKED_ANOTHER)):
        with pytest.raises(SignInFailed) as refused:
            link(installation, person, account)
        assert refused.value.code == code
    with installation.database.read() as unit:
        assert [act for _, act, _ in trail(unit)].count("link LINE") == 1
        assert is_linked(unit, alice)
        assert not is_linked(unit, bob)


def test_its_hash_is_keyed_and_joins_nothing_with_contacts(installation: Installation) -> None:
    person = by_mail(installation)
    link(installation, person, notices=True)
    with installation.database.read() as unit:
        row = line_accounts.of_person(unit, person)
    assert row is not None
    assert row.account_hash == account_hash(installation.keys, HANAKO)
    assert row.account_hash != address_hash(installation.keys, "line", HANAKO)


def test_notices_go_there_with_consent_and_wait_until_the_city_is_added(installation: Installation) -> None:
    alice, bob, carol = (by_mail(installation, f"{name}@example.jp") for name in ("alice", "bob", "carol"))
    link(installation, alice, notices=True)
    assert line_contacts(installation, alice) == [("proved", "asks results")]
    link(installation, bob, TARO)
    assert line_contacts(installation, bob) == []
    link(installation, carol, "U" + "c" * 32, friend=False, notices=True)
    assert line_contacts(installation, carol) == [("bad", "asks results")]


def test_what_was_chosen_for_the_same_account_stays(installation: Installation) -> None:
    person = by_mail(installation)
    with installation.database.write() as unit:
        keep_contact(installation, unit, person, "line", HANAKO, ("results",), "ja")
        unit.commit()
    link(installation, person, notices=True)
    assert line_contacts(installation, person) == [("proved", "results")]


def test_without_a_messenger_no_notice_is_promised(installation: Installation) -> None:
    person = by_mail(installation)
    link(replace(installation, messenger=None), person, notices=True)
    assert line_contacts(installation, person) == []


def test_unlinking_twice_is_no_mistake_and_keeps_the_notices(installation: Installation) -> None:
    person = by_mail(installation)
    link(installation, person, notices=True)
    with installation.database.write() as unit:
        for _ in range(2):
            unlink_line(installation, unit, Actor("resident", person), person)
        unit.commit()
    with installation.database.read() as unit:
        assert not is_linked(unit, person)
        assert [act for _, act, _ in trail(unit)].count("unlink LINE") == 1
    assert len(line_contacts(installation, person)) == 1


def test_who_may_link(installation: Installation) -> None:
    now = int(installation.clock.now().timestamp() * 1_000_000)

    def session(realm: str) -> Session:
        return Session(b"", realm, "p", None, made_at=now, proved_at=now)

    assert may_link(installation, session("resident"))
    assert may_link(installation, session(MAIL))
    assert not may_link(installation, session(LINE))
    old = later(installation, minutes=15)
    assert not may_link(old, session(MAIL))
    assert may_link(old, session(MAIL), sending=True)
    assert may_link(old, session("resident"), sending=True)
    with pytest.raises(FreshSignInNeeded):
        may_link(old, session("resident"))
    for realm in (GUEST, COMPANY):
        with pytest.raises(NotFound):
            may_link(installation, session(realm))
