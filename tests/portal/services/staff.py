"""Members of staff who sign in with password and code."""

import pyotp

from portal.services.actor import Actor
from portal.services.add_staff import Credentials, add_staff
from portal.services.installation import Installation
from portal.services.sign_in_staff import count_try, finish_sign_in, right_password
from tests.portal.world import PLACE

KANRI = Actor("staff", "kanri", place=PLACE)
PASSWORD = "mihon-himitsu-2026"


def add(installation: Installation, login: str = "tanto", password: str = PASSWORD) -> Credentials:
    with installation.database.write() as unit:
        made = add_staff(installation, unit, KANRI, login, "見本 課子", password, [])
        unit.commit()
    return made


def code(installation: Installation, credentials: Credentials, *, drift: int = 0) -> str:
    """What the authenticator shows now, or `drift` half minutes later."""
    return pyotp.TOTP(credentials.totp_secret).at(int(installation.clock.now().timestamp()) + 30 * drift)


def sign_in(installation: Installation, login: str, password: str, digits: str) -> str | None:
    """The three steps as the page takes them. TooMany when throttled."""
    with installation.database.write() as unit:
        try:
            row = count_try(installation, unit, login, PLACE)
        finally:
            unit.commit()
    right = right_password(row, password)
    with installation.database.write() as unit:
        token = finish_sign_in(installation, unit, row, right, digits, PLACE)
        unit.commit()
    return token
