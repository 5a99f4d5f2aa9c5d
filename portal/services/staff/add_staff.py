"""Argon2id, sealed TOTP secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal.clock import to_micro
from portal.db import Unit
from portal.errors import Conflict, LastAdministrator, NotFound
from portal.sealing import new_sealer
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Records
from portal.services.shared.write_audit import Actor, write_audit
from portal.store.residents import sessions
from portal.store.staff import staff_members, staff_passkeys, staff_rights
from portal.store.staff.staff_members import RightRow

HASHER = PasswordHash((Argon2Hasher(),))
ROLES = (
    "clerk", "reviewer", "approver", "exporter", "inviter", "author", "publisher", "translator", "administrator", "auditor",
    "protected", "my_number",
)  # fmt: skip


@dataclass(frozen=True)
class Credentials:
    """Shown once."""

    login: str
    password: str
    totp_secret: str  # base32


def add_staff(
    installation: Records, unit: Unit, actor: Actor, login: str, name: str, password: str, rights: Sequence[RightRow],
    *, totp_secret: str = "",
) -> Credentials:  # fmt: skip
    secret = totp_secret or pyotp.random_base32()
    box, stored = new_sealer(installation.keys, f"staff:{login}")
    staff_id = staff_members.add(
        unit, login=login, name=name, password_hash=HASHER.hash(password), key_id=stored.key_id,
        wrapped_key=stored.wrapped, sealed_totp=box.seal("totp", secret), now=to_micro(installation.clock.now()),
    )  # fmt: skip
    if staff_id is None:
        raise Conflict(login)
    for right in rights:
        staff_members.grant(unit, staff_id, right)
    granted = " ".join(f"{right.role}:{right.duty}" for right in rights)
    write_audit(installation, unit, actor, "add staff", detail=f"{login} {granted}")
    return Credentials(login, password, secret)


def reset_staff(installation: Records, unit: Unit, actor: Actor, login: str, password: str) -> Credentials:
    """Ends all passkeys and sessions. Raises NotFound."""
    secret = pyotp.random_base32()
    box, stored = new_sealer(installation.keys, f"staff:{login}")
    changed = staff_members.reset(
        unit, login=login, password_hash=HASHER.hash(password), key_id=stored.key_id, wrapped_key=stored.wrapped,
        sealed_totp=box.seal("totp", secret),
    )  # fmt: skip
    if not changed:
        raise NotFound(login)
    _end_sessions(unit, login)
    row = staff_members.by_login(unit, login)
    staff_passkeys.remove_all(unit, row.id if row else 0)
    throttle.forget(
        installation.throttle_key, unit, throttle.STAFF_NAME, login
    )  # a reset is often requested after a lock-out
    write_audit(installation, unit, actor, "reset staff", detail=login)
    return Credentials(login, password, secret)


def disable_staff(installation: Basics, unit: Unit, actor: Actor, login: str) -> None:
    """Raises NotFound, also if disabled; LastAdministrator."""
    today = installation.clock.today()
    hold_administrators(unit, today.isoformat())
    # An installation without an administrator, such as a laptop's, loses none.
    days = [str(day) for day in (today, today + timedelta(days=1)) if is_administered(unit, str(day))]
    if not staff_members.disable(unit, login, to_micro(installation.clock.now())):
        raise NotFound(login)
    for day in days:
        if not is_administered(unit, day):
            raise LastAdministrator(day)
    _end_sessions(unit, login)
    write_audit(installation, unit, actor, "disable staff", detail=login)


def is_administered(unit: Unit, day: str) -> bool:
    return bool(administrators(unit, day))


def hold_administrators(unit: Unit, day: str) -> None:
    # Of two who end each other at one moment, the second sees what the first did.
    staff_members.lock(unit, administrators(unit, day))


def administrators(unit: Unit, day: str) -> list[int]:
    rights = staff_rights.in_force(unit, day)
    return [right.staff_id for right in rights if (right.role, right.duty) == ("administrator", "*")]


def _end_sessions(unit: Unit, login: str) -> None:
    row = staff_members.by_login(unit, login)
    if row is not None:
        sessions.end_of_staff(unit, row.id)
