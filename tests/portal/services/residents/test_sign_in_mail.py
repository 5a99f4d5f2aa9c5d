"""Sign-in by mail."""

import pytest

from portal.errors import TooMany
from portal.services.residents.sign_in_mail import ask_mail_code, count_address, finish_mail_sign_in, on_its_way
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import MAIL, Session, find_session
from portal.services.shared.throttle import MAIL_CODES_DAY, MAIL_CODES_HOUR
from portal.services.shared.write_audit import Actor
from portal.store.residents import contacts
from tests.portal.contacts import ALICE_MAIL, mailed_code
from tests.portal.later import later
from tests.portal.services.audit_trail import trail
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import PLACE


def ask(installation: Installation, address: str = ALICE_MAIL) -> Session:
    visitor = guest(installation)
    with installation.database.write() as unit:
        actor = Actor("resident", visitor.person_id or "", place=PLACE)
        ask_mail_code(installation, unit, visitor, actor, address, "ja")
        unit.commit()
    return visitor


def finish(installation: Installation, visitor: Session, typed: str) -> tuple[str, str]:
    with installation.database.write() as unit:
        token, problem = finish_mail_sign_in(installation, unit, visitor, typed, PLACE)
        session = find_session(installation, unit, MAIL, token)
        unit.commit()
    return (session.person_id or "") if session else "", problem


def sign_in(installation: Installation, address: str = ALICE_MAIL) -> str:
    visitor = ask(installation, address)
    person_id, problem = finish(installation, visitor, mailed_code(installation))
    assert problem == ""
    return person_id


def test_the_same_address_is_the_same_person_whose_mails_go_there(installation: Installation) -> None:
    person_id = sign_in(installation)
    assert sign_in(installation, ALICE_MAIL.title()) == person_id
    assert sign_in(installation, "bob@example.jp") != person_id
    with installation.database.read() as unit:
        assert [(row.channel, row.state) for row in contacts.of_person(unit, person_id)] == [("mail", "proved")]
        assert (f"resident:{person_id}", "sign in", "mail") in trail(unit)


def test_a_removed_address_stays_removed_and_a_bounced_one_becomes_valid(installation: Installation) -> None:
    person_id = sign_in(installation)
    with installation.database.write() as unit:
        contacts.mark_bad(unit, contacts.of_person(unit, person_id)[0].id, 1)
        unit.commit()
    sign_in(installation)
    with installation.database.write() as unit:
        assert [row.state for row in contacts.of_person(unit, person_id)] == ["proved"]
        contacts.remove(unit, person_id, "mail")
        unit.commit()
    assert sign_in(installation) == person_id
    with installation.database.read() as unit:
        assert contacts.of_person(unit, person_id) == []


def test_a_code_opens_nothing_in_another_browser(installation: Installation) -> None:
    visitor, other = ask(installation), guest(installation)
    code = mailed_code(installation)
    assert finish(installation, other, code) == ("", "ended")
    with installation.database.read() as unit:
        assert trail(unit)[-1] == (f"resident:{other.person_id}", "fail to sign in by mail", "ended")
        assert (on_its_way(installation, unit, visitor), on_its_way(installation, unit, other)) == (ALICE_MAIL, "")
    assert finish(installation, visitor, code)[1] == ""


def test_plus_addresses_share_the_limit_of_their_mailbox(installation: Installation) -> None:
    with installation.database.write() as unit:
        for number in range(MAIL_CODES_HOUR.tries):
            count_address(installation, unit, f"alice+{number}@example.jp")
        with pytest.raises(TooMany):
            count_address(installation, unit, "ALICE@example.jp")
        count_address(installation, unit, "bob@example.jp")


def test_a_mailbox_gets_ten_codes_a_day(installation: Installation) -> None:
    with installation.database.write() as unit:
        for hour in range(MAIL_CODES_DAY.tries):
            count_address(later(installation, hours=hour), unit, ALICE_MAIL)
        with pytest.raises(TooMany):
            count_address(later(installation, hours=MAIL_CODES_DAY.tries), unit, ALICE_MAIL)
