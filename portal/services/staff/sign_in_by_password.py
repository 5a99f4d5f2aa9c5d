"""Argon2id and TOTP, throttled."""

from collections.abc import Sequence
from functools import cache

import pyotp

from forms.text.japanese import bare
from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.sealing import WrappedKey, sealer
from portal.services.shared import throttle
from portal.services.shared.needs import Basics, Records
from portal.services.shared.sessions import open_session
from portal.services.shared.throttle import Limit
from portal.services.shared.write_audit import Actor, write_audit
from portal.services.staff.add_staff import HASHER
from portal.store.staff import staff_identities, staff_members
from portal.store.staff.staff_members import StaffRow


@cache
def _nobody() -> str:
    # For unknown logins: they take equal time. On first use: it costs 0.1 s.
    return HASHER.hash("nobody has this password")


def _limits(login: str, place: str, device: str) -> Sequence[tuple[Limit, str]]:
    # A known device counts alone: tries from other devices do not lock it out.
    if device:
        return ((throttle.STAFF_DEVICE, f"{device} {login}"),)
    return ((throttle.STAFF_PLACE, place), (throttle.STAFF_NAME, login))


def count_try(installation: Basics, unit: Unit, login: str, place: str, device: str) -> StaffRow | None:
    """Raises TooMany. Commit before verifying the password."""
    for limit, subject in _limits(login, place, device):
        throttle.count(installation, unit, limit, subject)
    # PostgreSQL rejects a NUL in a parameter; no login contains one.
    row = staff_members.by_login(unit, login) if login.isprintable() else None
    return None if row is None or row.shut_out(installation.clock.today().isoformat()) else row


def right_password(row: StaffRow | None, password: str) -> bool:
    """Outside a unit: takes 0.1 s on purpose."""
    password_hash = row.password_hash if row else ""  # empty for staff of the city's provider
    return HASHER.verify(password, password_hash or _nobody()) and bool(password_hash)


def proves(installation: Records, unit: Unit, row: StaffRow | None, right: bool, code: str, place: str) -> bool:
    """`right`: of the password. Uses the code up. Commit in any case: failures are audited."""
    if row is None or not right:
        known = row.login if row else "unknown login"
        write_audit(installation, unit, Actor("staff", known, place=place), "fail to sign in", detail="WRONG_PASSWORD")
        return False
    if not _use_code(installation, unit, row, code):
        write_audit(installation, unit, Actor("staff", row.login, place=place), "fail to sign in", detail="WRONG_CODE")
        return False
    return True


def finish_sign_in(
    installation: Records, unit: Unit, row: StaffRow | None, right: bool, code: str, place: str, device: str
) -> str | None:
    """Returns a token or None. Commit in any case: failures are audited."""
    if not proves(installation, unit, row, right, code, place) or row is None:
        return None
    for limit, subject in _limits(row.login, place, device):
        if limit is throttle.STAFF_PLACE:
            throttle.give_back(installation, unit, limit, subject)
        else:
            throttle.forget(installation.throttle_key, unit, limit, subject)
    staff_identities.give_rights(unit, row.id, [])  # group rights apply only after a sign-in at the provider
    write_audit(installation, unit, Actor("staff", row.login, place=place), "sign in", detail="password totp")
    return open_session(installation, unit, "staff", staff_id=row.id)


def _use_code(installation: Records, unit: Unit, row: StaffRow, code: str) -> bool:
    # Single use, one step around now (RFC 6238 5.2).
    digits = bare(code)
    totp = pyotp.TOTP(totp_secret(installation.keys, row))
    now = installation.clock.now()
    for drift in (0, -1, 1):
        if digits and totp.verify(digits, for_time=now.timestamp() + drift * totp.interval):
            return staff_members.use_step(unit, row.id, int(now.timestamp()) // totp.interval + drift)
    return False


def totp_secret(keys: KeyStore, row: StaffRow) -> str:
    """Base32."""
    secret: str = sealer(keys, f"staff:{row.login}", WrappedKey(row.key_id, row.wrapped_key)).open(
        "totp", row.sealed_totp
    )
    return secret
