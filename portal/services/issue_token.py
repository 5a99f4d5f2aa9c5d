"""Access tokens of machines: opaque, for some minutes, stored as a hash. There is no refresh token: who may have one may have
another (共通機能標準仕様書 2.2.5)."""

from dataclasses import dataclass
from datetime import timedelta

from portal.clock import to_micro
from portal.db import Unit
from portal.services.api_scopes import on_the_wire
from portal.services.check_client import Checked
from portal.services.installation import Installation
from portal.services.machine import Machine, comes_from
from portal.services.tokens import new_token, token_hash
from portal.services.write_audit import write_audit
from portal.store import api_clients, api_secrets
from portal.store.api_secrets import TokenRow


@dataclass(frozen=True)
class Issued:
    """`seconds` it holds; `scope` as it stands on the wire."""

    token: str
    seconds: int
    scope: str


def issue_token(installation: Installation, unit: Unit, checked: Checked, scopes: frozenset[str], place: str) -> Issued:
    """For a client that was checked, and scopes that it holds."""
    now, seconds = installation.clock.now(), installation.settings.api_token_minutes * 60
    token, ends = new_token(), to_micro(now + timedelta(seconds=seconds))
    row = TokenRow(checked.client.id, " ".join(sorted(scopes)), to_micro(now), ends)
    api_secrets.add_token(unit, token_hash(token), checked.secret, row)
    api_clients.used(unit, checked.client.id, to_micro(now))
    api_secrets.used(unit, checked.secret.id, to_micro(now))
    machine = Machine(checked.client, scopes, place)
    write_audit(installation, unit, machine.actor, "issue token", detail=row.scopes)
    return Issued(token, seconds, scope_words(installation, scopes))


def scope_words(installation: Installation, scopes: frozenset[str]) -> str:
    return " ".join(on_the_wire(installation, scope) for scope in sorted(scopes))


def machine_of(installation: Installation, unit: Unit, token: str, place: str) -> Machine | None:
    """Whose token it is, now and from this address; None otherwise."""
    found = token_of(installation, unit, token)
    client = api_clients.by_id(unit, found.client_id) if found else None
    if found is None or client is None or not comes_from(client, place):
        return None
    api_clients.used(unit, client.id, to_micro(installation.clock.now()))
    return Machine(client, frozenset(found.scopes.split()), place)


def token_of(installation: Installation, unit: Unit, token: str) -> TokenRow | None:
    if not token or len(token) > 200:
        return None
    return api_secrets.find_token(unit, token_hash(token), to_micro(installation.clock.now()))
