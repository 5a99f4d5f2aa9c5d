"""Staff who sign in with password and code."""

import pyotp

from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import Credentials, add_staff
from portal.services.staff.sign_in_by_password import count_try, finish_sign_in, right_password
from tests.portal.world import PLACE

KANRI = Actor("staff", "kanri", place=PLACE)
PASSWORD = "mihon-himitsu-2026"


def add(installation: Installation, login: str = "tanto", password: str = PASSWORD) -> Credentials:
    with installation.database.write() as unit:
        made = add_staff(installation, unit, KANRI, login, "見本 課子", password, [])
        unit.commit()
    return made


def code(installation: Installation, credentials: Credentials, *, drift: int = 0) -> str:
    """`drift`: half minutes."""
    return pyotp.TOTP(credentials.totp_secret).at(int(installation.clock.now().timestamp()) + 30 * drift)


def sign_in(installation: Installation, login: str, password: str, digits: str, device: str = "") -> str | None:
    """Raises TooMany if throttled."""
    with installation.database.write() as unit:
        try:
            row = count_try(installation, unit, login, PLACE, device)
        finally:
            unit.commit()
    right = right_password(row, password)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, row, right, digits, PLACE, device)
        unit.commit()
    return token
