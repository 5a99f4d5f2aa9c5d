"""Access tokens: opaque, minutes, hashed, no refresh (共通機能標準仕様書 2.2.5)."""

from dataclasses import dataclass
from datetime import timedelta

from portal.clock import Clock, to_micro
from portal.config import Settings
from portal.db import Unit
from portal.services.machines.api_scopes import on_the_wire
from portal.services.machines.check_client import Checked
from portal.services.machines.machine import Machine, is_from
from portal.services.shared.codes import new_token, token_hash
from portal.services.shared.needs import Basics
from portal.services.shared.write_audit import write_audit
from portal.store.machines import api_clients, api_secrets
from portal.store.machines.api_secrets import TokenRow


@dataclass(frozen=True)
class Issued:
    token: str
    seconds: int
    scope: str  # as on the wire


def issue_token(installation: Basics, unit: Unit, checked: Checked, scopes: frozenset[str], place: str) -> Issued:
    now, seconds = installation.clock.now(), installation.settings.api_token_minutes * 60
    token, ends = new_token(), to_micro(now + timedelta(seconds=seconds))
    row = TokenRow(checked.client.id, " ".join(sorted(scopes)), to_micro(now), ends)
    api_secrets.add_token(unit, token_hash(token), checked.secret, row)
    api_clients.used(unit, checked.client.id, to_micro(now))
    api_secrets.used(unit, checked.secret.id, to_micro(now))
    machine = Machine(checked.client, scopes, place)
    write_audit(installation, unit, machine.actor, "issue token", detail=row.scopes)
    return Issued(token, seconds, scope_words(installation.settings, scopes))


def scope_words(settings: Settings, scopes: frozenset[str]) -> str:
    return " ".join(on_the_wire(settings, scope) for scope in sorted(scopes))


def machine_of(clock: Clock, unit: Unit, token: str, place: str) -> Machine | None:
    row = token_of(clock, unit, token)
    client = api_clients.by_id(unit, row.client_id) if row else None
    if row is None or client is None or not is_from(client, place):
        return None
    api_clients.used(unit, client.id, to_micro(clock.now()))
    return Machine(client, frozenset(row.scopes.split()), place)


def token_of(clock: Clock, unit: Unit, token: str) -> TokenRow | None:
    if not token or len(token) > 200:
        return None
    return api_secrets.find_token(unit, token_hash(token), to_micro(clock.now()))
