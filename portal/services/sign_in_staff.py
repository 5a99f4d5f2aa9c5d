"""Signs staff in: password (argon2id) and a code (TOTP) together, throttled by name and by address."""

from functools import cache

import pyotp

from forms.japanese import bare
from portal.db import Unit
from portal.sealing import WrappedKey, sealer
from portal.services import throttle
from portal.services.actor import Actor
from portal.services.add_staff import HASHER
from portal.services.installation import Installation
from portal.services.sessions import open_session
from portal.services.write_audit import write_audit
from portal.store import staff_identities, staff_members
from portal.store.staff_members import StaffRow


@cache
def _nobody() -> str:
    """Checked when the login does not exist, so that the answer takes as long as for one that does. Made at the first
    sign-in of a process, whoever's it is: at import it would cost each start and each command a tenth of a second."""
    return HASHER.hash("nobody has this password")


def count_try(installation: Installation, unit: Unit, login: str, place: str) -> StaffRow | None:
    """Counts this try and finds the member of staff. TooMany when throttled. Commit before the password is looked at."""
    throttle.count(installation, unit, throttle.STAFF_PLACE, place)
    throttle.count(installation, unit, throttle.STAFF_NAME, login)
    # A NUL, which no login has, cannot even be asked of PostgreSQL.
    row = staff_members.by_login(unit, login) if login.isprintable() else None
    return None if row is None or row.shut_out(installation.clock.today().isoformat()) else row


def right_password(row: StaffRow | None, password: str) -> bool:
    """Takes a tenth of a second on purpose; no unit may be open meanwhile, or every writer would wait for it."""
    kept = row.password_hash if row else ""  # none of those whom the city's provider lets in
    return HASHER.verify(password, kept or _nobody()) and bool(kept)


def finish_sign_in(
    installation: Installation, unit: Unit, row: StaffRow | None, right: bool, code: str, place: str
) -> str | None:
    """The token of a new session; None if name, password or code is wrong (which one is not told). Commit either way:
    a failure is recorded too."""
    if row is None or not right or not _use_code(installation, unit, row, code):
        known = row.login if row else "unknown login"
        write_audit(installation, unit, Actor("staff", known, place=place), "fail to sign in")
        return None
    throttle.forget(installation, unit, throttle.STAFF_NAME, row.login)
    staff_identities.give_rights(unit, row.id, [])  # of groups that nobody asked about today
    write_audit(installation, unit, Actor("staff", row.login, place=place), "sign in", detail="password totp")
    return open_session(installation, unit, "staff", staff_id=row.id)


def _use_code(installation: Installation, unit: Unit, row: StaffRow, code: str) -> bool:
    """A code opens once, and only within half a minute around now (RFC 6238 5.2)."""
    digits = bare(code)
    totp = pyotp.TOTP(totp_secret(installation, row))
    now = installation.clock.now()
    for drift in (0, -1, 1):
        if digits and totp.verify(digits, for_time=now.timestamp() + drift * totp.interval):
            return staff_members.use_step(unit, row.id, int(now.timestamp()) // totp.interval + drift)
    return False


def totp_secret(installation: Installation, row: StaffRow) -> str:
    """The base32 secret of a member of staff."""
    secret: str = sealer(installation.keys, f"staff:{row.login}", WrappedKey(row.key_id, row.wrapped_key)).open(
        "totp", row.sealed_totp
    )
    return secret
