"""Sign-in with a LINE account that its owner linked: no more than an address proves."""

# With a card behind the account, the session only reads, and only what procedures show without a card.

from dataclasses import replace

from integrations.sockets.account_socket import AccountAssertion, AccountProvider
from integrations.sockets.interfaces import Callback, SignInRequest
from portal.clock import to_micro
from portal.config import Settings
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.services.residents.link_line import UNLINKED, account_hash
from portal.services.residents.sign_in_attempts import new_request, request_of
from portal.services.shared.needs import Basics, HasAccountProvider, Records
from portal.services.shared.sessions import LINE, MAIL, Session, open_session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import line_accounts, people
from portal.store.residents.sessions import AttemptRow

SIGN_IN, LINK = "/sign-in/line/callback", "/applications/line/callback"


def link_realm(person_id: str) -> str:
    """Of an attempt to link: valid only for the person who pressed."""
    return f"{LINE} {person_id}"


def _provider(installation: HasAccountProvider) -> AccountProvider:
    if installation.account_provider is None:
        raise NotFound("line")
    return installation.account_provider


def _redirect_uri(settings: Settings, back: str) -> str:
    return f"{settings.base_url}{back}"


def prepare(installation: HasAccountProvider, back: str) -> tuple[SignInRequest, str]:
    """Outside a unit. Raises AdapterError, NotFound."""
    request = new_request(_redirect_uri(installation.settings, back))
    return request, _provider(installation).begin(request)


def ask_provider(
    installation: HasAccountProvider, callback: Callback, attempt: AttemptRow, back: str
) -> AccountAssertion:
    """Outside a unit. Raises AdapterError."""
    request = request_of(callback, attempt, _redirect_uri(installation.settings, back))
    return _provider(installation).complete(callback, request, installation.clock.now())


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
