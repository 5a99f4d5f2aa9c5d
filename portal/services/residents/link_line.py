"""A resident's LINE account as a way in, and as a channel for notices if they want it."""

import hashlib
import hmac

from integrations.sockets.account_socket import AccountAssertion
from portal.clock import to_micro
from portal.db import Unit
from portal.errors import NotFound, SignInFailed
from portal.sealing import Keys
from portal.services.residents.contact_book import address_hash, keep_contact
from portal.services.residents.fresh_sign_in import FORM_MINUTES, LINK_LINE, demand_fresh
from portal.services.residents.prove_contact import LINE_USES
from portal.services.shared.needs import Basics, Correspondence
from portal.services.shared.sessions import LINE, MAIL, Session
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import contacts, line_accounts, sessions
from portal.store.residents.line_accounts import LineAccountRow

UNLINKED, LINKED_BY_OTHERS, LINKED_ANOTHER = "UNLINKED", "LINKED_BY_OTHERS", "LINKED_ANOTHER"
_MINUTE = 60_000_000


def account_hash(keys: Keys, account: str) -> bytes:
    """Of its own key, so that no copy of the tables joins it with contacts."""
    return hmac.digest(keys.derive("line accounts"), account.encode(), hashlib.sha256)


def is_linked(unit: Unit, person_id: str) -> bool:
    return line_accounts.of_person(unit, person_id) is not None


def may_link(installation: Basics, session: Session, *, sending: bool = False) -> bool:
    """False if a sign-in by mail is too old. Raises FreshSignInNeeded for one by card; NotFound for companies and
    guests."""
    if session.realm == "resident":
        demand_fresh(installation, session, LINK_LINE, sending=sending)
        return True
    if session.realm not in (MAIL, LINE):
        raise NotFound("line")
    minutes = installation.settings.fresh_minutes + (FORM_MINUTES if sending else 0)
    return session.realm == MAIL and to_micro(installation.clock.now()) - session.made_at <= minutes * _MINUTE


def link_line(
    installation: Correspondence,
    unit: Unit,
    actor: Actor,
    person_id: str,
    assertion: AccountAssertion,
    *,
    notices: bool,
    language: str,
) -> None:
    """Once more changes nothing. Raises SignInFailed if the account is another person's, or the person has another."""
    hashed = account_hash(installation.keys, assertion.account)
    row = LineAccountRow(person_id, hashed, to_micro(installation.clock.now()))
    if line_accounts.add(unit, row):
        write_audit(installation, unit, actor, "link LINE")
    else:
        linked = line_accounts.by_hash(unit, hashed)
        if linked is None or linked.person_id != person_id:
            raise SignInFailed(LINKED_ANOTHER if linked is None else LINKED_BY_OTHERS, way="line")
    if notices and installation.messenger is not None:
        _take_notices(installation, unit, actor, person_id, assertion, language)


def _take_notices(
    installation: Correspondence, unit: Unit, actor: Actor, person_id: str, assertion: AccountAssertion, language: str
) -> None:
    hashed = address_hash(installation.keys, "line", assertion.account)
    of_line = (row for row in contacts.of_person(unit, person_id) if row.channel == "line")
    before = next(of_line, None)
    if before is None or before.address_hash != hashed:
        keep_contact(installation, unit, person_id, "line", assertion.account, LINE_USES, language)
        write_audit(installation, unit, actor, "prove contact", detail="line")
    if not assertion.friend:
        # As after an unfollow: nothing reaches it until LINE reports that the city's account was added.
        now = to_micro(installation.clock.now())
        for row in contacts.by_address(unit, "line", hashed):
            if row.person_id == person_id:
                contacts.mark_bad(unit, row.id, now)


def unlink_line(installation: Basics, unit: Unit, actor: Actor, person_id: str) -> None:
    """Ends what is signed in by it, on every device. Notices stay as they are. Twice is not an error."""
    if line_accounts.remove(unit, person_id):
        write_audit(installation, unit, actor, "unlink LINE")
    sessions.end_of_person(unit, person_id, LINE)
