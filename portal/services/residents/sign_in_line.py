"""Sign-in with a LINE account that its owner linked: no more than an address proves."""

# With a card behind the account, the session only reads, and only what procedures show without a card.

from dataclasses import replace

from integrations.sockets.account_socket import AccountAssertion
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.services.residents.link_line import UNLINKED, account_hash
from portal.services.residents.round_trip import RoundTrip
from portal.services.shared.needs import Basics, HasAccountProvider, Records
from portal.services.shared.sessions import LINE, MAIL, Session, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import line_accounts, people

LINKING = "/applications/line"


def round_trip(installation: HasAccountProvider) -> RoundTrip[AccountAssertion]:
    """Raises NotFound."""
    return _trip(installation, LINE, "/sign-in/line/callback", "/applications")


def round_trip_to_link(installation: HasAccountProvider, person_id: str) -> RoundTrip[AccountAssertion]:
    """Valid only for the person who pressed. Raises NotFound."""
    return _trip(installation, f"{LINE} {person_id}", f"{LINKING}/callback", LINKING)


def _trip(installation: HasAccountProvider, realm: str, back: str, home: str) -> RoundTrip[AccountAssertion]:
    if installation.account_provider is None:
        raise NotFound("line")
    redirect_uri = f"{installation.settings.base_url}{back}"
    return RoundTrip(installation.account_provider, realm, redirect_uri, home, "line")


def finish_sign_in(installation: Records, unit: Unit, assertion: AccountAssertion, place: str) -> str:
    """The token of its session. Raises SignInFailed for an account that no person linked."""
    linked = line_accounts.by_hash(unit, account_hash(installation.keys, assertion.account))
    person = people.by_id(unit, linked.person_id) if linked is not None else None
    if person is None:
        raise SignInFailed(UNLINKED, way="line")
    if person.issuer == MAIL:  # the facts of a card are as the card last gave them
        people.signed_in(unit, person.id, person.sealed_card, to_micro(installation.clock.now()))
    write_audit(installation, unit, Actor("resident", person.id, place=place), "sign in", detail="line")
    return open_session(installation, unit, LINE, person_id=person.id, proved_at=assertion.auth_time)


def by_line(installation: Basics, unit: Unit, session: Session) -> Session:
    """What it may, by how its person is known."""
    person = people.by_id(unit, session.person_id or "")
    if person is not None and person.issuer == MAIL:
        return session
    offered = installation.catalogue.all()
    return replace(session, looks=frozenset(procedure.id for procedure in offered if procedure.sign_in != "card"))
