"""Sign-in with LINE."""

import pytest

from integrations.sockets.account_socket import AccountAssertion
from portal.errors import NotFound, SignInFailed
from portal.services.procedures.assurance import assurance
from portal.services.residents.link_line import UNLINKED, link_line
from portal.services.residents.sign_in_line import by_line, finish_sign_in, round_trip, round_trip_to_link
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import LINE, READ, Session, find_session
from portal.services.shared.write_audit import Actor
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.audit_trail import trail
from tests.portal.services.residents.line import HANAKO, TARO, with_line
from tests.portal.services.residents.test_sign_in_mail import sign_in as by_mail
from tests.portal.world import DUTY, PLACE, alice


def asserted(installation: Installation, account: str = HANAKO) -> AccountAssertion:
    return AccountAssertion(account, friend=True, auth_time=installation.clock.now())


def session_of(installation: Installation, person_id: str) -> Session:
    """Of this person, after a sign-in by LINE."""
    with installation.database.write() as unit:
        actor = Actor("resident", person_id)
        link_line(installation, unit, actor, person_id, asserted(installation), notices=False, language="ja")
        token = finish_sign_in(installation, unit, asserted(installation), PLACE)
        session = find_session(installation, unit, LINE, token)
        assert session is not None
        narrowed = by_line(installation, unit, session)
        unit.commit()
    return narrowed


def test_the_account_opens_its_own_person_and_no_other(installation: Installation) -> None:
    person_id = by_mail(installation)
    session = session_of(installation, person_id)
    assert (session.person_id, session.realm, session.looks) == (person_id, LINE, None)
    assert (session.guest, session.returns) == (True, True)
    with installation.database.write() as unit:
        assert (f"resident:{person_id}", "sign in", "line") in trail(unit)
        with pytest.raises(SignInFailed) as refused:
            finish_sign_in(installation, unit, asserted(installation, TARO), PLACE)
    assert (refused.value.code, refused.value.way) == (UNLINKED, "line")


def test_with_a_card_behind_it_only_what_needs_none_is_read(installation: Installation) -> None:
    offer(installation, small(version="1", duty=DUTY, identity="{sign_in: mail}"))
    person_id = alice(installation).person_id or ""
    with installation.database.read() as unit:
        card = card_of(installation.keys, unit, person_id)
    session = session_of(installation, person_id)
    assert session.looks is not None
    assert session.may(READ, "small")
    assert not session.takes_codes
    offer(installation, small(version="2", duty=DUTY, identity="{sign_in: card}"))
    with installation.database.read() as unit:
        assert not by_line(installation, unit, session).may(READ, "small")
        assert card_of(installation.keys, unit, person_id) == card


def test_it_is_worth_as_little_as_mail(installation: Installation) -> None:
    of_line, of_mail = (assurance({"way": way}, installation.clock.today()) for way in ("line", "mail"))
    assert of_line.startswith("身元確認1")
    assert of_line == of_mail


def test_an_attempt_to_link_is_one_persons(installation: Installation) -> None:
    with pytest.raises(NotFound):
        round_trip(installation)
    linked = with_line(installation)[0]
    assert round_trip_to_link(linked, "alice").realm != round_trip_to_link(linked, "bob").realm
    request, address = round_trip(linked).leave()
    assert request.redirect_uri.endswith("/sign-in/line/callback")
    assert request.state in address
