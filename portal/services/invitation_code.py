"""The code on a letter: eleven signs at random and one that finds slips; 54 bits. Stored as a keyed hash only."""

import hashlib
import hmac
import secrets
import unicodedata

from portal.services.installation import Installation
from portal.services.people_in import folded_name

# No 0 and O, no 1, I and L: whoever reads it from paper or hears it on the telephone is never in doubt. Thirty-one signs,
# a prime number, so that the weighted sum finds every wrong sign and every two that changed places.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DRAWN, _GROUP = 11, 4
LENGTH = _DRAWN + 1
_JOINTS = " \u3000-‐‑–—ー−_.・"


def draw_code() -> str:
    drawn = "".join(secrets.choice(SIGNS) for _ in range(_DRAWN))
    return drawn + _check_sign(drawn)


def _check_sign(drawn: str) -> str:
    return SIGNS[-sum(place * SIGNS.index(sign) for place, sign in enumerate(drawn, start=2)) % len(SIGNS)]


def grouped(code: str) -> str:
    """K7MD-4QX2-9HWT, as it is printed."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str | None:
    """As people type it: small letters, wide letters, any joints or none. None where it cannot be a code of ours: it has a
    slip, which is told to anybody, because it says nothing of any letter."""
    plain = unicodedata.normalize("NFKC", typed[:200]).upper()
    code = "".join(sign for sign in plain if sign not in _JOINTS)
    if len(code) != LENGTH or any(sign not in SIGNS for sign in code):
        return None
    return code if _check_sign(code[:-1]) == code[-1] else None


def code_hash(installation: Installation, code: str) -> bytes:
    return _keyed(installation, "code", code)


def fact_hash(installation: Installation, code: str, birth: str) -> bytes:
    """Bound to the code, so that equal birthdays do not look equal."""
    return _keyed(installation, "birth", code, birth)


def person_mark(installation: Installation, name: str, birth: str) -> bytes:
    """Knows the same person again in another list."""
    return _keyed(installation, "person", folded_name(name), birth)


def _keyed(installation: Installation, *parts: str) -> bytes:
    return hmac.digest(installation.invitation_key, "\0".join(parts).encode(), hashlib.sha256)
