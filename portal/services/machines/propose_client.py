"""Machine clients and secrets: one administrator requests, another confirms and sees the secret once (D74)."""

# Any can end them.

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, NotAllowed, NotFound, required
from portal.sealing import new_sealer
from portal.services.shared.codes import new_token
from portal.services.shared.needs import Basics, Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import MACHINE, write_audit
from portal.store.machines import api_clients, api_secrets
from portal.store.machines.api_clients import ASKED, LIVE, WITHDRAWN, ClientRow
from portal.store.machines.api_secrets import SecretRow
from portal.store.staff import staff_members

MOST_SECRETS = 2  # the old one remains valid until the other side uses the new one


@dataclass(frozen=True)
class Wanted:
    name: str
    duties: Sequence[str]
    procedures: Sequence[str]
    scopes: Sequence[str]
    places: Sequence[str] = ()
    basic: bool = False  # the secret itself may be sent
    known_as: str = ""  # client id at the token server


@dataclass(frozen=True)
class ShownSecret:
    """Shown once."""

    client: ClientRow
    secret: str


def propose_client(installation: Basics, unit: Unit, member: Member, wanted: Wanted) -> str:
    """Returns the client id. Raises NotAllowed; Conflict if another took its id at the token server a moment ago."""
    for duty in wanted.duties:
        member.demand("administer", duty)
    client_id = f"c-{secrets.token_hex(8)}"
    now = to_micro(installation.clock.now())
    duties, procedures, scopes, places = map(" ".join, (wanted.duties, wanted.procedures, wanted.scopes, wanted.places))
    row = ClientRow(
        client_id, wanted.name, duties, procedures, scopes, places, wanted.basic, ASKED, None, member.login, now,
        known_as=wanted.known_as or None,
    )  # fmt: skip
    if not api_clients.add(unit, row):
        raise Conflict("known_as")
    api_secrets.ask(unit, client_id, member.login, now)
    detail = f"{client_id} {row.duties}: {row.scopes}"
    if row.known_as:
        detail += f"; {row.known_as}"
    write_audit(installation, unit, member.actor, "ask for machine client", detail=detail)
    return client_id


def client_of(unit: Unit, member: Member, client_id: str) -> ClientRow:
    """Raises NotFound, NotAllowed."""
    row = required(api_clients.by_id(unit, client_id), NotFound("client"))
    for duty in row.duties.split():
        member.demand("administer", duty)
    return row


def may_confirm(member: Member, asked_by: str) -> bool:
    return member.login != asked_by


def confirm_client(installation: Records, unit: Unit, member: Member, client_id: str) -> ShownSecret:
    """Raises NotAllowed for the requester; Conflict if settled."""
    row = client_of(unit, member, client_id)
    if not may_confirm(member, row.asked_by):
        raise NotAllowed("confirm")
    now = to_micro(installation.clock.now())
    staff_id = staff_members.add(
        unit, login=f"{MACHINE}{client_id}", name=row.name, password_hash="", key_id="", wrapped_key=b"",
        sealed_totp=b"", now=now,
    )  # fmt: skip
    if staff_id is None or not api_clients.settle(unit, client_id, LIVE, member.login, now, staff_id):
        raise Conflict("client")
    staff_members.disable(unit, f"{MACHINE}{client_id}", now)  # it is never used for sign-in
    write_audit(installation, unit, member.actor, "confirm machine client", detail=f"{client_id} of {row.asked_by}")
    return _give(installation, unit, member, row, _asked(unit, client_id))


def withdraw_client(installation: Basics, unit: Unit, member: Member, client_id: str) -> None:
    """Raises Conflict if settled."""
    row = client_of(unit, member, client_id)
    now = to_micro(installation.clock.now())
    if not api_clients.settle(unit, client_id, WITHDRAWN, member.login, now):
        raise Conflict("client")
    api_secrets.withdraw(unit, _asked(unit, row.id).id, member.login, now)
    write_audit(installation, unit, member.actor, "withdraw machine client", detail=client_id)


def end_client(installation: Basics, unit: Unit, member: Member, client_id: str) -> None:
    client_of(unit, member, client_id)
    now = to_micro(installation.clock.now())
    if not api_clients.end(unit, client_id, member.login, now):
        raise Conflict("client")
    for row in api_secrets.of(unit, client_id):
        api_secrets.withdraw(unit, row.id, member.login, now)
        api_secrets.end(unit, row.id, member.login, now)
    write_audit(installation, unit, member.actor, "end machine client", detail=client_id)


def propose_secret(installation: Basics, unit: Unit, member: Member, client_id: str) -> None:
    """Raises Conflict if one is requested, or two are live."""
    row = client_of(unit, member, client_id)
    existing = [secret for secret in api_secrets.of(unit, client_id) if secret.state in (ASKED, LIVE)]
    if row.state != LIVE or len(existing) >= MOST_SECRETS:
        raise Conflict("secret")
    api_secrets.ask(unit, client_id, member.login, to_micro(installation.clock.now()))
    write_audit(installation, unit, member.actor, "ask for machine secret", detail=client_id)


def confirm_secret(installation: Records, unit: Unit, member: Member, client_id: str) -> ShownSecret:
    """Raises NotAllowed for the requester; Conflict."""
    row = client_of(unit, member, client_id)
    asked = _asked(unit, client_id)
    if not may_confirm(member, asked.asked_by):
        raise NotAllowed("confirm")
    if row.state != LIVE:
        raise Conflict("client")
    return _give(installation, unit, member, row, asked)


def end_secret(installation: Basics, unit: Unit, member: Member, client_id: str, secret_id: int) -> None:
    """Its tokens end. Raises NotFound, Conflict."""
    client_of(unit, member, client_id)
    if secret_id not in {row.id for row in api_secrets.of(unit, client_id)}:
        raise NotFound("secret")
    now = to_micro(installation.clock.now())
    ended = api_secrets.withdraw(unit, secret_id, member.login, now) or api_secrets.end(
        unit, secret_id, member.login, now
    )
    if not ended:
        raise Conflict("secret")
    write_audit(installation, unit, member.actor, "end machine secret", detail=f"{client_id} {secret_id}")


def _asked(unit: Unit, client_id: str) -> SecretRow:
    requested = [row for row in api_secrets.of(unit, client_id) if row.state == ASKED]
    if not requested:
        raise Conflict("secret")
    return requested[0]


def _give(installation: Records, unit: Unit, member: Member, row: ClientRow, asked: SecretRow) -> ShownSecret:
    secret = new_token()
    box, stored = new_sealer(installation.keys, f"api secret:{asked.id}")
    now = to_micro(installation.clock.now())
    given = api_secrets.give(
        unit, asked.id, member.login, now, stored.key_id, stored.wrapped, box.seal("secret", secret)
    )
    if not given:
        raise Conflict("secret")
    write_audit(installation, unit, member.actor, "give machine secret", detail=f"{row.id} {asked.id}")
    return ShownSecret(row, secret)
